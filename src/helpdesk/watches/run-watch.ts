import { SYSTEM } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { MdmError } from '../mdm-error.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import { type Ports, RateLimited } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { endEntry, judgeWatch, mayWatchSome } from './keep-watches.ts';
import { watchPaceMs } from './pace.ts';
import { isFailed, type Watch, type WatchEnd } from './watch.ts';

const RETRY_MS = 30_000;
/** So often a watch is looked at while nothing is read in the background. */
const OFF_MS = 3_600_000;

/**
 * Looks at due watches one after the other, so that work in the background makes one call at a time.
 * @returns work for a loop: it says whether there was one
 */
export function createWatchLoop(ports: Ports, owner: string): () => Promise<boolean> {
  let isLooking = false;
  return async () => {
    if (isLooking) return false;
    isLooking = true;
    return runWatch(ports, owner).finally(() => {
      isLooking = false;
    });
  };
}

/** Takes up one due watch: reads its device, or says how it ended. @returns whether there was one */
async function runWatch(ports: Ports, owner: string): Promise<boolean> {
  const { store, log } = ports;
  const claimed = await store.watches.claimDue(owner, LEASE_MS);
  if (!claimed) return false;
  const { watch, now } = claimed;
  try {
    if (watch.end) {
      await sayEnd(ports, watch, watch.end);
      await store.watches.forget(watch);
      return true;
    }
    const end = await lookAgain(ports, watch, now);
    if (end === null) await store.watches.release(watch, await pauseMs(ports));
    else await finish(ports, watch, end);
  } catch (error) {
    const isCalm = error instanceof Refusal || error instanceof MdmError;
    log[isCalm ? 'info' : 'warn'](
      { event: 'watch.postponed', err: error, watch: watch.id },
      'Could not look at a watch; retrying later',
    );
    await store.watches.release(watch, Math.max(RETRY_MS, waitOf(error)));
  }
  return true;
}

const waitOf = (error: unknown): number =>
  error instanceof MdmError || error instanceof RateLimited ? (error.retryAfterMs ?? 0) : 0;

async function pauseMs({ background, store }: Ports): Promise<number> {
  return background.share === 0 ? OFF_MS : watchPaceMs(await store.watches.count(), background.share);
}

/** Ends it once. Someone who is no member of the workspace is told nothing. */
async function finish(ports: Ports, watch: Watch, end: WatchEnd): Promise<void> {
  await ports.store.watches.end(watch, end, endEntry(watch, { userId: SYSTEM.userId }, end.kind));
}

/**
 * Judges the person, reads, and judges again with what was read. One call to Kandji; one more before a library item is said to have left
 * its error. @returns how it ends; `null`: it goes on. @throws Refusal `not-now`, MdmError
 */
async function lookAgain(ports: Ports, watch: Watch, now: number): Promise<WatchEnd | null> {
  const { background, people } = ports;
  const before = await people.actor(watch.userId, 'look');
  if (!mayWatchSome(ports, before) || !mayHear(ports, before, watch)) return { kind: 'not-allowed' };
  if (now >= watch.endsAt) return { kind: 'expired' };
  if (background.share === 0) return null;
  const found = await changeOf(ports, watch);
  if (found === null) return null;
  const actor = await people.actor(watch.userId, 'decide');
  if (found.end.kind === 'gone') return mayHear(ports, actor, watch) ? found.end : { kind: 'not-allowed' };
  const decision = found.device && judgeWatch(ports.policies.current(), actor, found.device);
  return decision?.verdict === 'allowed' ? found.end : { kind: 'not-allowed' };
}

/** By the device as it was when the watch began. */
const mayHear = ({ policies }: Ports, actor: Actor, { device }: Watch): boolean =>
  judgeWatch(policies.current(), actor, device).verdict === 'allowed';

/** What has happened, and the device as it is now; `null`: nothing yet. */
async function changeOf(
  { background }: Ports,
  { device: { id }, subject }: Watch,
): Promise<{ readonly end: WatchEnd; readonly device: Device | null } | null> {
  if (subject.kind === 'check-in') {
    const device = await background.device(id);
    if (device === null) return { end: { kind: 'gone' }, device };
    const at = device.agentCheckInAt;
    if (at === null || (subject.since !== null && at <= subject.since)) return null;
    return { end: { kind: 'checked-in', at }, device };
  }
  const items = await background.libraryItems(id);
  const item = items?.find(({ itemId }) => itemId === subject.itemId);
  if (item && isFailed(item)) return null;
  const device = await background.device(id);
  if (device === null) return { end: { kind: 'gone' }, device };
  return items === null ? null : { end: { kind: 'left-error', status: item?.status ?? null }, device };
}

/** Says it where it was wanted. What was said twice is seen twice; a crash in between loses nothing. */
async function sayEnd(ports: Ports, watch: Watch, end: WatchEnd): Promise<void> {
  const actor = await ports.people.actor(watch.userId, 'look');
  if (denyNonMember(actor)) return;
  await ports.fleetNotices.tellWatch(watch, end);
}
