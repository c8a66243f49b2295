import { MdmError } from '../mdm-error.ts';
import { FLEET_LEASE, type WalkState } from './fleet-index.ts';
import { afterFailure, readPage } from './pass-page.ts';
import { nextWalk, type Walker } from './walk-page.ts';

export type { FleetSource, Walker } from './walk-page.ts';

/** Longer than a call may take, so that only a walker that died loses its turn. */
const LEASE_MS = 60_000;
/** So often a replica looks whether there is something to do. */
const LOOK_MS = 5_000;
/** From the start of a walk to the start of the next, at least. */
const WALK_EVERY_MS = 5 * 60_000;
const POSTPONED_MS = 60_000;
/** More rows than this part of them, and than so many: too many to be taken for gone as others are. */
const MOST_MISSING = { part: 0.05, rows: 10 };
/** So many devices without a clear answer, and the others are not asked for in this walk. */
const MOST_UNCLEAR = 3;

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
    const asked = { ...state, nextAt: now + waitMs, calls: state.calls + 1 };
    const { next, write } = await afterFailure(walker, asked, error, now);
    await store.fleet.advance(owner, state, next, write ?? undefined);
    return Math.min(waitMs, LOOK_MS);
  }
}

async function advance(walker: Walker, state: WalkState, now: number): Promise<number> {
  const { store, owner } = walker;
  if (state.phase === 'confirm') return confirm(walker, state, now);
  if (state.phase === 'rest') {
    await store.fleet.advance(owner, state, nextWalk(state, now));
    return 0;
  }
  const { next, write } = await readPage(walker, state, now);
  const paced = { ...next, nextAt: state.last === null ? 0 : now + walker.pauseMs };
  await store.fleet.advance(owner, state, paced, write ?? undefined);
  return Math.min(Math.max(paced.nextAt - now, 0), LOOK_MS);
}

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
    const last = {
      asOf: state.startedAt,
      endedAt: now,
      calls,
      rows,
      missing,
      isHeld,
      skipped: state.skipped,
    };
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
  // One that Kandji gives no answer for says nothing of the others; some of them do. Those asked before are behind.
  const unclear = again.filter((id) => state.lastId !== null && id <= state.lastId).length + 1;
  const isDoubtful = device === 'unclear' ? unclear >= MOST_UNCLEAR : device !== null;
  if (isDoubtful && areMany(missing)) return end(true, state.calls + 1);
  const nextAt = state.last === null ? 0 : now + walker.pauseMs;
  await store.fleet.advance(owner, state, { ...state, lastId: deviceId, calls: state.calls + 1, nextAt });
  return 0;
}
