import { auditEntry } from '../audit-entry.ts';
import type { Device, LibraryItem } from '../device.ts';
import { canUse, canView, deny, denyNonMember, requireRight, requireView } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import type { Actor, Decision } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';
import { watchPaceMs } from './pace.ts';
import {
  type AddedWatch,
  isFailed,
  MOST_WATCHES,
  type ThreadPlace,
  type Watch,
  type Watching,
  type WatchSubject,
} from './watch.ts';

/** What the form for a watch starts with. */
export interface WatchForm {
  readonly device: Device;
  /** Failed library items; `null`: they could not be read. */
  readonly failed: readonly Pick<LibraryItem, 'itemId' | 'name'>[] | null;
  /** About how long from one look to the next, in ms, with one watch more. */
  readonly paceMs: number;
  /** How many more this person may have. */
  readonly left: number;
  /** What this person waits for about it already. */
  readonly own: readonly Watch[];
}

const OFF = 'Watches are turned off here, because nothing is read in the background.';

/** False for a device that is no longer managed, and where nothing is read in the background: no watch on it would ever fire. */
export const canBeWatched = (
  { background }: Pick<Ports, 'background'>,
  device: Pick<Device, 'isRemoved'>,
): boolean => background.share > 0 && !device.isRemoved;

/** Who watches may look at the device, too. */
export function judgeWatch(policy: Parameters<typeof canUse>[0], actor: Actor, device: Device): Decision {
  const watching = canUse(policy, actor, 'watch', device);
  return watching.verdict === 'allowed' ? canView(policy, actor, device) : watching;
}

/** True when some device exists that this person may watch. */
export const mayWatchSome = ({ policies }: Pick<Ports, 'policies'>, actor: Actor): boolean =>
  denyNonMember(actor) === null &&
  couldEverBeAllowed(policies.current(), { roles: actor.roles, operation: 'watch', device: UNKNOWN_DEVICE });

/** Goes on only for who may watch some device, and where watches are on. Reads nothing at Kandji. @throws Refusal, recorded */
export async function requireWatcher(ports: Ports, actor: Actor): Promise<void> {
  if (!mayWatchSome(ports, actor)) await requireRight(ports, actor, 'watch');
  if (ports.background.share === 0) await deny(ports, actor, { operations: ['watch'] }, 'turned-off', OFF);
}

/** Reads what the form offers. @throws Refusal, recorded; MdmError when the device can't be read */
export async function prepareWatch(ports: Ports, actor: Actor, deviceId: string): Promise<WatchForm> {
  const { background, fleet, store } = ports;
  await requireWatcher(ports, actor);
  await requireLookBeforeReading(ports, actor, deviceId);
  const [{ value: device }, items, own, count] = await Promise.all([
    fleet.device(deviceId),
    attempt(fleet.libraryItems(deviceId)),
    store.watches.list(actor.userId),
    store.watches.count(),
  ]);
  await requireWatch(ports, actor, device);
  const failed = items.ok ? items.value.filter(isFailed) : null;
  return {
    device,
    failed,
    paceMs: watchPaceMs(count + 1, background.share),
    left: Math.max(0, MOST_WATCHES - own.length),
    own: own.filter((watch) => watch.device.id === deviceId),
  };
}

async function requireWatch(ports: Ports, actor: Actor, device: Device): Promise<void> {
  await requireView(ports, actor, device);
  await requireRight(ports, actor, 'watch', device);
  const act = { operations: ['watch'], deviceId: device.id };
  if (device.isRemoved)
    await deny(ports, actor, act, 'unavailable', `${device.name} was removed from Kandji.`);
}

/** What is waited for, as it was chosen. */
export interface WatchChoice {
  readonly deviceId: string;
  /** `null`: for its next check-in. */
  readonly item: Pick<LibraryItem, 'itemId' | 'name'> | null;
  readonly place: ThreadPlace | null;
  readonly viewId: string | null;
}

/** Begins to watch. The device is read again, so that what happens from now on counts. @throws Refusal, recorded; MdmError */
export async function addWatch(
  ports: Ports,
  actor: Actor,
  { deviceId, item, place, viewId }: WatchChoice,
): Promise<AddedWatch & { readonly paceMs: number }> {
  const { background, fleet, policies, store } = ports;
  await requireWatcher(ports, actor);
  await requireLookBeforeReading(ports, actor, deviceId);
  const { value: device } = await fleet.device(deviceId);
  await requireWatch(ports, actor, device);
  const subject: WatchSubject = item
    ? { kind: 'library-item', itemId: item.itemId, name: item.name }
    : { kind: 'check-in', since: device.agentCheckInAt };
  const paceMs = watchPaceMs((await store.watches.count()) + 1, background.share);
  const entry = auditEntry('watched', actor, {
    device,
    operations: ['watch'],
    result: subject.kind,
    policyHash: policies.current()?.hash,
    ...(item && { text: { item: item.name } }),
  });
  const added = await store.watches.add(
    { userId: actor.userId, userName: actor.name, device, subject, place, viewId, dueInMs: paceMs },
    entry,
  );
  if (added.kind === 'too-many')
    return deny(ports, actor, { operations: ['watch'], deviceId }, 'unavailable', TOO_MANY);
  return { ...added, paceMs };
}

const TOO_MANY = `You have ${MOST_WATCHES} watches already. End one first.`;

/** This person's own that they may still see; the others end at their next look. @throws Refusal, recorded */
export async function listWatches(
  ports: Ports,
  actor: Actor,
): Promise<{ readonly watches: readonly Watch[]; readonly paceMs: number | null }> {
  const { background, policies, store } = ports;
  if (!mayWatchSome(ports, actor)) await requireRight(ports, actor, 'watch');
  const [watches, count] = await Promise.all([store.watches.list(actor.userId), store.watches.count()]);
  return {
    watches: watches.filter(
      ({ device }) => judgeWatch(policies.current(), actor, device).verdict === 'allowed',
    ),
    paceMs: background.share === 0 ? null : watchPaceMs(Math.max(count, 1), background.share),
  };
}

/** What this person waits for about a device that they may see; absent where there is nothing, or they may not watch it. */
export async function watchingOf(
  { background, policies, store }: Pick<Ports, 'background' | 'policies' | 'store'>,
  actor: Actor,
  device: Device,
): Promise<Watching | undefined> {
  if (canUse(policies.current(), actor, 'watch', device).verdict !== 'allowed') return undefined;
  const own = (await store.watches.list(actor.userId)).filter((watch) => watch.device.id === device.id);
  if (own.length === 0) return undefined;
  const paceMs = background.share === 0 ? null : watchPaceMs(await store.watches.count(), background.share);
  return { subjects: own.map(({ subject }) => subject), paceMs };
}

/** Ends one's own. @returns it; `null` where it is over already. @throws Refusal, recorded */
export async function endWatch(ports: Ports, actor: Actor, watchId: string): Promise<Watch | null> {
  if (!mayWatchSome(ports, actor)) await requireRight(ports, actor, 'watch');
  return ports.store.watches.cancel(watchId, actor.userId, (watch) => endEntry(watch, actor, 'ended'));
}

/** The entry of a watch that is over. */
export const endEntry = (
  { device, subject }: Watch,
  actor: { readonly userId: string; readonly name?: string },
  result: string,
) =>
  auditEntry('watch-ended', actor, {
    device,
    operations: ['watch'],
    result,
    ...(subject.kind === 'library-item' && { text: { item: subject.name } }),
  });
