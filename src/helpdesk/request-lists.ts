import type { Actor } from './actor.ts';
import { requireRight } from './judge.ts';
import type { Ports } from './ports.ts';
import { type HelpdeskRequest, isFinished, REQUEST_STATES } from './request.ts';

const UNFINISHED = REQUEST_STATES.filter((state) => !isFinished(state));

/** `open`: everything unfinished; `mine`: what this person asked, newest first; `all`: the newest, finished or not. */
export async function listRequests(
  ports: Ports,
  actor: Actor,
  which: 'open' | 'mine' | 'all',
  limit = 20,
): Promise<readonly HelpdeskRequest[]> {
  if (which === 'mine') return ports.store.requests.list({ requesterId: actor.userId, limit });
  await requireRight(ports, actor, 'see-requests');
  return ports.store.requests.list(which === 'open' ? { states: UNFINISHED, limit } : { limit });
}
