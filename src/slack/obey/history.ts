import type { Card } from '../cards/device.ts';
import { historyList } from '../cards/history.ts';
import type { HistoryOf } from '../command-line.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';
import { search, type Wanted } from './find.ts';

type About = { readonly deviceId?: string; readonly actorId?: string; readonly requestId?: string };

const SHOWN = 20;

/** The newest entries about a device, a person or a request. */
export async function historyCard(room: Room, press: Press, about: About): Promise<Card> {
  const entries = await room.helpdesk.showHistory(await press.actor(), about, { limit: SHOWN });
  return historyList(entries);
}

/** `/kandji history …`: one word could be a request's id; that is looked for first. */
export async function answerHistory(
  room: Room,
  press: Press,
  of: HistoryOf,
  typed: Pick<Wanted, 'typed' | 'notes'>,
): Promise<void> {
  if (of.by === 'self') return press.tell(await historyCard(room, press, { actorId: press.userId }));
  if (of.by === 'person') return press.tell(await historyCard(room, press, { actorId: of.userId }));
  const request = of.requestId ? await room.ports.store.requests.get(of.requestId.toUpperCase()) : null;
  if (request) return press.tell(await historyCard(room, press, { requestId: request.id }));
  const outcome = await search(room, press, { query: of.query, ...typed, next: 'history' });
  await press.tell(
    outcome.kind === 'one' ? await historyCard(room, press, { deviceId: outcome.device.id }) : outcome.card,
  );
}
