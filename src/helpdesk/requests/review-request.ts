import type { DeviceSeen } from '../device.ts';
import { seenWith } from '../device-seen.ts';
import type { OpenRequest, PendingCommand } from '../device-view.ts';
import { concerning, openRequestsOn } from '../devices/open-requests.ts';
import { pendingCommandsOn } from '../devices/pending-commands.ts';
import type { Change, OperationName } from '../operation.ts';
import { bind, operationNamed, problemWith } from '../operations/index.ts';
import type { FieldChange, LiveFacts, Operation } from '../operations/operation.ts';
import { deny, requireUnfrozen, requireView } from '../policy/authorize.ts';
import { authorizeRequest } from '../policy/authorize-own-lost.ts';
import { requireChanger } from '../policy/before-reading.ts';
import { authorizeChange, authorizeOffer } from '../policy/evaluate-change.ts';
import type { Actor, Decision, Policy } from '../policy.ts';
import { attempt, type DeviceApi, type Ports } from '../ports.ts';
import type { Snapshot } from '../request.ts';

/** A change as its requester reviews it: read past every cache, judged, and put into words. Nothing is stored yet. */
export interface ChangeDraft {
  readonly deviceId: string;
  readonly changes: readonly Change[];
  readonly snapshot: Snapshot;
  readonly differences: readonly FieldChange[];
  readonly consequences: readonly string[];
  readonly decision: Decision;
  readonly policyHash: string;
  /** Open requests that concern it, newest first. Left out by reviews that an older version remembered. */
  readonly openRequests?: readonly OpenRequest[];
  /** Kandji's own that concern it. Left out like the requests. */
  readonly pendingCommands?: readonly PendingCommand[];
}

/**
 * Reads the device, judges the change and says what it will mean. `caseId`: for a device that was reported lost.
 * @throws Refusal when it is not allowed or not possible; MdmError when the device cannot be read
 */
export async function reviewRequest(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  changes: readonly Change[],
  caseId: string | null = null,
): Promise<ChangeDraft> {
  const act = { operations: changes.map(({ operation }) => operation), deviceId };
  if (caseId === null) await requireChanger(ports, actor, deviceId, act.operations);
  await requireUnfrozen(ports, actor, act);
  const problem = changes.map(problemWith).find((one) => one !== null);
  if (problem) return deny(ports, actor, act, 'bad-input', problem);
  const [seen, takenAt, open, pendingCommands] = await Promise.all([
    readSnapshot(ports.fleet, deviceId, changes),
    ports.store.now(),
    openRequestsOn(ports, actor, deviceId),
    caseId === null ? pendingCommandsOn(ports, deviceId, act.operations) : [],
  ]);
  const policy = ports.policies.current();
  const live = await liveFacts(ports, deviceId);
  const plain = draftOf(policy, actor, { ...seen, takenAt }, changes, live);
  const decision =
    caseId === null ? plain.decision : await authorizeRequest(ports, actor, seen.device, changes, caseId);
  const lost = await openCaseLines(ports, deviceId, act.operations);
  const draft = { ...plain, decision, consequences: [...lost, ...plain.consequences] };
  const { verdict, reason, rule } = draft.decision;
  if (verdict === 'refused') return deny(ports, actor, act, 'not-allowed', reason, rule);
  const against = changes
    .map(bind)
    .map(({ operation, params }) => notHere(operation, seen, params))
    .find((why) => why !== null);
  if (against) return deny(ports, actor, act, 'not-possible', against);
  return { ...draft, openRequests: concerning(open, act.operations), pendingCommands };
}

/** What is already under way on a device, and concerns a form. */
interface UnderWay {
  readonly openRequests: readonly OpenRequest[];
  readonly pendingCommands: readonly PendingCommand[];
}

