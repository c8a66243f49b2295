import { auditEntry } from '../audit-entry.ts';
import type { Device, Person } from '../device.ts';
import type { OpenRequest } from '../device-view.ts';
import { concerning, openRequestsOn } from '../devices/open-requests.ts';
import type { Change, OperationName } from '../operation.ts';
import { bind, operations } from '../operations/index.ts';
import { type DenyPorts, deny, readPriority, requireUnfrozen, requireView } from '../policy/authorize.ts';
import { requireChanger, requireLookBeforeReading } from '../policy/before-reading.ts';
import { authorizeChange, authorizeOffer } from '../policy/evaluate-change.ts';
import type { Actor, Policy } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';
import { deviceWord } from '../text.ts';
import { type ChangeDraft, draftOf } from './review-request.ts';

/** A device whose record is about to be changed, and which parts of it this person may change. */
export interface UpdateForm {
  readonly device: Device;
  readonly fields: readonly OperationName[];
  /** Why the others may not be changed, once each. Not drawn; a version that remembered the form may still read it. */
  readonly against: readonly string[];
  /** Open requests that change the record, newest first. Left out by forms that an older version remembered. */
  readonly openRequests?: readonly OpenRequest[];
}

/**
 * Reads the device past every cache, and warms the lists that its form types ahead from.
 * @throws Refusal when this person may change nothing of it; MdmError
 */
export async function prepareUpdate(ports: Ports, actor: Actor, deviceId: string): Promise<UpdateForm> {
  const { fleet, policies } = ports;
  const record = operations.filter(({ kind }) => kind === 'record');
  const names = record.map(({ name }) => name);
  const reading = readPriority(ports, actor, names);
  if (reading.purpose === 'lookup') await requireChanger(ports, actor, deviceId, names);
  await requireUnfrozen(ports, actor, { operations: ['update'], deviceId });
  await requireLookBeforeReading(ports, actor, deviceId, reading);
  void Promise.all([
    attempt(fleet.blueprints(reading)),
    attempt(fleet.users(reading)),
    attempt(fleet.tags(reading)),
  ]).catch((error: unknown) =>
    ports.log.warn({ event: 'form.prefetch_failed', err: error }, 'Could not prefetch the lists of a form'),
  );
  const { value: device } = await fleet.device(deviceId, { ...reading, fresh: true });
  const decision = await requireView(ports, actor, device);
  const { fields, against } = await requireFields(ports, actor, device);
  const openRequests = concerning(await openRequestsOn(ports, actor, deviceId), fields);
  const { rule } = decision;
  const facts = { device, operations: ['update'], rule, policyHash: policies.current()?.hash };
  await ports.store.audit.append(auditEntry('looked', actor, facts));
  return { device, fields, against, openRequests };
}

/**
 * Which parts of a device's record this person may change now: judged, not read.
 * @throws Refusal, recorded, when it is none
 */
export async function requireFields(
  ports: DenyPorts,
  actor: Actor,
  device: Device,
): Promise<Pick<UpdateForm, 'fields' | 'against'>> {
  await requireView(ports, actor, device);
  const asked = operations
    .filter(({ kind, platforms }) => kind === 'record' && platforms.includes(device.platform))
    .map((operation) => {
      const { verdict, reason, rule } = authorizeOffer(
        ports.policies.current(),
        actor,
        device,
        operation.name,
      );
      const refused = verdict === 'refused' ? reason : null;
      const seen = { device, supervised: null, lostModeEnabledAt: null };
      return {
        name: operation.name,
        against: refused ?? operation.impossible(seen),
        isByRule: refused === null || rule !== null,
      };
    });
  const fields = asked.filter(({ against }) => against === null).map(({ name }) => name);
  const against = [...new Set(asked.flatMap((one) => (one.against === null ? [] : [one.against])))];
  if (fields.length > 0) return { fields, against };
  const why = asked.some(({ isByRule }) => isByRule)
    ? against.join(' ')
    : `You don't have permission to change this ${deviceWord(device.platform)}.`;
  return deny(ports, actor, { operations: ['update'], deviceId: device.id }, 'not-allowed', why);
}

/** Goes on only if this person may start this change of this device now. Reads nothing. @throws Refusal, recorded */
export async function requireChange(
  ports: DenyPorts,
  actor: Actor,
  device: Device,
  operation: OperationName,
): Promise<void> {
  await requireView(ports, actor, device);
  const { verdict, reason, rule } = authorizeOffer(ports.policies.current(), actor, device, operation);
  if (verdict !== 'refused') return;
  return deny(ports, actor, { operations: [operation], deviceId: device.id }, 'not-allowed', reason, rule);
}

/** One draft as two: what can be saved at once, and what has to wait for an approval. */
export interface SplitChanges {
  readonly now: ChangeDraft;
  readonly later: ChangeDraft;
}

/**
 * Parts what needs no approval from what does; `null` where there is nothing to part. What waits is drawn on the device
 * as it will be once the rest is saved, else the rest would void it.
 */
export function splitChanges(
  policy: Policy | null,
  actor: Pick<Actor, 'roles'>,
  draft: ChangeDraft,
): SplitChanges | null {
  const { snapshot, changes } = draft;
  const isFree = (some: readonly Change[]) =>
    authorizeChange(policy, actor, snapshot.device, some).verdict === 'allowed';
  const free = changes.filter((change) => isFree([change]));
  const waiting = changes.filter((change) => !free.includes(change));
  if (free.length === 0 || waiting.length === 0 || !isFree(free)) return null;
  const now = draftOf(policy, actor, snapshot, free);
  const after = { ...snapshot, device: saved(snapshot.device, free) };
  const later = draftOf(policy, actor, after, waiting);
  return later.decision.verdict === 'needs-approval' ? { now, later } : null;
}

/** The device with its new person: the one part of the record that voids any request when it changes. */
function saved(device: Device, changes: readonly Change[]): Device {
  const assigned = changes.find(({ operation }) => operation === 'assign-user');
  if (!assigned) return device;
  const { user } = bind(assigned).params as { user: Omit<Person, 'archived'> | null };
  return { ...device, user: user && { ...user, archived: false } };
}
