import type { Device } from '../device.ts';
import type { Log } from '../ports.ts';
import type { Store } from '../store-port.ts';
import type { WalkPage, WalkState } from './fleet-index.ts';

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
export const PAGE = 300;
const STEP_BACK = 50;

/** A page as Kandji gave it. */
export interface ReadPage {
  readonly devices: readonly Device[];
  readonly more: boolean;
  /** For how many rows it was asked, and how many a whole page has. */
  readonly size: number;
  readonly whole: number;
  /** The rows before it were passed over, so it need not begin with the last one seen. */
  readonly isLeap?: boolean;
  /** It ends where rows come that Kandji does not give: the next one is no smaller for it. */
  readonly isShort?: boolean;
}

/** Before anything was walked. */
export const newWalk = (tenant: string): WalkState => ({
  tenant,
  walk: 1,
  phase: 'pages',
  startedAt: 0,
  offset: 0,
  lastId: null,
  order: 'ids',
  isOrdered: true,
  stepBack: 0,
  failures: 0,
  size: 0,
  skipped: 0,
  gaps: [],
  nextAt: 0,
  calls: 0,
  last: null,
});

export const nextWalk = (state: WalkState, now: number): WalkState => ({
  ...state,
  walk: state.walk + 1,
  phase: 'pages',
  startedAt: now,
  offset: 0,
  lastId: null,
  order: state.isOrdered ? 'ids' : state.order,
  isOrdered: true,
  stepBack: 0,
  failures: 0,
  size: 0,
  skipped: 0,
  gaps: state.gaps.filter(({ until }) => until > now),
  nextAt: 0,
  calls: 0,
});

/** What a page of the walk means. Pure. */
export function afterPage(
  state: WalkState,
  page: ReadPage,
  now: number,
): { readonly next: WalkState; readonly write: WalkPage | null } {
  const { devices, more, size, whole, isLeap = false, isShort = false } = page;
  const ids = devices.map(({ id }) => id);
  const [first] = ids;
  const last = ids.at(-1) ?? null;
  const inOrder = ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id);
  const began = { ...state, calls: state.calls + 1, startedAt: state.startedAt || now };
  if (state.order === 'ids' && !inOrder) {
    const anew = nextWalk({ ...began, isOrdered: false, order: 'stamps' }, now);
    return { next: { ...anew, calls: began.calls }, write: null };
  }
  const isGap =
    !isLeap && state.offset > 0 && (first === undefined || state.lastId === null || first > state.lastId);
  if (state.order === 'ids' && isGap) {
    const stepBack = Math.max(STEP_BACK, state.stepBack * 2);
    return { next: { ...began, stepBack, offset: Math.max(0, state.offset - stepBack) }, write: null };
  }
  const next: WalkState = {
    ...began,
    phase: more ? 'pages' : 'confirm',
    offset: state.offset + Math.max(size - 1, 1),
    lastId: more ? largest(state.lastId, last) : null,
    isOrdered: state.isOrdered && inOrder && !(state.order === 'stamps' && isGap),
    ...{ stepBack: 0, failures: 0, size: isShort ? state.size : size * 2 < whole ? size * 2 : 0 },
  };
  const read = { devices, readAt: now, isLast: !more };
  if (state.order === 'stamps') return { next, write: read };
  // No one could read a single row: nothing is known of this part.
  if (last === null && (more || isLeap)) return { next, write: null };
  const from = state.offset === 0 ? null : (first ?? null);
  return { next, write: { ...read, range: { from, to: more ? last : null } } };
}

const largest = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other > one) ? other : one;