/** What the form of an operation is drawn from. */
export interface PreparedOperation extends DeviceSeen, UnderWay {
  /** What it says first, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads what the form of an operation is drawn from, for someone who may start it on this device now.
 * @throws Refusal, recorded, when it is not allowed or not possible; MdmError when the device cannot be read
 */
export async function prepareOperation(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  name: OperationName,
): Promise<PreparedOperation> {
  const act = { operations: [name], deviceId };
  await requireChanger(ports, actor, deviceId, act.operations);
  await requireUnfrozen(ports, actor, act);
  const [seen, pendingCommands] = await Promise.all([
    readSnapshot(ports.fleet, deviceId, [{ operation: name, params: {} }]),
    pendingCommandsOn(ports, deviceId, [name]),
  ]);
  await requireView(ports, actor, seen.device);
  const { verdict, reason, rule } = authorizeOffer(ports.policies.current(), actor, seen.device, name);
  if (verdict === 'refused') return deny(ports, actor, act, 'not-allowed', reason, rule);
  const against = notHere(operationNamed(name), seen);
  if (against) return deny(ports, actor, act, 'not-possible', against);
  const open = await openRequestsOn(ports, actor, deviceId);
  const { warnings } = operationNamed(name);
  const live = await liveFacts(ports, deviceId);
  return {
    ...seen,
    openRequests: concerning(open, [name]),
    pendingCommands,
    warnings: [...(await openCaseLines(ports, deviceId, [name])), ...(warnings?.(seen, live) ?? [])],
  };
}

/** People who request or approve one of these have to know that the device was reported. */
const LOCKING: ReadonlySet<string> = new Set(['lock', 'clear-passcode', 'erase', 'delete-device']);

/** "Reported stolen by Noor Halim.", while that case is open. */
async function openCaseLines(
  { store }: Pick<Ports, 'store'>,
  deviceId: string,
  operations: readonly OperationName[],
): Promise<readonly string[]> {
  if (!operations.some((name) => LOCKING.has(name))) return [];
  const [one] = await store.cases.list({ deviceId, open: true, limit: 1 });
  return one ? [`Reported ${one.report.kind} by ${one.report.reporter.name}.`] : [];
}

/** What our own requests know of a device. Reads nothing from Kandji. */
async function liveFacts({ store }: Pick<Ports, 'store'>, deviceId: string): Promise<LiveFacts> {
  const done = await store.requests.list({ deviceId, states: ['completed'], limit: 50 });
  const lock = done.find(({ changes }) => changes.some(({ operation }) => operation === 'lock'));
  return { lockedAt: lock?.finishedAt ?? null };
}

const NOTHING_KNOWN: LiveFacts = { lockedAt: null };

/** A change of a device as it was just seen, judged and put into words. Pure. What is kept with a request is {@link Snapshot}. */
export function draftOf(
  policy: Policy | null,
  actor: Pick<Actor, 'roles'>,
  seen: DeviceSeen & Pick<Snapshot, 'takenAt'>,
  changes: readonly Change[],
  live: LiveFacts = NOTHING_KNOWN,
): ChangeDraft {
  const { localAccounts: _accounts, protection: _protection, storedKeys: _keys, ...snapshot } = seen;
  const { device } = snapshot;
  const bound = changes.map(bind);
  const facts = bound.flatMap(({ operation }) => operation.facts?.(seen, live) ?? []);
  const isBlocked = bound.some(
    ({ operation }) => operation.kind === 'command' && operation.blocked?.(seen, live) === true,
  );
  return {
    deviceId: device.id,
    changes,
    snapshot: { ...snapshot, ...(isBlocked && { isBlocked }) },
    differences: bound.flatMap(({ operation, params }) =>
      operation.kind === 'record' ? [operation.difference(device, params)] : [],
    ),
    consequences: [
      ...bound.flatMap(({ operation, params }) => operation.consequence(device, params)?.split('\n') ?? []),
      ...facts,
    ],
    decision: authorizeChange(policy, actor, device, changes),
    policyHash: policy?.hash ?? '',
  };
}

/** The operation's own reason comes first: it can say more than "not on this kind of device". */
export function notHere(operation: Operation, seen: DeviceSeen, params?: unknown): string | null {
  const against = operation.impossible(seen, params);
  if (against !== null || operation.platforms.includes(seen.device.platform)) return against;
  return `“${operation.label}” doesn't exist for this kind of device (${seen.device.platform}).`;
}

/**
 * Reads a device past every cache, with what these changes need to know of it. Some need the details, too.
 * @throws MdmError
 */
export async function readSnapshot(
  fleet: DeviceApi,
  deviceId: string,
  changes: readonly Change[],
): Promise<DeviceSeen> {
  const options = { fresh: true, purpose: 'change' } as const;
  const reads = new Set(changes.map(({ operation }) => operationNamed(operation).reads));
  const [device, details] = await Promise.all([
    fleet.device(deviceId, options),
    reads.has('details') || reads.has('protection') ? attempt(fleet.details(deviceId, options)) : null,
  ]);
  if (reads.has('details') && details?.ok === false) throw details.error;
  const seen = seenWith(device.value, details?.ok ? details.value : null);
  if (reads.has('protection')) return seen;
  const { protection: _, ...plain } = seen;
  return plain;
}
