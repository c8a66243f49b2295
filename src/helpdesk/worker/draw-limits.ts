import { endedOnHold, everyRequest } from '../limits/hold-list.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { LEASE_MS } from '../timing.ts';
import { noted } from './jobs.ts';

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
    const place = await notices.drawHold({ key, held, ended, place: card });
    if (held.length === 0) {
      // Held while it was drawn: the same card lists it.
      if ((await heldNow()).length > 0) return 0;
      await store.controls.holdClosed(key);
      return null;
    }
    if (card !== null || !place) return null;
    await noted(() => store.controls.holdPosted(key, { openedAt, ...place }));
    await tellReleasers(ports, key, held);
    return null;
  });

/** Everybody who may release hears once that a limit was reached. */
async function tellReleasers(
  { store, people, policies }: Ports,
  key: string,
  [first]: readonly HelpdeskRequest[],
): Promise<void> {
  const rules = policies.current()?.rules ?? [];
  const roles = rules
    .filter(({ kind, operations }) => kind === 'allow' && operations.includes('release'))
    .flatMap((rule) => rule.roles);
  if (!first || roles.length === 0) return;
  for (const { userId } of await people.holding(roles))
    await store.jobs.add({
      key: `on-hold:${key}:${first.id}:${userId}`,
      job: { kind: 'notify', userId, notice: 'on-hold', requestId: first.id },
    });
}

/** Posts or redraws the card of a question to unfreeze. @returns in how many ms to try again; `null`: done */
export const drawUnfreeze = ({ store, notices }: Ports, id: string, owner: string): Promise<number | null> =>
  drawAlone(store, `unfreeze:${id}`, owner, async () => {
    const asked = await store.controls.unfreeze(id);
    const place = asked && (await notices.drawUnfreeze(asked, await store.controls.freeze()));
    if (place) await noted(() => store.controls.unfreezePosted(id, place));
    return null;
  });
