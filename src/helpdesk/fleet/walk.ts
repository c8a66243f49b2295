import type { Device } from '../device.ts';
import { MdmError } from '../mdm-error.ts';
import type { Log } from '../ports.ts';
import type { Store } from '../store-port.ts';
import { FLEET_LEASE, type WalkPage, type WalkState } from './fleet-index.ts';

/** Kandji, read in the background: one call at a time, none of them tried again in place. Both throw {@link MdmError}. */
export interface FleetSource {
  /** One page of List Devices by id. `more` is false when this was the last one. */
  page(
    offset: number,
    limit: number,
  ): Promise<{ readonly devices: readonly Device[]; readonly more: boolean }>;
  /** `null`: Kandji itself says that it has no such device. */
  device(deviceId: string): Promise<Device | null>;
}

export interface Walker {
  readonly store: Pick<Store, 'fleet' | 'leases'>;
  readonly source: FleetSource;
  readonly log: Log;
  /** The host of Kandji's API. */
  readonly tenant: string;
  /** Tells replicas apart. */
  readonly owner: string;
  /** Between two calls once the first walk is over, in ms. */
  readonly pauseMs: number;
  /** Rows a page; Kandji gives at most 300. */
  readonly pageSize?: number;
}

/** Kandji's largest page (Kandji API docs, List Devices). */
const PAGE = 300;
/** Longer than a call may take, so that only a walker that died loses its turn. */
const LEASE_MS = 60_000;
/** So often a replica looks whether there is something to do. */
const LOOK_MS = 5_000;
/** From the start of a walk to the start of the next, at least. */
const WALK_EVERY_MS = 5 * 60_000;
const POSTPONED_MS = 60_000;
const STEP_BACK = 50;
/** More rows than this part of them, and than so many: too many to be taken for gone as others are. */
const MOST_MISSING = { part: 0.05, rows: 10 };

/** Does the next piece of the walk, if it is due and no one else walks. @returns in how many ms to look again */
export async function walkOn(walker: Walker): Promise<number> {
  const { store, tenant, owner } = walker;
  const { state, now } = await store.fleet.state();
  if (state.tenant !== tenant) return LOOK_MS;
  if (state.nextAt > now) return Math.min(state.nextAt - now, LOOK_MS);
  if (!(await store.leases.take(FLEET_LEASE, owner, LEASE_MS))) return LOOK_MS;
  try {
    return await advance(walker, state, now);
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    const waitMs = Math.max(error.retryAfterMs ?? POSTPONED_MS, 1_000);
    walker.log.info(
      { event: 'fleet.walk_postponed', reason: error.reason, status: error.status, waitMs },
      'The walk over the fleet waits',
    );
    await store.fleet.advance(owner, state, { ...state, nextAt: now + waitMs, calls: state.calls + 1 });
    return Math.min(waitMs, LOOK_MS);
  }
}

async function advance(walker: Walker, state: WalkState, now: number): Promise<number> {
  const { store, owner, source, pageSize = PAGE } = walker;
  if (state.phase === 'confirm') return confirm(walker, state, now);
  if (state.phase === 'rest') {
    await store.fleet.advance(owner, state, nextWalk(state, now));
    return 0;
  }
  const page = await source.page(state.offset, pageSize);
  const { next, write } = afterPage(state, { ...page, size: pageSize }, now);
  const paced = { ...next, nextAt: state.last === null ? 0 : now + walker.pauseMs };
  await store.fleet.advance(owner, state, paced, write ?? undefined);
  return Math.min(Math.max(paced.nextAt - now, 0), LOOK_MS);
}

const nextWalk = (state: WalkState, now: number): WalkState => ({
  ...state,
  walk: state.walk + 1,
  phase: 'pages',
  startedAt: now,
  offset: 0,
  lastId: null,
  order: state.isOrdered ? 'ids' : state.order,
  isOrdered: true,
  stepBack: 0,
  nextAt: 0,
  calls: 0,
});

