import { entryFor, SYSTEM } from '../audit-entry.ts';
import type { DeviceCommand } from '../device.ts';
import { MdmError } from '../mdm-error.ts';
import { bind } from '../operations/index.ts';
import { type Outcome, outcomeText } from '../outcome.ts';
import { attempt, type Ports } from '../ports.ts';
import { type HelpdeskRequest, isSettleable } from '../request.ts';
import { readSnapshot } from '../requests/review-request.ts';
import { outcome, outcomeNotes } from '../requests/transitions.ts';
import type { NextState } from '../store-port.ts';
import { FOLLOW_FOR_MS, nextLookMs, SETTLE_BY_HAND_AFTER_MS } from '../timing.ts';
import { matchCommand } from './match-command.ts';

/** What reading told about a request whose call has left. `accepted`: Kandji has it, the device has not done it yet. */
type Found =
  | {
      readonly kind: 'done' | 'failed' | 'accepted';
      readonly how: Outcome;
      readonly uuid?: string;
    }
  /** `isRead`: the device was read, and is not as wanted. */
  | { readonly kind: 'nothing'; readonly isRead: boolean };

const NOTHING: Found = { kind: 'nothing', isRead: false };
const NOT_YET: Found = { kind: 'nothing', isRead: true };

/**
 * Looks at Kandji for a request that was sent, or whose end is unknown, and writes what it finds. Only presence proves
 * something; absence proves nothing.
 */
export async function trackCommand(ports: Ports, request: HelpdeskRequest): Promise<void> {
  const now = await ports.store.now();
  const since = now - (request.sentAt ?? request.createdAt);
  if (request.state === 'sent' && since > FOLLOW_FOR_MS) {
    await ports.store.requests.change(request.id, (row) =>
      row.state === 'sent'
        ? { ...ended(row, 'unknown', { code: 'not_confirmed' }), dueInMs: nextLookMs(since) }
        : null,
    );
    return;
  }
  const found = await look(ports, request).catch((error: unknown) => {
    if (error instanceof MdmError) return NOTHING;
    throw error;
  });
  const dueInMs = nextLook(request, since);
  const changed = await ports.store.requests.change(request.id, (row) => {
    if (row.attempt !== request.attempt || (row.state !== 'sent' && row.state !== 'unknown')) return null;
    // That it still waits was told before we gave up: only an end is news.
    if (found.kind === 'accepted' && since > FOLLOW_FOR_MS) return null;
    const next = nextState(row, found, dueInMs, ports.policies.current()?.notes ?? false);
    return next ?? overdue(row, found, now, dueInMs);
  });
  if (!changed?.changed) await ports.store.requests.release(request.id, request.attempt, dueInMs);
}

/** Sooner where a person may record the result by then: cards have to offer it. */
const nextLook = ({ state }: HelpdeskRequest, since: number): number =>
  state === 'unknown' && since < SETTLE_BY_HAND_AFTER_MS
    ? Math.min(nextLookMs(since), SETTLE_BY_HAND_AFTER_MS - since)
    : nextLookMs(since);

/** Once, by a new version of the request: a person may record the result of what is still unknown, and is asked to. */
function overdue(row: HelpdeskRequest, found: Found, now: number, dueInMs: number): NextState | null {
  const { outcome: how } = row;
  const isOpen = how?.code === 'no_answer' || how?.code === 'interrupted';
  const isRead = found.kind === 'nothing' && found.isRead;
  if (row.state !== 'unknown' || !isOpen || how.overdue || !isSettleable(row, now)) return null;
  return {
    state: 'unknown',
    dueInMs,
    set: { outcome: { ...how, overdue: true, ...(isRead && { checkedAt: now }) } },
    entry: entryFor(row, 'reminded', SYSTEM, 'unknown'),
    jobs: [outcome(row), { key: `remind:${row.id}:overdue`, job: { kind: 'remind', requestId: row.id } }],
  };
}

function nextState(row: HelpdeskRequest, found: Found, dueInMs: number, notes: boolean): NextState | null {
  // What Kandji accepted at once had its note then.
  const noted = notes && row.state === 'unknown' ? outcomeNotes(row) : [];
  switch (found.kind) {
    case 'nothing':
      return null;
    case 'done':
      return {
        ...ended(row, 'completed', withLostAnswer(row, found.how), found.uuid),
        jobs: [outcome(row), ...noted],
      };
    case 'failed':
      return ended(row, 'failed', found.how, found.uuid);
    case 'accepted':
      if (row.state === 'sent' && row.outcome?.code === found.how.code) return null;
      return { ...ended(row, 'sent', found.how, found.uuid), dueInMs, jobs: noted };
  }
}

