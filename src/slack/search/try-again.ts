import { isPassing, MdmError } from '../../helpdesk/mdm-error.ts';
import { actions, button, section } from '../block-kit/blocks.ts';
import { messageText } from '../block-kit/text.ts';
import { AnsweredError, logFailure } from '../errors.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { notice } from '../notices.ts';

/**
 * Runs a look-up; where Kandji doesn't answer it, that is said with *Try again*.
 * @param typed what *Try again* reads and runs once more
 * @throws AnsweredError when it was said; whatever else went wrong, as it is
 */
export async function offeringAgain(
  app: AppContext,
  interaction: Interaction,
  typed: string,
  lookUp: () => Promise<void>,
): Promise<void> {
  try {
    await lookUp();
  } catch (error) {
    if (!(error instanceof MdmError) || !isPassing(error)) throw error;
    logFailure(app.ports.log, error);
    const said = notice(error, null, interaction);
    const again = actions([button('list.again', { typed }, 'Try again')]);
    await interaction.reply({ text: messageText(said), blocks: [section(said), ...again] });
    throw new AnsweredError(error);
  }
}
