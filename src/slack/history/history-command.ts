import { type Card, withRemarks } from '../block-kit/card.ts';
import type { HistoryOf } from '../commands/parse.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';
import { type HistoryAbout, historyList } from './history.ts';

const SHOWN = 20;

/** Entries about a device, a person or a request: the newest, or those older than `beforeSeq`. */
export async function historyCard(
  app: AppContext,
  interaction: Interaction,
  about: HistoryAbout,
  beforeSeq?: number,
): Promise<Card> {
  const page = { limit: SHOWN, ...(beforeSeq !== undefined && { beforeSeq }) };
  return historyList(await app.helpdesk.showHistory(await interaction.actor(), about, page), about, SHOWN);
}

/** `/kandji history …`: one word could be a request's id; that is looked for first. */
export async function answerHistory(
  app: AppContext,
  interaction: Interaction,
  of: HistoryOf,
  typed: Pick<CommandGoal, 'typed' | 'notes'>,
): Promise<void> {
  const tell = async (about: HistoryAbout, notes = typed.notes) =>
    interaction.reply(withRemarks(await historyCard(app, interaction, about), notes));
  await app.helpdesk.requireHistory(await interaction.actor());
  if (of.by === 'self') return tell({ actorId: interaction.userId });
  if (of.by === 'person') return tell({ actorId: of.userId });
  const request = of.requestId ? await app.ports.store.requests.get(of.requestId.toUpperCase()) : null;
  if (request) return tell({ requestId: request.id });
  const outcome = await searchAndReply(app, interaction, { query: of.query, ...typed, next: 'history' });
  await (outcome.kind === 'one'
    ? tell({ deviceId: outcome.device.id }, outcome.remarks)
    : interaction.reply(outcome.card));
}