/** A read that proves the end also says that Kandji's answer to the call never came, where it did not. */
function withLostAnswer({ outcome: before }: HelpdeskRequest, how: Outcome): Outcome {
  const answerLost = before?.code === 'no_answer' || before?.code === 'interrupted';
  return how.code === 'confirmed' ? { ...how, answerLost } : how;
}

function ended(
  row: HelpdeskRequest,
  state: 'completed' | 'failed' | 'sent' | 'unknown',
  how: Outcome,
  uuid?: string,
): NextState {
  return {
    state,
    dueInMs: null,
    set: { outcome: how, ...(uuid && { commandUuid: uuid }) },
    entry: entryFor(
      row,
      row.state === 'unknown' ? 'settled' : state === 'unknown' ? 'lost-track' : state,
      SYSTEM,
      state,
      { why: outcomeText(how) },
    ),
    jobs: [outcome(row)],
  };
}

const CONFIRMED: Outcome = { code: 'confirmed', answerLost: false };

/** A state of the device that proves the end wins over what Kandji's list of commands says, which has no id of ours. */
async function look(ports: Ports, request: HelpdeskRequest): Promise<Found> {
  const bound = request.changes.map(bind);
  const [first] = bound;
  if (!first) return NOTHING;
  if (first.operation.kind === 'record') return lookAtRecord(ports, request);
  if (first.operation.kind === 'secret') return NOTHING;
  const command = await ourCommand(ports, request, first.operation.requestTypes);
  const found = command === null ? NOTHING : lookAtCommand(command);
  const { reached } = first.operation;
  if (reached === 'gone')
    return (await isGone(ports, request.deviceId)) ? { kind: 'done', how: CONFIRMED } : NOT_YET;
  if (reached === null || found.kind === 'accepted') return found;
  const uuid = command?.uuid;
  try {
    const seen = await readSnapshot(ports.fleet, request.deviceId, request.changes);
    const isReached = reached(seen, first.params);
    if (found.kind === 'failed') return isReached ? found : undone(found, await ports.store.now());
    if (isReached) return { kind: 'done', how: CONFIRMED, ...(uuid && { uuid }) };
    return found.kind === 'nothing' ? NOT_YET : found;
  } catch (error) {
    if (error instanceof MdmError) return found;
    throw error;
  }
}

/** Kandji says that the command failed, and the device is still as it was. */
const undone = (found: Exclude<Found, { kind: 'nothing' }>, now: number): Found =>
  found.how.code === 'command_failed' ? { ...found, how: { ...found.how, checkedAt: now } } : found;

/**
 * Whether Kandji has no record of a device any more: its own 404, while it lists devices. A gateway's 404, a page and a tenant that
 * cannot be read prove nothing. @throws MdmError
 */
async function isGone({ fleet }: Ports, deviceId: string): Promise<boolean> {
  const options = { fresh: true, purpose: 'change' } as const;
  const read = await attempt(fleet.device(deviceId, options));
  if (read.ok || read.error.reason !== 'not-found' || !read.error.isKandjis) return false;
  return (await attempt(fleet.list({}, { limit: 1 }, options))).ok;
}

/** Ours in Kandji's list of commands; `null`: not there, not to be told, or the list cannot be read. */
async function ourCommand(
  { fleet }: Ports,
  request: HelpdeskRequest,
  types: readonly string[],
): Promise<DeviceCommand | null> {
  if (types.length === 0) return null;
  const commands = await attempt(fleet.deviceCommands(request.deviceId, { fresh: true, purpose: 'change' }));
  return commands.ok ? matchCommand(request, commands.value, types) : null;
}

/** A PATCH is settled by comparing the device with what was wanted. */
async function lookAtRecord(ports: Ports, request: HelpdeskRequest): Promise<Found> {
  const { device } = await readSnapshot(ports.fleet, request.deviceId, request.changes);
  const done = request.changes
    .map(bind)
    .every(({ operation, params }) => operation.kind === 'record' && operation.done(device, params));
  return done ? { kind: 'done', how: CONFIRMED } : NOT_YET;
}

function lookAtCommand({ uuid, state, error }: DeviceCommand): Found {
  switch (state) {
    case 'completed':
      return { kind: 'done', how: { code: 'reported' }, uuid };
    case 'failed':
      return { kind: 'failed', how: { code: 'command_failed', said: error }, uuid };
    case 'not-now':
      return { kind: 'accepted', how: { code: 'not_now' }, uuid };
    case 'running':
      return { kind: 'accepted', how: { code: 'running' }, uuid };
    case 'pending':
    case 'unclear':
      return { kind: 'accepted', how: { code: 'queued' }, uuid };
  }
}
