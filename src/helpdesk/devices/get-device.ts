import { auditEntry } from '../audit-entry.ts';
import type { Device, DeviceSeen } from '../device.ts';
import { seenWith } from '../device-seen.ts';
import type { AllowedActions, DeviceView } from '../device-view.ts';
import { onceForEach, SHOWN_FOR_MS, subjectKey } from '../message.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../operation.ts';
import { operations } from '../operations/index.ts';
import { canUse, canView, denyNonMember, isOwn, requireView, usesConsole } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import { authorizeOffer } from '../policy/evaluate-change.ts';
import { adminsOf } from '../policy/roles.ts';
import type { Actor, Policy } from '../policy.ts';
import { attempt, type Ports, type ReadOptions } from '../ports.ts';
import { FORGOTTEN } from '../request.ts';
import { canBeWatched, watchingOf } from '../watches/keep-watches.ts';
import { openRequestsOn } from './open-requests.ts';

/**
 * Everything the card shows, in as few Kandji calls as possible: details and status leave together, and the device itself
 * only when the caller has not just read it. A failed part is named; it takes nothing else down.
 * @throws MdmError when the device itself cannot be read; Refusal when this person may not look
 */
export async function getDevice(
  ports: Ports,
  actor: Actor,
  which: { readonly deviceId: string; readonly found?: Device },
  options: ReadOptions = {},
): Promise<DeviceView> {
  const { fleet, store, policies } = ports;
  if (which.found) await requireView(ports, actor, which.found);
  else await requireLookBeforeReading(ports, actor, which.deviceId, options);
  const [{ own, device, ...records }, readDetails, readStatus] = await Promise.all([
    withOurRecords(ports, actor, which, options),
    attempt(fleet.details(which.deviceId, options)),
    attempt(fleet.status(which.deviceId, options)),
  ]);
  const decision = await requireView(ports, actor, device);
  const { rule } = decision;
  const facts = { device, operations: ['card'], rule, policyHash: policies.current()?.hash };
  await store.audit.append(auditEntry('looked', actor, facts));
  const readings = [own, readDetails.reading, readStatus.reading].filter((reading) => reading != null);
  return {
    device,
    details: readDetails,
    status: readStatus,
    readAt: Math.min(...readings.map(({ readAt }) => readAt)),
    fromCache: readings.some(({ fromCache }) => fromCache),
    ...records,
    may: actionsFor(ports, actor, seenWith(device, readDetails.ok ? readDetails.value : null)),
    admins: adminsOf(policies.current()),
    consoleUrl: usesConsole(policies.current(), actor) ? fleet.consoleUrl(device.id) : null,
  };
}

/** The device itself, and for who may look at it what our own records say, read while Kandji answers the rest. */
async function withOurRecords(
  ports: Ports,
  actor: Actor,
  which: { readonly deviceId: string; readonly found?: Device },
  options: ReadOptions,
) {
  const own = which.found ? null : await ports.fleet.device(which.deviceId, options);
  const device = which.found ?? own?.value;
  if (!device) throw new Error('a device was neither found nor read');
  if (own) await requireView(ports, actor, device);
  const [openRequests, lostModeBy, otherRecords, freeze, watching, message, lost] = await Promise.all([
    openRequestsOn(ports, actor, device.id),
    whoTurnedLostModeOn(ports, device),
    device.isRemoved ? sameSerial(ports, actor, device) : [],
    ports.store.controls.freeze(),
    watchingOf(ports, actor, device),
    newestMessage(ports, actor, device),
    openCaseOf(ports, actor, device),
  ]);
  return {
    own,
    device,
    openRequests,
    lostModeBy,
    otherRecords,
    freeze,
    watching,
    message,
    ...lost,
  };
}

/** The last person who was messaged from this card, for who may message them. */
async function newestMessage(
  { store, policies }: Ports,
  actor: Actor,
  device: Device,
): Promise<DeviceView['message']> {
  if (canUse(policies.current(), actor, 'message-user', device).verdict !== 'allowed') return undefined;
  const key = subjectKey({ kind: 'device', deviceId: device.id });
  return onceForEach(await store.messages.about(key, SHOWN_FOR_MS))[0];
}

/**
 * The open case of this device: for the person whose it is, and for who may take it, by the device as it is and as it was reported.
 * Nothing where lost devices are not reported.
 */
