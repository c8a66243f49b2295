import { isBusy, MdmError } from '../mdm-error.ts';
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
/** So often is asked for a list that Kandji answers with an error of its own, and so often while all of Kandji may be away. */
const TRIES = { answered: 3, silent: 30 };

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
  const nextAt = now + (isBurst ? 0 : reader.pauseMs);
  const paced = { ...state, calls: state.calls + 1, failures: 0, nextAt };
  try {
    return await PHASES[state.phase](reader, paced, now);
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    const without = withoutIt(paced, error, now);
    if (without !== null) return without;
    const failures = isAboutThisList(error) ? state.failures + 1 : state.failures;
    if (failures >= triesFor(error)) return passOver(reader, paced, error, now);
    const waitMs = Math.max(error.retryAfterMs ?? POSTPONED_MS, 1_000);
    reader.log.info(
      { event: 'fleet.findings_postponed', reason: error.reason, status: error.status, waitMs },
      'Reading FileVault and library items over the fleet waits',
    );
    return { next: { ...paced, failures, nextAt: now + waitMs } };
  }
}

/** Kandji was asked, and that it gave nothing is not because of too many calls or of the token. */
export const isAboutThisList = (error: MdmError): boolean =>
  !isBusy(error) && error.kind !== 'outage' && error.reason !== 'token' && error.reason !== 'wrong-host';

/** How often in a row it is asked for before it is passed over. */
export const triesFor = (error: MdmError): number => (isOfAllLists(error) ? TRIES.silent : TRIES.answered);

/** Like this every list fails while Kandji has an outage. */
const isOfAllLists = ({ reason, status }: MdmError): boolean =>
  reason === 'time-out' || (reason === 'server' && status !== 500);

/** Goes on with what comes after a list that Kandji does not give; what was known of it stays. */
async function passOver(
  { store, log }: FindingsReader,
  state: FindingsState,
  { reason, status, endpoint }: MdmError,
  now: number,
): Promise<Step> {
  if (state.phase === 'rest') return { next: state };
  const item = state.phase === 'statuses' ? await itemAt(store, state) : null;
  const id = item ?? (state.phase === 'items' ? state.blueprints[0] : null) ?? '';
  log.warn(
    { event: 'fleet.findings_skipped', phase: state.phase, id, reason, status, endpoint },
    "Kandji didn't give a list, so what is known of it isn't newer",
  );
  const skipped = { ...state, skipped: [...state.skipped, { phase: state.phase, id }] };
  switch (state.phase) {
    case 'filevault':
      return { next: phase(skipped, 'blueprints', now) };
    case 'blueprints':
      return { next: phase(skipped, 'statuses', now) };
    case 'items':
      return { next: { ...skipped, blueprints: state.blueprints.slice(1) } };
    case 'statuses':
      return { next: { ...skipped, itemId: item, offset: 0 } };
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
    next: {
      ...phase(state, 'filevault', now),
      ...{ round: state.round + 1, startedAt: now, calls: 0, nextAt: 0, skipped: [] },
    },
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
    ...{ kind: 'page', finding, subject: '', readAt: now, isFirst: state.offset === 0, isLast: !more },
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
  // An item of a blueprint that was passed over is in none that was read, and stays.
  const isWhole = isLast && state.skipped.every(({ phase }) => phase !== 'items');
  return { next, writes: [{ kind: 'items', items, isLast: isWhole }] };
}

async function readStatuses(
  { store, source, pageSize = PAGE }: FindingsReader,
  state: FindingsState,
  now: number,
): Promise<Step> {
  const itemId = await itemAt(store, state);
  if (itemId === null) {
    const isUnlisted = state.skipped.some(({ phase }) => phase === 'blueprints');
    const asOf = isUnlisted ? state.items.asOf : state.phaseAt;
    return { next: rested({ ...state, calls: state.calls - 1 }, { asOf, isLacking: false }, now) };
  }
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
        ...{ on: ids(true), off: ids(false), isFirst: state.offset === 0, isLast: !more },
      },
    ],
  };
}

/** The item that is not read to its end, or the next; `null` after the last. */
const itemAt = async (
  store: FindingsReader['store'],
  { offset, itemId }: FindingsState,
): Promise<string | null> => (offset > 0 ? itemId : store.fleet.findings.nextItem(itemId));

const rested = (state: FindingsState, items: FindingsState['items'], now: number): FindingsState => ({
  ...phase(state, 'rest', now),
  items,
  lastSkipped: state.skipped,
  nextAt: Math.max(state.startedAt + READ_EVERY_MS, state.nextAt),
});

/** Kandji says that this token, or this plan, has no such list: the others are read all the same. `null`: it said something else. */
function withoutIt(state: FindingsState, { status, reason }: MdmError, now: number): Step | null {
  const isLacking = reason === 'permission';
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