/** What a page of the walk means. Pure. */
export function afterPage(
  state: WalkState,
  page: { readonly devices: readonly Device[]; readonly more: boolean; readonly size: number },
  now: number,
): { readonly next: WalkState; readonly write: WalkPage | null } {
  const { devices, more, size } = page;
  const ids = devices.map(({ id }) => id);
  const [first] = ids;
  const last = ids.at(-1) ?? null;
  const inOrder = ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id);
  const began = { ...state, calls: state.calls + 1, startedAt: state.startedAt || now };
  if (state.order === 'ids' && !inOrder) {
    const anew = nextWalk({ ...began, isOrdered: false, order: 'stamps' }, now);
    return { next: { ...anew, calls: began.calls }, write: null };
  }
  const isGap = state.offset > 0 && (first === undefined || state.lastId === null || first > state.lastId);
  if (state.order === 'ids' && isGap && state.offset > 0) {
    const stepBack = Math.max(STEP_BACK, state.stepBack * 2);
    return { next: { ...began, stepBack, offset: Math.max(0, state.offset - stepBack) }, write: null };
  }
  const next: WalkState = {
    ...began,
    phase: more ? 'pages' : 'confirm',
    offset: state.offset + Math.max(size - 1, 1),
    lastId: more ? largest(state.lastId, last) : null,
    isOrdered: state.isOrdered && inOrder && !(state.order === 'stamps' && isGap),
    stepBack: 0,
  };
  const read = { devices, readAt: now, isLast: !more };
  if (state.order === 'stamps') return { next, write: read };
  // No one could read a single row: nothing is known of this part.
  if (more && last === null) return { next, write: null };
  const from = state.offset === 0 ? null : (first ?? null);
  return { next, write: { ...read, range: { from, to: more ? last : null } } };
}

const largest = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other > one) ? other : one;

const UNCLEAR: ReadonlySet<MdmError['reason']> = new Set([
  'unreadable',
  'permission',
  'blocked',
  'invalid',
  'server',
  'time-out',
]);

/** Kandji was asked, but did not say whether it is there: it stays, and is asked for again after the next walk. */
const isUnclear = ({ reason, status }: MdmError): boolean => UNCLEAR.has(reason) && status !== 503;

/**
 * Asks for the next of those that two walks in a row did not meet. Of too many that went missing in one walk none is asked for before the
 * next; of too many in all, only for as long as Kandji has none of them.
 */
async function confirm(walker: Walker, state: WalkState, now: number): Promise<number> {
  const { store, source, owner, tenant } = walker;
  const { rows, missing, again } = await store.fleet.missing(state);
  const areMany = (count: number) => count > MOST_MISSING.rows && count > rows * MOST_MISSING.part;
  const end = async (isHeld: boolean, calls: number) => {
    const last = { asOf: state.startedAt, endedAt: now, calls, rows, missing, isHeld };
    const nextAt = Math.max(state.startedAt + WALK_EVERY_MS, now + walker.pauseMs);
    await store.fleet.advance(owner, state, { ...state, phase: 'rest', calls, last, nextAt });
    walker.log[isHeld ? 'warn' : 'info']({ event: 'fleet.walked', ...last }, 'Walked over the fleet');
    return LOOK_MS;
  };
  if (areMany(missing - again.length)) return end(true, state.calls);
  const deviceId = again.find((id) => state.lastId === null || id > state.lastId);
  if (deviceId === undefined) return end(areMany(missing), state.calls);
  const device = await source.device(deviceId).catch((error: unknown) => {
    if (error instanceof MdmError && isUnclear(error)) return 'unclear' as const;
    throw error;
  });
  if (device === null) await store.fleet.remove(deviceId, now);
  else if (device !== 'unclear') await store.fleet.put(tenant, [device], now);
  if (device !== null && areMany(missing)) return end(true, state.calls + 1);
  const nextAt = state.last === null ? 0 : now + walker.pauseMs;
  await store.fleet.advance(owner, state, { ...state, lastId: deviceId, calls: state.calls + 1, nextAt });
  return 0;
}
