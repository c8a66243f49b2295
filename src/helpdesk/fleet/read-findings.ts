import { MdmError } from '../mdm-error.ts';
import type { Log } from '../ports.ts';
import type { Store } from '../store-port.ts';
import {
  type FindingKind,
  type FindingsSource,
  type FindingsState,
  type FindingsWrite,
  newFindings,
} from './findings.ts';
import { FLEET_LEASE } from './fleet-index.ts';

export interface FindingsReader {
  readonly store: Pick<Store, 'fleet' | 'leases'>;
  readonly source: FindingsSource;
  readonly log: Log;
  /** The host of Kandji's API. */
  readonly tenant: string;
  /** Tells replicas apart. */
  readonly owner: string;
  /** Between two calls, in ms. */
  readonly pauseMs: number;
  /** So many calls of the first reading are made without a pause. */
  readonly burst?: number;
  /** Rows a page; Kandji gives at most 300. */
  readonly pageSize?: number;
}

/** Kandji's largest page (Kandji API docs, Prism and Library Item Statuses). */
const PAGE = 300;
const LEASE_MS = 60_000;
const LOOK_MS = 5_000;
/** From the start of a reading to the start of the next, at least. */
const READ_EVERY_MS = 3_600_000;
const POSTPONED_MS = 60_000;

interface Step {
  readonly next: FindingsState;
  readonly writes?: readonly FindingsWrite[];
}

/**
 * Makes the next call for findings, if it is due and nobody else reads in the background.
 * @returns in how many ms to look again
 */
export async function readFindings(reader: FindingsReader): Promise<number> {
  const { store, tenant, owner } = reader;
  const { findings } = store.fleet;
  const { state: stored, now } = await findings.state();
  const state = stored.tenant === tenant ? stored : newFindings(tenant);
  if (state.nextAt > now) return Math.min(state.nextAt - now, LOOK_MS);
  if (!(await store.leases.take(FLEET_LEASE, owner, LEASE_MS))) return LOOK_MS;
  const { next, writes = [] } = await stepOf(reader, state, now);
  const isWritten = await findings.advance(owner, stored, next, writes);
  if (isWritten && next.phase === 'rest' && state.phase !== 'rest')
    reader.log.info(
      { event: 'fleet.findings_read', calls: next.calls, fileVault: next.fileVault, items: next.items },
      'Read FileVault and library items over the fleet',
    );
  return Math.min(Math.max(next.nextAt - now, 0), LOOK_MS);
}

async function stepOf(reader: FindingsReader, state: FindingsState, now: number): Promise<Step> {
  const isBurst = state.round === 1 && state.calls < (reader.burst ?? 0);
  const paced = { ...state, calls: state.calls + 1, nextAt: now + (isBurst ? 0 : reader.pauseMs) };
  try {
    return await PHASES[state.phase](reader, paced, now);
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    const without = withoutIt(paced, error, now);
    if (without !== null) return without;
    const waitMs = Math.max(error.retryAfterMs ?? POSTPONED_MS, 1_000);
    reader.log.info(
      { event: 'fleet.findings_postponed', reason: error.reason, status: error.status, waitMs },
      'Reading FileVault and library items over the fleet waits',
    );
    return { next: { ...paced, nextAt: now + waitMs } };
  }
}

const PHASES: Readonly<
  Record<FindingsState['phase'], (reader: FindingsReader, state: FindingsState, now: number) => Promise<Step>>
> = {
  filevault: readFileVault,
  blueprints: readBlueprints,
  items: readItems,
  statuses: readStatuses,
  rest: async (_reader, state, now) => ({
    next: { ...phase(state, 'filevault', now), round: state.round + 1, startedAt: now, calls: 0, nextAt: 0 },
  }),
};

/** The next phase, from its beginning. */
const phase = (state: FindingsState, name: FindingsState['phase'], now: number): FindingsState => ({
  ...state,
  phase: name,
  phaseAt: now,
  startedAt: state.startedAt || now,
  blueprints: [],
  itemId: null,
  offset: 0,
});

