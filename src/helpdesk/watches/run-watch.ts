import { SYSTEM } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { MdmError } from '../mdm-error.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import { askedToWaitMs, type Ports } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { endEntry, judgeWatch, mayWatchSome } from './keep-watches.ts';
import { watchPaceMs } from './pace.ts';
import { isFailed, type Watch, type WatchEnd } from './watch.ts';

/** Until an end is said again. */
const RETRY_MS = 30_000;
/** So often a watch is looked at while nothing is read in the background. */
const OFF_MS = 3_600_000;
/** For so long the last look is tried again. */
const LAST_LOOK_MS = 3_600_000;

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
    const found = await lookAgain(ports, watch, now);
    if (found === null) await store.watches.release(watch, await pauseMs(ports));
    else await finish(ports, watch, found);
  } catch (error) {
    const isCalm = error instanceof Refusal || error instanceof MdmError;
    log[isCalm ? 'info' : 'warn'](
      { event: 'watch.postponed', err: error, watch: watch.id },
      'Could not look at a watch; retrying later',
    );
    const pause = watch.end ? RETRY_MS : await pauseAfterFailureMs(ports, watch);
    await store.watches.release(watch, Math.max(pause, askedToWaitMs(error)));
  }
  return true;
}

/** A look that failed may have spent what it spends at most: two calls where the device is read after its items. */
const pauseAfterFailureMs = async (ports: Ports, { subject }: Watch): Promise<number> =>
  (subject.kind === 'library-item' ? 2 : 1) * (await pauseMs(ports));

async function pauseMs({ background, store }: Ports): Promise<number> {
  return background.share === 0 ? OFF_MS : watchPaceMs(await store.watches.count(), background.share);
}

/** How a watch ends, and the device as it is now, where it was read. */
interface Found {
  readonly end: WatchEnd;
  readonly device?: Device;
}

/** Ends it once. The device keeps the name under which it is watched: who lost the right meanwhile learns no other. */
async function finish(ports: Ports, watch: Watch, { end, device = watch.device }: Found): Promise<void> {
  const ended = { ...watch, device: { ...device, name: watch.device.name } };
  const result = end.kind === 'expired' && end.isUnchecked ? 'unchecked' : end.kind;
  await ports.store.watches.end(ended, end, endEntry(ended, { userId: SYSTEM.userId }, result));
}

/**
 * Judges the person, reads, and judges again with what was read. One call to Kandji; one more for a device without the agent, and before
 * a library item is said to have left its error. @returns how it ends; `null`: it goes on. @throws Refusal `not-now`, MdmError
 */
async function lookAgain(ports: Ports, watch: Watch, now: number): Promise<Found | null> {
  const { background, people } = ports;
  const before = await people.actor(watch.userId, 'look');
  if (!mayWatchSome(ports, before) || !mayHear(ports, before, watch.device)) return NOT_ALLOWED;
  const isOver = now >= watch.endsAt;
  if (background.share === 0) return isOver ? UNCHECKED : null;
  // The last look tells of all the days before, also where those failed.
  const found = await changeOf(ports, watch).catch((error: unknown) => {
    if (now >= watch.endsAt + LAST_LOOK_MS) return UNCHECKED;
    throw error;
  });
  if (found === null) return isOver ? { end: { kind: 'expired' } } : null;
  if (found === UNCHECKED) return found;
  const actor = await people.actor(watch.userId, 'decide');
  return mayHear(ports, actor, found.device ?? watch.device) ? found : NOT_ALLOWED;
}

const NOT_ALLOWED = { end: { kind: 'not-allowed' } } as const;
const UNCHECKED: Found = { end: { kind: 'expired', isUnchecked: true } };

const mayHear = ({ policies }: Ports, actor: Actor, device: Device): boolean =>
  judgeWatch(policies.current(), actor, device).verdict === 'allowed';

/** `null`: nothing has happened yet. */
async function changeOf(
  { background }: Ports,
  { device: { id }, subject, createdAt }: Watch,
): Promise<Found | null> {
  if (subject.kind === 'check-in') {
    const device = await background.device(id);
    if (device === null || device.isRemoved) return { end: { kind: 'gone' } };
    const { agentCheckInAt: at, agentInstalled } = device;
    if (at !== null && (subject.since === null || at > subject.since))
      return { end: { kind: 'checked-in', at }, device };
    // Without the agent only MDM hears of it.
    const details = agentInstalled === false ? await background.details(id) : null;
    const byMdm = details?.mdmCheckInAt ?? null;
    return byMdm !== null && byMdm > createdAt ? { end: { kind: 'checked-in', at: byMdm }, device } : null;
  }
  const items = await background.libraryItems(id);
  const item = items?.find(({ itemId }) => itemId === subject.itemId);
  if (item && isFailed(item)) return null;
  const device = await background.device(id);
  if (device === null || device.isRemoved) return { end: { kind: 'gone' } };
  return items === null ? null : { end: { kind: 'left-error', status: item?.status ?? null }, device };
}

/**
 * Says it where it was wanted, as the policy is then: that may be hours after it ended. What was said twice is seen twice; a crash in
 * between loses nothing.
 */
async function sayEnd(ports: Ports, watch: Watch, end: WatchEnd): Promise<void> {
  const actor = await ports.people.actor(watch.userId, 'decide');
  if (denyNonMember(actor)) return;
  await ports.fleetNotices.tellWatch(watch, mayHear(ports, actor, watch.device) ? end : NOT_ALLOWED.end);
}
