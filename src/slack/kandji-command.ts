import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { deny, denyNonMember } from '../helpdesk/policy/authorize.ts';
import { Refusal } from '../helpdesk/policy.ts';
import { HELP_MS } from '../helpdesk/timing.ts';
import { section } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { doChoice } from './block-kit/ids.ts';
import { code, type Mrkdwn, messageText, mrkdwn } from './block-kit/text.ts';
import { answerCan } from './can/can.ts';
import { reportsLost } from './cases/lost-command.ts';
import { commandFor } from './commands/command-table.ts';
import { helpFor } from './commands/help.ts';
import type { NotUnderstood } from './commands/interpretation.ts';
import { type ParsedCommand, parseCommand, readTyped } from './commands/parse.ts';
import { exampleFor, suggestionFor } from './commands/suggestions.ts';
import { whichDevice } from './commands/with-device.ts';
import { answerReport } from './fleet/report.ts';
import { openFreeze, unfreezeBlocksFor } from './freeze/freeze.ts';
import { answerOnHold } from './freeze/hold.ts';
import { openUnfreezeForm } from './freeze/unfreeze.ts';
import { answerHistory } from './history/history.ts';
import type { AppContext, Interaction } from './interaction.ts';
import { type InteractionContext, interactionContext } from './interaction-context.ts';
import type { ActionListener } from './listener-types.ts';
import { answerNotAvailable } from './not-available.ts';
import { answerRequests } from './requests/list.ts';
import { offerModal, searchThenOpen } from './search/find-then-open.ts';
import { answerFind, type CommandGoal, findCard } from './search/search.ts';
import { offeringAgain } from './search/try-again.ts';
import { answerWatches } from './watches/watches.ts';

/**
 * Does what was typed: after `/kandji`, in a direct message, or beside a mention.
 * @param otherwise answers when nothing was understood or found; `null` when that finds nothing either
 * @param phraseOnly `otherwise` searches for the single words
 */
export async function runCommand(
  app: AppContext,
  interaction: Interaction,
  line: ParsedCommand,
  otherwise?: CommandGoal['otherwise'],
  phraseOnly = false,
): Promise<void> {
  return offeringAgain(app, interaction, line.typed, () =>
    answerCommand(app, interaction, line, otherwise, phraseOnly),
  );
}

/** *Try again* of a look-up that Kandji did not answer: the answer takes its place. */
export const lookUpAgain: ActionListener<'list.again'> = async (app, interaction, { typed }) => {
  let isFirst = true;
  const reply: Interaction['reply'] = (card) => {
    const inPlace = isFirst;
    isFirst = false;
    return inPlace ? interaction.updateMessage(card) : interaction.reply(card);
  };
  await runCommand(app, { ...interaction, reply }, parseCommand(typed, app.botUserId));
};

async function answerCommand(
  app: AppContext,
  interaction: Interaction,
  line: ParsedCommand,
  otherwise: CommandGoal['otherwise'],
  phraseOnly: boolean,
): Promise<void> {
  const { typed, notes } = line;
  const found = { typed, notes, phraseOnly, ...(otherwise && { otherwise }) };
  switch (line.kind) {
    case 'help':
      return interaction.reply(await helpFor(app, interaction, line));
    case 'find-anything': {
      const meant = await suggestionFor(app, interaction, line.meant);
      const goal = { query: line.query, ...found, next: 'card', meant } as const;
      return answerFind(app, interaction, goal, line.readOn).catch((error: unknown) => {
        throw meant === null ? error : notUnderstoodRefusal(error, typed, `${interaction.command} ${meant}`);
      });
    }
    case 'find-keys':
      return answerFind(app, interaction, { query: line.query, ...found, next: 'card' }, true);
    case 'mine':
      return answerFind(app, interaction, { query: line.query, typed, notes, next: 'card' }, false);
    case 'panel':
      return searchThenOpen(app, interaction, { query: line.query, ...found, next: line.panel });
    case 'lost': {
      if (await reportsLost(app, interaction, line.query)) return;
      if (line.query) return searchThenOpen(app, interaction, { query: line.query, ...found, next: 'lost' });
      const said = notUnderstoodText(await exampleFor(app, interaction, WHICH_LOST), interaction.command);
      return interaction.reply({ text: messageText(said), blocks: [section(said)] });
    }
    case 'operation':
      return searchThenOpen(app, interaction, {
        query: line.query,
        ...found,
        next: doChoice(line.operation),
      });
    case 'update':
      return searchThenOpen(app, interaction, {
        query: line.query,
        ...found,
        next: 'update',
        ...(line.assetTag !== null && { rest: line.assetTag }),
      });
    case 'freeze':
      return openFreeze(app, interaction, line.reason);
    case 'unfreeze':
      return openUnfreezeForm(app, interaction, line.reason);
    case 'on-hold':
      return answerOnHold(app, interaction);
    case 'requests':
      return answerRequests(app, interaction, line, await unfreezeBlocksFor(app, await interaction.actor()));
    case 'report':
      return answerReport(app, interaction, line.report);
    case 'watch':
      return line.query
        ? searchThenOpen(app, interaction, { query: line.query, ...found, next: 'watch' })
        : answerWatches(app, interaction);
    case 'history':
      return answerHistory(app, interaction, line, { typed, notes });
    case 'can':
      return answerCan(app, interaction, line, { typed, notes });
    case 'not-in-slack-yet':
      await requireMember(app, interaction, line.kind);
      return interaction.reply(await answerNotAvailable(app, interaction, line));
    case 'not-understood': {
      await requireMember(app, interaction, line.kind);
      const other = await otherwise?.();
      if (other) return interaction.reply(other);
      const said = notUnderstoodText(await exampleFor(app, interaction, line), interaction.command);
      return interaction.reply({ text: messageText(said), blocks: [section(said)] });
    }
  }
}

