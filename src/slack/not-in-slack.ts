import { MdmError } from '../helpdesk/mdm-error.ts';
import type { Actor } from '../helpdesk/policy.ts';
import { Refusal } from '../helpdesk/refusal.ts';
import { type Query, singleMatch } from '../helpdesk/search/query.ts';
import { section } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { messageText } from './block-kit/text.ts';
import type { ParsedCommand } from './commands/parse.ts';
import type { Interaction } from './interaction.ts';
import { notInSlackYet } from './not-understood.ts';
import type { AppContext } from './room.ts';

/** "Not in Slack yet", with the console's page of the device when one was named. Such words are never searched for. */
export async function notInSlackCard(
  app: AppContext,
  interaction: Interaction,
  line: Extract<ParsedCommand, { kind: 'not-in-slack-yet' }>,
): Promise<Card> {
  const actor = await interaction.actor();
  const device = line.query && (await linkable(app, actor, line.query));
  const said = notInSlackYet(
    line,
    device ? app.ports.fleet.consoleUrl(device.id) : null,
    interaction.command,
  );
  return { text: messageText(said), blocks: [section(said)] };
}

/** The device to link to; whoever may not look, and a silent Kandji, still hear that it is not in Slack. */
async function linkable(app: AppContext, actor: Actor, query: Query) {
  try {
    return singleMatch((await app.helpdesk.lookFor(actor, query, { nearMisses: false })).first);
  } catch (error) {
    if (error instanceof Refusal || error instanceof MdmError) return null;
    throw error;
  }
}
