import { entryFor, SYSTEM } from '../audit-entry.ts';
import type { DeviceSeen } from '../device.ts';
import { voidFrozen } from '../limits/freeze.ts';
import { countRequest, holdRequest, isReleaseValid } from '../limits/hold.ts';
import { MdmError } from '../mdm-error.ts';
import { bind } from '../operations/index.ts';
import type { Outcome } from '../outcome.ts';
import { namedTagsTouched, patchOf } from '../policy/evaluate-change.ts';
import { isApproved } from '../policy/requirements.ts';
import { type CallOptions, isStoreOutage, type Ports, type Sent } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { compareSnapshot } from '../requests/compare-snapshot.ts';
import { approvalsLost, progressOf, reauthorize } from '../requests/reauthorize.ts';
import { readSnapshot } from '../requests/review-request.ts';
import { finishRequest } from '../requests/transitions.ts';
import { retry } from '../retry.ts';
import type { DueRequest, LeaseView, NextState } from '../store-port.ts';
import { CALL_TIMEOUT_MS, LEASE_MS, MAY_STILL_LAND_MS, MOST_PAUSE_MS, STALE_AFTER_MS } from '../timing.ts';
import { commandsNow, sentByAnother, UNLISTED } from './match-command.ts';
import { recordOutcome } from './record-outcome.ts';

/** What the runner borrows from its process. */
export interface RunContext {
  readonly owner: string;
  /** Milliseconds that never jump; counts while the process is paused. */
  readonly monotonic: () => number;
}

/** What the worker lends to a run. */
export interface WorkerContext extends RunContext {
  /** This is waited for as well before the worker has stopped. */
  readonly trackInFlight: (work: Promise<void>) => void;
}

/**
 * Runs a claimed request: judge again, read the device again, write the intent, call once, write the outcome.
 * The only place from which a command leaves for Kandji.
 */
export async function runRequest(ports: Ports, runner: WorkerContext, request: DueRequest): Promise<void> {
  if (request.isFrozen) return void (await voidFrozen(ports, request.id));
  const tags = tagLease(ports, runner, request);
  if (!(await tags.take()) || (await tags.others()))
    return ports.store.requests.release(request.id, request.attempt, 300);
  try {
    const ready = await prepare(ports, request);
    if (!ready) return;
    const began = runner.monotonic();
    // Reading may have taken long: from here on the lease outlives the call.
    if (await tags.take()) await send(ports, runner, request, { ...ready, began });
    else await ports.store.requests.release(request.id, request.attempt, 300);
  } finally {
    await tags.drop();
  }
}

/**
 * Tags replace the whole set at Kandji: one at a time reads and writes those of a device, and no one while a PATCH whose end is
 * unknown may still land.
 */
function tagLease({ store }: Ports, runner: RunContext, request: HelpdeskRequest) {
  if (!request.changes.some(({ operation }) => operation === 'edit-tags'))
    return { take: async () => true, drop: async () => undefined, others: async () => false };
  const name = `tags:${request.deviceId}`;
  // Not the process: it works on several requests at once.
  const owner = `${runner.owner}:${request.id}:${request.attempt}`;
  return {
    take: () => store.leases.take(name, owner, LEASE_MS),
    drop: () => store.leases.drop(name, owner),
    others: () => mayStillLand(store, request),
  };
}

/** Another tag change of this device has left, and its end is not known yet. */
async function mayStillLand(store: Ports['store'], request: HelpdeskRequest): Promise<boolean> {
  const { deviceId } = request;
  const left = await store.requests.list({ deviceId, states: ['sending', 'unknown'], limit: 20 });
  const now = await store.now();
  return left.some(
    ({ id, changes, sentAt }) =>
      id !== request.id &&
      changes.some(({ operation }) => operation === 'edit-tags') &&
      now - (sentAt ?? now) < MAY_STILL_LAND_MS,
  );
}

interface Ready {
  readonly seen: DeviceSeen;
  readonly requesterHuman: string;
  readonly commandsBefore: readonly string[];
}

