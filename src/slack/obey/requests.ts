import { requestList } from '../cards/request-list.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';

const LISTED = { own: 'mine', all: 'all', open: 'open' } as const;

/** Open requests, my own, or the newest of all. */
export async function answerRequests(room: Room, press: Press, which: keyof typeof LISTED): Promise<void> {
  const requests = await room.helpdesk.listRequests(await press.actor(), LISTED[which]);
  await press.tell(requestList(requests, which, room.now()));
}