/** A refused look-up of what was perhaps a mistyped command says that, whether or not there is such a device. */
function notUnderstoodRefusal(error: unknown, typed: string, meant: string): unknown {
  if (!(error instanceof Refusal) || error.code !== 'only-own') return error;
  const plain = (text: string) => text.replaceAll('`', '').slice(0, 80);
  const said = `I don't understand \`${plain(typed)}\`. Did you mean \`${plain(meant)}\`? ${error.reason}`;
  return new Refusal(error.code, said, error.rule, error.help);
}

const WHICH_LOST = whichDevice(commandFor('lost'), 'lost');

/** A second reading as a card; `null` where nothing is looked up by it. @param otherwise as for {@link runCommand} */
export async function cardOf(
  app: AppContext,
  interaction: Interaction,
  line: ParsedCommand,
  otherwise: NonNullable<CommandGoal['otherwise']>,
): Promise<Card | null> {
  const { typed, notes } = line;
  switch (line.kind) {
    case 'find-anything':
    case 'find-keys':
    case 'mine': {
      const goal = { query: line.query, typed, notes, otherwise, next: 'card' } as const;
      return (await findCard(app, interaction, goal)).card;
    }
    case 'panel':
    case 'lost':
    case 'operation':
    case 'watch':
    case 'update': {
      if (line.query === null) return otherwise();
      const next =
        line.kind === 'panel' ? line.panel : line.kind === 'operation' ? doChoice(line.operation) : line.kind;
      return offerModal(app, interaction, { query: line.query, typed, notes, otherwise, next });
    }
    default:
      return otherwise();
  }
}

/** Judges before anything is explained to someone. @throws Refusal, recorded */
async function requireMember(app: AppContext, interaction: Interaction, command: string): Promise<void> {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) await deny(app.ports, actor, { operations: [command] }, 'outsider', foreign);
}

/** What was not understood, the nearest form that works, and one example. @param command its name, `/kandji` */
export const notUnderstoodText = ({ why, nearest, example }: NotUnderstood, command: string): Mrkdwn =>
  nearest === example
    ? mrkdwn`${why} Try ${code(`${command} ${nearest}`)}`
    : mrkdwn`${why} Try ${code(`${command} ${nearest}`)}, for example ${code(`${command} ${example}`)}`;

/** `/kandji …`: help is answered in the ack's own body when it is there soon; everything else acks first and works after. */
export const registerCommand =
  (app: AppContext): Middleware<SlackCommandMiddlewareArgs> =>
  async ({ command: typed, context }) => {
    const { press: interaction, ack } = interactionContext(context);
    const line = readTyped(typed.text, app.botUserId);
    if (line.kind === 'help') return answerHelp(app, { press: interaction, ack }, line);
    await ack();
    await runCommand(app, interaction, line);
  };

async function answerHelp(
  app: AppContext,
  { press: interaction, ack }: Pick<InteractionContext, 'press' | 'ack'>,
  line: Extract<ParsedCommand, { kind: 'help' }>,
): Promise<void> {
  const card = helpFor(app, interaction, line, true);
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
