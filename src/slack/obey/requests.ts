import { requestList } from '../cards/request-list.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';
import type { Text } from '../words.ts';
import { noted } from './noted.ts';

const LISTED = { own: 'mine', all: 'all', open: 'open' } as const;

/** Open requests, my own, or the newest of all. */
export async function answerRequests(
  room: Room,
  press: Press,
  { which, notes }: { readonly which: keyof typeof LISTED; readonly notes: readonly Text[] },
): Promise<void> {
  const requests = await room.helpdesk.listRequests(await press.actor(), LISTED[which]);
  await press.tell(noted(requestList(requests, which, room.now()), notes));
}
