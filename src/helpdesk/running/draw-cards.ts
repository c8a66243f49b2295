import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { CardCopy, NewJob } from '../store-ports.ts';
import { LEASE_MS } from '../timing.ts';
import { unreachable } from './tell-person.ts';

const RETRY_MS = 5_000;

/** Draws one posted, or yet to be posted, copy of a card that is behind its request. @returns whether there was one */
export async function drawCard({ store, notices, log }: Ports, owner: string): Promise<boolean> {
  const claimed = await store.cards.claim(owner, LEASE_MS);
  if (!claimed) return false;
  const { card, request } = claimed;
  try {
    const drawn = await notices.draw(card, request);
    if (drawn.kind === 'drawn') await store.cards.drawn(card.id, request.version, drawn);
    else {
      // First the message, then the end of trying: in between one may be killed.
      const told = card.wasGone ? null : whoHears(card, request);
      if (told) await store.jobs.add(told);
      await store.cards.gone(card.id, drawn.why);
    }
  } catch (error) {
    log.warn({ error, request: request.id }, 'a card could not be drawn now');
    await store.cards.retry(card.id, RETRY_MS);
  }
  return true;
}

/** Somebody hears that a copy cannot be written any more; nobody misses one that was not ours. */
function whoHears({ place }: CardCopy, request: HelpdeskRequest): NewJob | null {
  const { id: requestId, requesterId: userId } = request;
  switch (place) {
    case 'approvals':
      return {
        key: `card-lost:${requestId}`,
        job: { kind: 'notify', userId, notice: 'card-lost', requestId },
      };
    case 'requester':
      return {
        key: `requester-lost:${requestId}`,
        job: { kind: 'announce', text: unreachable(request) },
      };
    case 'adopted':
      return null;
  }
}
