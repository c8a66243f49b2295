import { requireReports } from '../../helpdesk/fleet/prepare-report.ts';
import { titleOf } from '../../helpdesk/operations/titles.ts';
import { deny } from '../../helpdesk/policy/authorize.ts';
import { lackingSentence } from '../../helpdesk/policy/evaluate.ts';
import { join, mrkdwn } from '../block-kit/text.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { type CommandRow, rightsTurnedOff, workingRows } from './command-row.ts';
import { COMMANDS, commandFor, commandOf, EXAMPLE_DEVICE } from './command-table.ts';
import { devicesOf } from './help.ts';
import type { NotUnderstood } from './interpretation.ts';

/** What one person may type: the rows of help, and what looks at a device of their own. */
async function usableBy(app: AppContext, interaction: Interaction) {
  const actor = await interaction.actor();
  const held = app.helpdesk.heldBy(actor);
  const turnedOff = rightsTurnedOff(app.ports);
  const rows = workingRows(COMMANDS, { held, turnedOff });
  const looksUp = held.includes('lookup');
  const isOnlyOwn = !looksUp && held.includes('lookup-own');
  const find = (row: CommandRow): CommandRow | null =>
    rows.find(({ verbs }) => verbs[0] === row.verbs[0]) ?? null;
  return { actor, looksUp, isOnlyOwn, find };
}

/** A command that was perhaps mistyped, for who may use it; else `null`. @param meant without the command's name */
export async function suggestionFor(
  app: AppContext,
  interaction: Interaction,
  meant: string | null,
): Promise<string | null> {
  const row = meant === null ? null : rowOf(meant);
  return row && (await usableBy(app, interaction)).find(row) ? meant : null;
}

/**
 * What was not understood, with an example that this person may use: a device of their own for someone who looks up no others; where none
 * is known, the form alone.
 * @throws Refusal, recorded, where they may not use the command at all
 */
export async function exampleFor(
  app: AppContext,
  interaction: Interaction,
  said: NotUnderstood,
): Promise<NotUnderstood> {
  const usable = await usableBy(app, interaction);
  const asked = rowOf(said.nearest);
  const row = asked && usable.find(asked);
  const isSearch = asked?.kind === 'find-keys';
  if (asked && !row && isSearch && usable.isOnlyOwn)
    return { ...said, nearest: commandFor('mine').form, example: commandFor('mine').example };
  if (asked && !row) {
    if (asked.kind === 'report') await requireReports(app.ports, usable.actor);
    const { needs } = asked;
    const reason = lackingSentence(needs.slice(0, MOST_NAMED).map((need) => titleOf(need)));
    return deny(app.ports, usable.actor, { operations: needs }, 'not-allowed', reason);
  }
  const elsewhere =
    said.elsewhere && usable.find(commandFor(said.elsewhere.topic)) ? said.elsewhere.says : mrkdwn``;
  const own = await withOwnDevice(app, usable, narrowed(said, asked, row));
  return { ...own, why: join([own.why, elsewhere], ' ') };
}

/** A row that lists all operations is no sentence. */
const MOST_NAMED = 4;

/** The row of a form or an example. */
const rowOf = (typed: string): CommandRow | null => commandOf(typed.split(' ', 1)[0] ?? '');

/** The row's own form and example as this person's row has them. */
const narrowed = (said: NotUnderstood, asked: CommandRow | null, row: CommandRow | null): NotUnderstood =>
  asked && row && said.nearest === asked.form && said.example === asked.example
    ? { ...said, nearest: row.form, example: row.example }
    : said;

async function withOwnDevice(
  app: AppContext,
  { actor, looksUp, isOnlyOwn }: Awaited<ReturnType<typeof usableBy>>,
  said: NotUnderstood,
): Promise<NotUnderstood> {
  if (looksUp || !EXAMPLE_DEVICE.test(said.example)) return said;
  const [own] = isOnlyOwn ? await devicesOf(app, actor) : [];
  const inPlace = (text: string) => text.replace(EXAMPLE_DEVICE, () => own?.serialNumber || '<device>');
  const [nearest, example] = [inPlace(said.nearest), inPlace(said.example)];
  return { ...said, nearest, example: own?.serialNumber ? example : nearest };
}