async function readFileVault(
  { source, pageSize = PAGE }: FindingsReader,
  state: FindingsState,
  now: number,
): Promise<Step> {
  const began = {
    ...{ ...state, phaseAt: state.phaseAt || now, startedAt: state.startedAt || now },
    writesFileVaultOn: state.offset === 0 || state.writesFileVaultOn,
  };
  const { rows, more } = await source.fileVault(state.offset, pageSize);
  const ids = (fits: (isOn: boolean | null) => boolean) =>
    rows.filter(({ isOn }) => fits(isOn)).map(({ deviceId }) => deviceId);
  const page = (finding: FindingKind, wanted: boolean): FindingsWrite => ({
    ...{ kind: 'page', finding, subject: '', readAt: now, isLast: !more },
    ...{ on: ids((isOn) => isOn === wanted), off: ids((isOn) => isOn !== wanted) },
  });
  const writes = [page('filevault-off', false), page('filevault-on', true)];
  if (more) return { next: { ...began, offset: state.offset + pageSize }, writes };
  const fileVault = { asOf: began.phaseAt, isLacking: false };
  const fileVaultOnAsOf = began.writesFileVaultOn ? began.phaseAt : null;
  return { next: { ...phase(began, 'blueprints', now), fileVault, fileVaultOnAsOf }, writes };
}

async function readBlueprints({ source }: FindingsReader, state: FindingsState, now: number): Promise<Step> {
  const blueprints = (await source.blueprints()).map(({ id }) => id);
  return { next: { ...phase(state, 'items', now), blueprints } };
}

async function readItems({ source }: FindingsReader, state: FindingsState, now: number): Promise<Step> {
  const [blueprint, ...others] = state.blueprints;
  const items = blueprint === undefined ? [] : await source.blueprintItems(blueprint);
  const isLast = others.length === 0;
  const next = isLast ? phase(state, 'statuses', now) : { ...state, blueprints: others };
  return { next, writes: [{ kind: 'items', items, isLast }] };
}

async function readStatuses(
  { store, source, pageSize = PAGE }: FindingsReader,
  state: FindingsState,
  now: number,
): Promise<Step> {
  // A page of an item that is not done yet, or the first one of the next.
  const { findings } = store.fleet;
  const itemId = state.offset > 0 ? state.itemId : await findings.nextItem(state.itemId);
  if (itemId === null) return { next: rested(state, { asOf: state.phaseAt, isLacking: false }, now) };
  const { rows, more } = await source.itemStatuses(itemId, state.offset, pageSize).catch((error: unknown) => {
    // Deleted since its blueprint was read.
    if (error instanceof MdmError && error.status === 404) return { rows: [], more: false };
    throw error;
  });
  const ids = (hasFailed: boolean) =>
    rows.filter((row) => row.hasFailed === hasFailed).map(({ deviceId }) => deviceId);
  return {
    next: { ...state, itemId, offset: more ? state.offset + pageSize : 0 },
    writes: [
      {
        ...{ kind: 'page', finding: 'item-failed', subject: itemId, readAt: now },
        ...{ on: ids(true), off: ids(false), isLast: !more },
      },
    ],
  };
}

const rested = (state: FindingsState, items: FindingsState['items'], now: number): FindingsState => ({
  ...phase(state, 'rest', now),
  items,
  nextAt: Math.max(state.startedAt + READ_EVERY_MS, state.nextAt),
});

/** Kandji says that this token, or this plan, has no such list: the others are read all the same. `null`: it said something else. */
function withoutIt(state: FindingsState, { status, reason }: MdmError, now: number): Step | null {
  const isLacking = reason === 'permission' || status === 403;
  const lacking = { asOf: null, isLacking: true };
  const forget = (finding: FindingKind): FindingsWrite => ({ kind: 'forget', finding });
  // Prism answers 404 where the plan does not have it (Kandji API docs).
  if (state.phase === 'filevault' && (isLacking || status === 404))
    return {
      next: { ...phase(state, 'blueprints', now), fileVault: lacking, fileVaultOnAsOf: null },
      writes: [forget('filevault-off'), forget('filevault-on')],
    };
  if (state.phase === 'items' && status === 404)
    return {
      next: { ...state, blueprints: state.blueprints.slice(1) },
      writes: [{ kind: 'items', items: [], isLast: false }],
    };
  return isLacking && state.phase !== 'filevault' && state.phase !== 'rest'
    ? { next: rested(state, lacking, now), writes: [forget('item-failed')] }
    : null;
}
