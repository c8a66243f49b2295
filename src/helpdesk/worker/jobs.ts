import { type Ports, type PostedCard, RateLimited } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { CardCopy, NewJob } from '../store-port.ts';
import { LEASE_MS } from '../timing.ts';
import { unreachable } from './tell-person.ts';

const RETRY_MS = 5_000;
const FIRST_PAUSE_MS = 60_000;
const MOST_PAUSE_MS = 15 * 60_000;

/** Draws one posted, or yet to be posted, copy of a card that is behind its request. @returns whether there was one */
export async function updateCard(
  { store, notices, log }: Pick<Ports, 'store' | 'notices' | 'log'>,
  owner: string,
  wait = pause,
): Promise<boolean> {
  const claimed = await store.cards.claim(owner, LEASE_MS);
  if (!claimed) return false;
  const { card, request } = claimed;
  try {
    const drawn = await notices.draw(card, request);
    if (drawn.kind === 'drawn') await noted(() => store.cards.drawn(card.id, request.version, drawn), wait);
    else await notDrawn(store, card, request, drawn);
  } catch (error) {
    log.warn({ error, request: request.id }, 'a card could not be drawn now');
    await store.cards.retry(card.id, waitAfter(error, RETRY_MS));
  }
  return true;
}

/** How long to wait before the next try: as we would, but never shorter than Slack asks for. */
export const waitAfter = (error: unknown, ownMs: number): number =>
  error instanceof RateLimited ? Math.max(ownMs, error.retryAfterMs) : ownMs;

/** After so many rejections in a row somebody hears of it, whatever Slack's word was. */
const FEW = 3;
/** About a day of trying. */
const MANY = 100;

async function notDrawn(
  { cards, jobs }: Ports['store'],
  card: CardCopy,
  request: HelpdeskRequest,
  { kind, why }: Exclude<PostedCard, { kind: 'drawn' }>,
): Promise<void> {
  const count = card.rejections + 1;
  const hopeless = kind === 'gone' || count >= MANY;
  const known = card.wasGone || hopeless || count >= FEW;
  // First the message, then the note that it was told: in between one may be killed.
  const told = known && !card.wasGone ? whoHears(card, request) : null;
  if (told) await jobs.add(told);
  if (hopeless) return cards.gone(card.id, why);
  const inMs = count < FEW ? RETRY_MS : Math.min(FIRST_PAUSE_MS * 2 ** (count - FEW), MOST_PAUSE_MS);
  return cards.rejected(card.id, why, { inMs, gone: known });
}

/** For so many tries, two seconds apart at most, a card is known to be posted before it would be posted again. */
const NOTE_TRIES = 10;

/** Notes where a card was posted. Trying that again is harmless, posting again is not. */
async function noted(note: () => Promise<void>, wait: typeof pause): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await note();
    } catch (error) {
      if (tried >= NOTE_TRIES) throw error;
      await wait(Math.min(2_000, 50 * 2 ** tried));
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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