/** Everything that must hold before anything is sent; ends the request itself when something does not. */
async function prepare(ports: Ports, request: HelpdeskRequest): Promise<Ready | null> {
  const end = (state: 'void' | 'failed' | 'completed', how: Outcome) => finish(ports, request, state, how);
  const seen = await readSnapshot(ports.fleet, request.deviceId, request.changes).catch((error: unknown) =>
    unreadable(error),
  );
  if (seen === null) return end('void', { code: 'device_gone' });
  if ('code' in seen) return end('failed', seen);
  const bound = request.changes.map(bind);
  const changed = compareSnapshot(
    request.snapshot,
    seen,
    bound.flatMap(({ operation }) => operation.watches),
    namedTagsTouched(ports.policies.current(), request.changes),
  );
  if (changed.length > 0) return end('void', { code: 'device_changed', changes: changed });
  const authorized = await reauthorize(ports, request, seen.device);
  if (!authorized.ok) return end('void', authorized.why);

  const progress = progressOf(authorized, request.approvals);
  if (!isApproved(progress)) return end('void', approvalsLost(progress));
  if (!(await isReleaseValid(ports, request, authorized.requesterHuman)))
    return end('void', { code: 'release_lost' });
  const against = bound
    .map(({ operation, params }) => operation.impossible(seen, params))
    .find((why) => why !== null);
  if (against) return end('void', { code: 'not_possible', said: against });
  if (
    bound.every(({ operation, params }) => operation.kind === 'record' && operation.done(seen.device, params))
  )
    return end('completed', { code: 'already_set' });
  const commands = await commandsNow(ports, request);
  if (await sentByAnother(ports, request, commands)) return end('void', { code: 'sent_elsewhere' });
  const { requesterHuman } = authorized;
  return { seen, requesterHuman, commandsBefore: commands?.map(({ uuid }) => uuid) ?? [UNLISTED] };
}

/** Writes the intent, then calls once. */
async function send(
  ports: Ports,
  runner: WorkerContext,
  request: HelpdeskRequest,
  ready: Ready & { readonly began: number },
): Promise<void> {
  const intend = (row: HelpdeskRequest, lease: LeaseView): NextState | null => {
    const ours =
      row.state === 'claimed' &&
      row.attempt === request.attempt &&
      lease.owner === runner.owner &&
      (lease.until ?? 0) > lease.now;
    if (!ours) return null;
    if (lease.freeze) return finishRequest(row, 'void', { code: 'frozen' });
    if (isStale(row, lease.now)) return finishRequest(row, 'void', { code: 'too_old' });
    const { reached, ledger } = countRequest(ports, row, ready.requesterHuman, lease);
    if (reached) return holdRequest(row, reached, lease, ledger);
    return {
      state: 'sending',
      dueInMs: LEASE_MS,
      holdLeaseMs: LEASE_MS,
      set: { sentNow: true, commandsBefore: ready.commandsBefore },
      ledger,
      entry: entryFor(row, 'sending', SYSTEM, 'sending'),
    };
  };
  const written = await ports.store.requests.change(request.id, intend, 'controls');
  if (written?.request.state !== 'sending' || !written.changed) return;
  const sending = written.request;
  const settle = (sent: Sent) => recordOutcome(ports, sending, sent);
  // Counted from before the intent: a pause while the database answered is a pause as well.
  if (runner.monotonic() - ready.began > MOST_PAUSE_MS)
    return settle({
      outcome: 'rejected',
      status: null,
      sentence: 'I was held up before the call. Nothing was sent.',
    });
  const call: CallOptions = {
    timeoutMs: CALL_TIMEOUT_MS,
    late: (sent) =>
      runner.trackInFlight(
        retryWrite(() => settle(sent)).catch((error: unknown) =>
          ports.log.error(
            { event: 'request.late_answer_lost', err: error, request: request.id },
            'Could not store a late answer',
          ),
        ),
      ),
  };
  const sent = await leave(ports, sending, ready.seen, call);
  await retryWrite(() => settle(sent));
}

/** What Kandji said is known only here: a short fault of the database must not lose it. Tried seven times in eighteen seconds. */
const retryWrite = (write: () => Promise<void>): Promise<void> =>
  retry(write, (_error, failures) => WRITE_WAITS_MS[failures - 1] ?? null);

const WRITE_WAITS_MS = [100, 300, 1_000, 3_000, 6_000, 8_000];

const isStale = ({ approvals, createdAt }: HelpdeskRequest, now: number): boolean =>
  now - (approvals.at(-1)?.at ?? createdAt) > STALE_AFTER_MS;

/** The one call. */
function leave(ports: Ports, request: HelpdeskRequest, seen: DeviceSeen, call: CallOptions): Promise<Sent> {
  const [first] = request.changes.map(bind);
  if (first?.operation.kind === 'command')
    return first.operation.run(ports.commands, request.deviceId, first.params, call, seen.device);
  return ports.commands.updateDevice(request.deviceId, patchOf(seen.device, request.changes), call);
}

async function finish(
  { store }: Ports,
  request: HelpdeskRequest,
  state: 'void' | 'failed' | 'completed',
  how: Outcome,
): Promise<null> {
  await store.requests.change(request.id, (row) =>
    row.state === 'claimed' && row.attempt === request.attempt ? finishRequest(row, state, how) : null,
  );
  return null;
}

/** `null`: gone. That our own records are out of reach ends nothing: it is tried again. */
function unreadable(error: unknown): Extract<Outcome, { code: 'unreadable' }> | null {
  if (!(error instanceof MdmError) || isStoreOutage(error)) throw error;
  return error.reason === 'not-found' ? null : { code: 'unreadable', said: error.sentence };
}