async function openCaseOf(
  { store, policies }: Ports,
  actor: Actor,
  device: Device,
): Promise<Pick<DeviceView, 'ownLost' | 'lostCase' | 'mayReportLost'>> {
  const policy = policies.current();
  const isTheirs = isOwn(actor, device);
  const may = (right: Right, one = device) => canUse(policy, actor, right, one).verdict === 'allowed';
  const mayTake = may('take-case');
  if (policy?.cases == null || !(isTheirs || mayTake)) return {};
  const [one] = await store.cases.list({ deviceId: device.id, open: true, limit: 1 });
  const reported = one?.report.device?.device;
  const own = one?.report.person.userId === actor.userId ? one : null;
  return {
    ...(isTheirs && { ownLost: { open: own, mayReport: may('report-own-lost') } }),
    ...(mayTake && !one && !device.isRemoved && { mayReportLost: true }),
    ...(mayTake && reported && may('take-case', reported) && { lostCase: one }),
  };
}

/** A re-enrolled device leaves its old record behind (reports from the field, November 2026). Never in the way of the card. */
async function sameSerial(ports: Ports, actor: Actor, device: Device): Promise<readonly Device[]> {
  const { serialNumber } = device;
  if (serialNumber === '') return [];
  const listed = await attempt(ports.fleet.list({ serial: serialNumber }, { limit: 20 }));
  const policy = ports.policies.current();
  return (listed.ok ? listed.value.devices : []).filter(
    (other) =>
      other.id !== device.id &&
      other.serialNumber.toLowerCase() === serialNumber.toLowerCase() &&
      canView(policy, actor, other).verdict === 'allowed',
  );
}

/** Our own record knows the person; Kandji names only the token. `null` when Lost Mode is off or was not turned on here. */
export async function whoTurnedLostModeOn(
  { store }: Pick<Ports, 'store'>,
  device: Device,
): Promise<string | null> {
  if (device.lostMode === 'off') return null;
  const requests = await store.requests.list({
    deviceId: device.id,
    states: ['completed', 'sent', 'unknown', 'sending'],
    limit: 20,
  });
  const last = requests.find(({ changes }) =>
    changes.some(({ operation }) => LOST_MODE_ENDS_OR_STARTS.has(operation)),
  );
  const isOn = last?.changes.some(({ operation }) => operation === 'enable-lost-mode') ?? false;
  return last && isOn && last.requesterName !== FORGOTTEN ? last.requesterName : null;
}

const LOST_MODE_ENDS_OR_STARTS = new Set(['enable-lost-mode', 'disable-lost-mode', 'cancel-lost-mode']);

type Held = readonly (Right | OperationName)[];

/**
 * Every right and operation that this person holds on some device: what help tells them. Never a right by itself. Worked out
 * once for each set of roles under a policy.
 */
export function createDevicesOfUser({ policies }: Pick<Ports, 'policies'>): (actor: Actor) => Held {
  const known = new WeakMap<Policy, Map<string, Held>>();
  return (actor) => {
    const policy = policies.current();
    if (policy === null || denyNonMember(actor)) return [];
    const byRoles = known.get(policy) ?? new Map<string, Held>();
    known.set(policy, byRoles);
    const roles = actor.roles.join();
    const held = byRoles.get(roles) ?? heldWith(policy, actor.roles);
    byRoles.set(roles, held);
    return held;
  };
}

const heldWith = (policy: Policy, roles: Actor['roles']): Held =>
  [...RIGHTS, ...OPERATION_NAMES].filter((operation) =>
    couldEverBeAllowed(policy, { roles, operation, device: UNKNOWN_DEVICE }),
  );

/** What the person who looks may do with this device: the policy's answer and the device's own. */
function actionsFor(ports: Ports, actor: Actor, seen: DeviceSeen): AllowedActions {
  if (denyNonMember(actor)) return { rights: [], operations: [] };
  const policy = ports.policies.current();
  const { device } = seen;
  return {
    rights: RIGHTS.filter(
      (right) =>
        canUse(policy, actor, right, device).verdict === 'allowed' &&
        (right !== 'watch' || canBeWatched(ports, device)),
    ),
    operations: operations
      .filter(({ platforms }) => platforms.includes(device.platform))
      .map((operation) => ({
        name: operation.name,
        decision: authorizeOffer(policy, actor, device, operation.name),
        impossible: operation.impossible(seen),
      }))
      .filter(({ decision }) => decision.verdict !== 'refused'),
  };
}
