import { withRemarks } from '../block-kit/card.ts';
import type { HistoryOf } from '../commands/parse.ts';
import type { Card } from '../devices/device.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';
import { type HistoryAbout, historyList } from './history.ts';

const SHOWN = 20;

/** Entries about a device, a person or a request: the newest, or those older than `beforeSeq`. */
export async function historyCard(
  room: AppContext,
  press: Interaction,
  about: HistoryAbout,
  beforeSeq?: number,
): Promise<Card> {
  const page = { limit: SHOWN, ...(beforeSeq !== undefined && { beforeSeq }) };
  return historyList(await room.helpdesk.showHistory(await press.actor(), about, page), about, SHOWN);
}

/** `/kandji history …`: one word could be a request's id; that is looked for first. */
export async function answerHistory(
  room: AppContext,
  press: Interaction,
  of: HistoryOf,
  typed: Pick<CommandGoal, 'typed' | 'notes'>,
): Promise<void> {
  const tell = async (about: HistoryAbout, notes = typed.notes) =>
    press.reply(withRemarks(await historyCard(room, press, about), notes));
  await room.helpdesk.requireHistory(await press.actor());
  if (of.by === 'self') return tell({ actorId: press.userId });
  if (of.by === 'person') return tell({ actorId: of.userId });
  const request = of.requestId ? await room.ports.store.requests.get(of.requestId.toUpperCase()) : null;
  if (request) return tell({ requestId: request.id });
  const outcome = await searchAndReply(room, press, { query: of.query, ...typed, next: 'history' });
  await (outcome.kind === 'one'
    ? tell({ deviceId: outcome.device.id }, outcome.remarks)
    : press.reply(outcome.card));
}
