import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { HELP_MS } from '../helpdesk/timing.ts';
import { helpFor } from './commands/help.ts';
import { type ParsedCommand, parseCommand } from './commands/parse.ts';
import { type InteractionContext, interactionContext } from './interaction-context.ts';
import { runCommand } from './kandji-command.ts';
import type { AppContext } from './room.ts';

/** `/kandji …`: help is answered in the ack's own body when it is there soon; everything else acks first and works after. */
export const registerCommand =
  (app: AppContext): Middleware<SlackCommandMiddlewareArgs> =>
  async ({ command: typed, context }) => {
    const { press: interaction, ack } = interactionContext(context);
    const line = parseCommand(typed.text, app.botUserId);
    if (line.kind === 'help') return answerHelp(app, { press: interaction, ack }, line);
    await ack();
    await runCommand(app, interaction, line);
  };

async function answerHelp(
  app: AppContext,
  { press: interaction, ack }: Pick<InteractionContext, 'press' | 'ack'>,
  line: Extract<ParsedCommand, { kind: 'help' }>,
): Promise<void> {
  const card = helpFor(app, interaction, line);
  const inTime = await soon(card);
  if (inTime) return ack({ response_type: 'ephemeral', text: inTime.text, blocks: inTime.blocks });
  await ack();
  await interaction.reply(await card);
}

/** `null` when it takes longer. */
async function soon<T>(work: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), HELP_MS);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
