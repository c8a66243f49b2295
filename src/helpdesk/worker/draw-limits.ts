import { CARD_REJECTED, type Job } from '../job.ts';
import { endedOnHold, everyRequest } from '../limits/hold-list.ts';
import type { Ports, PostedCard, PostedMessage } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { afterRejection, FEW, MANY, noted } from './jobs.ts';
import { tellReleasers } from './tell-hold.ts';

/** So long after another worker was found drawing the same card, it is drawn again. */
const AGAIN_MS = 1_000;

/**
 * Of all workers one at a time draws the card `name`: two that see it unposted would both post it. `owner` is one try of one worker.
 * @returns in how many ms to try again; `null`: done
 */
async function drawAlone(
  { leases }: Ports['store'],
  name: string,
  owner: string,
  draw: () => Promise<number | null>,
): Promise<number | null> {
  if (!(await leases.take(name, owner, LEASE_MS))) return AGAIN_MS;
  try {
    return await draw();
  } finally {
    await leases.drop(name, owner);
  }
}

/**
 * Posts or redraws the card that lists what a limit holds; the last time it says that nothing is left.
 * @returns in how many ms to try again; `null`: done
 */
export const drawHoldCard = (ports: Ports, key: string, owner: string): Promise<number | null> =>
  drawAlone(ports.store, `hold:${key}`, owner, async () => {
    const { store, notices } = ports;
    const heldNow = () => everyRequest(ports, { limitKey: key, states: ['held'] });
    const [card, held] = await Promise.all([store.controls.holdCard(key), heldNow()]);
    if (card === null && held.length === 0) return null;
    const openedAt = card?.openedAt ?? (await store.now());
    const ended = await endedOnHold(ports, key, openedAt);
    // Heard also where the channel takes no card.
    if (card === null) await tellReleasers(ports, { key, held }, { openedAt, isPosted: false });
    const drawn = await notices.drawHold({ key, held, ended, place: card });
    if (held.length === 0) {
      // Held while it was drawn: the same card lists it.
      if ((await heldNow()).length > 0) return 0;
      await store.controls.holdClosed(key);
      return null;
    }
    const place = placeOf(drawn, card);
    if (card === null && place) await noted(() => store.controls.holdPosted(key, { openedAt, ...place }));
    if (card !== null) await tellReleasers(ports, { key, held }, { openedAt, isPosted: true });
    return null;
  });

/** Slack said no to a card; its word is the message's end. */
export class CardRejected extends Error {
  constructor(why: string) {
    super(`${CARD_REJECTED} ${why}`);
    this.name = 'CardRejected';
  }
}

/** Where a card is now. @throws CardRejected where it has to be tried again; one that someone deleted has not. */
function placeOf(drawn: PostedCard, before: { readonly ts: string | null } | null): PostedMessage | null {
  if (drawn.kind === 'drawn') return { channel: drawn.channel, ts: drawn.ts };
  if (drawn.kind === 'gone' && before?.ts) return null;
  throw new CardRejected(drawn.why);
}

/** Posts or redraws the card of a question to unfreeze. @returns in how many ms to try again; `null`: done */
export const drawUnfreeze = ({ store, notices }: Ports, id: string, owner: string): Promise<number | null> =>
  drawAlone(store, `unfreeze:${id}`, owner, async () => {
    const asked = await store.controls.unfreeze(id);
    if (!asked || (asked.state !== 'pending' && asked.ts === null)) return null;
    const place = placeOf(await notices.drawUnfreeze(asked, await store.controls.freeze()), asked);
    if (place) await noted(() => store.controls.unfreezePosted(id, place));
    return null;
  });

/**
 * A job whose card Slack rejected waits as the card of a request does. After a few times the requester hears of it; who may release has
 * heard of what is on hold already.
 * @param attempts this one included
 */
export async function retryRejected(
  { store, notices }: Ports,
  { id, job, attempts }: { readonly id: string; readonly job: Job; readonly attempts: number },
  { message }: CardRejected,
): Promise<void> {
  const asked =
    attempts === FEW && job.kind === 'draw-unfreeze' ? await store.controls.unfreeze(job.unfreezeId) : null;
  if (asked?.state === 'pending') await notices.tellUnfreezeUnposted(asked);
  await store.jobs.retry(id, attempts < MANY ? afterRejection(attempts) : null, message);
}
