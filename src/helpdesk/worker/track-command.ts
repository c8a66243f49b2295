import { entryFor, SYSTEM } from '../audit/request-entry.ts';
import type { DeviceCommand } from '../device.ts';
import { MdmError } from '../mdm-error.ts';
import { bind } from '../operations/index.ts';
import { attempt, type Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { readSnapshot } from '../requests/review-request.ts';
import { outcome, outcomeNote } from '../requests/transitions.ts';
import type { NextState } from '../store-port.ts';
import { asSentence } from '../text.ts';
import { CALL_TIMEOUT_MS, FOLLOW_FOR_MS, nextLookMs } from '../timing.ts';

/** What reading told about a request whose call has left. */
type Found =
  | { readonly kind: 'done'; readonly words: string; readonly uuid?: string }
  | { readonly kind: 'failed'; readonly words: string; readonly uuid?: string }
  /** Kandji has it; the device has not obeyed yet. */
  | { readonly kind: 'accepted'; readonly words: string; readonly uuid?: string }
  | { readonly kind: 'nothing' };

/**
 * Looks at Kandji for a request that was sent, or whose end is unknown, and writes what it finds. Only presence proves
 * something; absence proves nothing.
 */
export async function trackCommand(ports: Ports, request: HelpdeskRequest): Promise<void> {
  const now = await ports.store.now();
  const since = now - (request.sentAt ?? request.createdAt);
  if (request.state === 'sent' && since > FOLLOW_FOR_MS) {
    const words =
      'The device did not obey within 30 days. It may still obey when it comes online; I look once a day.';
    await ports.store.requests.change(request.id, (row) =>
      row.state === 'sent' ? { ...ended(row, 'unknown', words), dueInMs: nextLookMs(since) } : null,
    );
    return;
  }
  const found = await look(ports, request).catch((error: unknown) => {
    if (error instanceof MdmError) return { kind: 'nothing' } as const;
    throw error;
  });
  const dueInMs = nextLookMs(since);
  const changed = await ports.store.requests.change(request.id, (row) => {
    if (row.attempt !== request.attempt || (row.state !== 'sent' && row.state !== 'unknown')) return null;
    // That it still waits was told before we gave up: only an end is news.
    if (found.kind === 'accepted' && since > FOLLOW_FOR_MS) return null;
    return nextState(row, found, dueInMs, ports.policies.current()?.notes ?? false);
  });
  if (!changed?.changed) await ports.store.requests.release(request.id, request.attempt, dueInMs);
}

function nextState(row: HelpdeskRequest, found: Found, dueInMs: number, notes: boolean): NextState | null {
  // What Kandji accepted at once had its note then.
  const noted = notes && row.state === 'unknown' ? [outcomeNote(row)] : [];
  switch (found.kind) {
    case 'nothing':
      return null;
    case 'done':
      return { ...ended(row, 'completed', found.words, found.uuid), jobs: [outcome(row), ...noted] };
    case 'failed':
      return ended(row, 'failed', found.words, found.uuid);
    case 'accepted':
      if (row.state === 'sent' && row.outcome === found.words) return null;
      return { ...ended(row, 'sent', found.words, found.uuid), dueInMs, jobs: noted };
  }
}

function ended(
  row: HelpdeskRequest,
  state: 'completed' | 'failed' | 'sent' | 'unknown',
  words: string,
  uuid?: string,
): NextState {
  return {
    state,
    dueInMs: null,
    set: { outcome: words, ...(uuid && { commandUuid: uuid }) },
    entry: entryFor(
      row,
      row.state === 'unknown' ? 'settled' : state === 'unknown' ? 'lost-track' : state,
      SYSTEM,
      state,
      { why: words },
    ),
    jobs: [outcome(row)],
  };
}

async function look(ports: Ports, request: HelpdeskRequest): Promise<Found> {
  const bound = request.changes.map(bind);
  const [first] = bound;
  if (!first) return { kind: 'nothing' };
  if (first.operation.kind === 'record') return lookAtRecord(ports, request);
  if (first.operation.requestTypes.length > 0) {
    const commands = await attempt(
      ports.fleet.deviceCommands(request.deviceId, { fresh: true, purpose: 'change' }),
    );
    const command = commands.ok ? matchCommand(request, commands.value, first.operation.requestTypes) : null;
    if (command) return lookAtCommand(command);
  }
  if (!first.operation.reached || request.state !== 'sent') return { kind: 'nothing' };
  const seen = await readSnapshot(ports.fleet, request.deviceId, request.changes);
  return first.operation.reached(seen)
    ? { kind: 'done', words: 'Done, by how the device looks now.' }
    : { kind: 'nothing' };
}

/** A PATCH is settled by comparing the device with what was wanted. */
async function lookAtRecord(ports: Ports, request: HelpdeskRequest): Promise<Found> {
  const { device } = await readSnapshot(ports.fleet, request.deviceId, request.changes);
  const done = request.changes
    .map(bind)
    .every(({ operation, params }) => operation.kind === 'record' && operation.done(device, params));
  return done ? { kind: 'done', words: 'Kandji has saved it.' } : { kind: 'nothing' };
}

/** A match by type and time is told as "probably"; it stays so, because Kandji gives no id to a command that is sent. */
function lookAtCommand(command: DeviceCommand): Found {
  const uuid = command.uuid;
  switch (command.state) {
    case 'completed':
      return { kind: 'done', words: `The device has probably obeyed. ${LIKE_OURS}, and it is done.`, uuid };
    case 'failed':
      return {
        kind: 'failed',
        words: `The device has probably refused. ${LIKE_OURS}, and it failed. ${reasonOf(command)}`,
        uuid,
      };
    case 'not-now':
      return { kind: 'accepted', words: 'The device answered "Not Now" and will be asked again.', uuid };
    case 'running':
      return { kind: 'accepted', words: 'The device is working on it.', uuid };
    case 'pending':
    case 'unclear':
      return { kind: 'accepted', words: 'Kandji has queued it. The device has not answered yet.', uuid };
  }
}

/** Why it is no more than probable. */
const LIKE_OURS = 'Kandji shows one command like this from that time';

const reasonOf = ({ error }: DeviceCommand): string =>
  error === null ? 'Kandji gives no reason.' : `Kandji says: ${asSentence(error)}`;

/** Stands in `commandsBefore` when Kandji did not tell which commands there were: then no new one can be told from an old one. */
export const UNLISTED = 'unlisted';

/** So far Kandji's clock may be from the database's, ms. */
const CLOCKS_APART_MS = 120_000;

/** Ours is the one we know, or the only new one of its type within the call's window. `null`: it cannot be told. */
function matchCommand(
  request: HelpdeskRequest,
  commands: readonly DeviceCommand[],
  types: readonly string[],
): DeviceCommand | null {
  const { commandUuid, commandsBefore, sentAt } = request;
  if (commandUuid) return commands.find(({ uuid }) => uuid === commandUuid) ?? null;
  if (commandsBefore.includes(UNLISTED)) return null;
  const from = (sentAt ?? 0) - CLOCKS_APART_MS;
  const to = (sentAt ?? 0) + CLOCKS_APART_MS + CALL_TIMEOUT_MS;
  const fresh = commands.filter(
    ({ uuid, type, requestedAt }) =>
      types.includes(type) &&
      !commandsBefore.includes(uuid) &&
      (requestedAt === null || (requestedAt >= from && requestedAt <= to)),
  );
  return fresh.length === 1 ? (fresh[0] ?? null) : null;
}

/**
 * The commands that exist before ours, so that ours can be told apart; none for what Kandji does not list. `null`: they cannot be
 * listed, which is no reason to stop.
 */
export async function commandsNow(
  ports: Ports,
  request: HelpdeskRequest,
): Promise<readonly DeviceCommand[] | null> {
  const traced = request.changes
    .map(bind)
    .some(({ operation }) => operation.kind === 'command' && operation.requestTypes.length > 0);
  if (!traced) return [];
  const commands = await attempt(
    ports.fleet.deviceCommands(request.deviceId, { fresh: true, purpose: 'change' }),
  );
  return commands.ok ? commands.value : null;
}

/** So many requests of one device are looked through for a command that was ours. */
const MOST_OURS = 100;

/**
 * Whether a disruptive command of this kind left for this device since it was requested, as far as two clocks can tell, and not from here. Then our records may be a
 * copy from before it left, which nothing else shows when a whole folder or machine was put back. Not for what is harmless to
 * repeat: blank pushes and check-ins are sent by Kandji itself.
 */
export async function sentByAnother(
  { store }: Pick<Ports, 'store'>,
  request: HelpdeskRequest,
  commands: readonly DeviceCommand[] | null,
): Promise<boolean> {
  const types = request.changes
    .map(bind)
    .flatMap(({ operation }) =>
      operation.kind === 'command' && operation.risk === 'disruptive' ? operation.requestTypes : [],
    );
  const since = request.createdAt - CLOCKS_APART_MS;
  const newer = (commands ?? []).filter(
    ({ type, requestedAt }) => types.includes(type) && requestedAt !== null && requestedAt > since,
  );
  if (newer.length === 0) return false;
  const ours = await store.requests.list({ deviceId: request.deviceId, limit: MOST_OURS });
  return newer.some(({ uuid }) => !ours.some(({ commandUuid }) => commandUuid === uuid));
}

/** Why a request is void for {@link sentByAnother}. */
export const ALREADY_SENT =
  'Kandji has a newer command of this kind for the device that was not sent by this app, or that was sent before its store was restored. Nothing was sent. Look at the device, and request it again if it is still needed.';
