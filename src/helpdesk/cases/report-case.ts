import { auditEntry } from '../audit-entry.ts';
import type { ReadOptions } from '../mdm-port.ts';
import { type Change, problemWith } from '../operations/index.ts';
import { canBeInLostMode } from '../operations/lost-mode.ts';
import { canUse, deny, denyNonMember, isOwn } from '../policy/authorize.ts';
import { authorizeOwnLost } from '../policy/authorize-own-lost.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import { authorizeChange } from '../policy/evaluate-change.ts';
import type { Actor, CasePolicy, Policy } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';
import type { CaseDetails, CaseDevice, CasePerson, LostModePlan, OpenedCase, Report } from './case.ts';
import { addToCase } from './report-again.ts';

/** What a report starts with: whose device it may be, and which. */
export interface ReportForm {
  readonly person: CasePerson;
  /** False for an agent who reports for someone else. */
  readonly isOwn: boolean;
  /** Why the person gets no messages ("is a guest here"); absent for a full member, and where only a name is known. */
  readonly unreachable?: string;
  readonly devices: readonly CaseDevice[];
  /** Kandji could not be read: what is not listed may be managed all the same. */
  readonly isUnread: boolean;
  /** When those of them were reported that have an open case, epoch ms by device id. */
  readonly reported?: Readonly<Record<string, number>>;
  /** When the device index read those that are listed, epoch ms; absent or `null` where Kandji was read now. */
  readonly asOf?: number | null;
}

/** What a person reports, as typed. */
export interface ReportInput extends Omit<Report, 'person' | 'reporter' | 'device'> {
  /** Empty for someone who is known by name only. */
  readonly personId: string;
  /** `null`: not listed. */
  readonly deviceId: string | null;
}

type CaseRight = 'report-own-lost' | 'take-case';

/**
 * Who may report at all, by which right; for whose device is judged with the device. Reads nothing.
 * @param personId whose device; `null`: someone's who is not chosen yet
 * @throws Refusal, recorded
 */
export async function requireReporter(
  ports: Pick<Ports, 'store' | 'policies' | 'people'>,
  actor: Actor,
  personId: string | null,
): Promise<{ readonly policy: Policy; readonly cases: CasePolicy; readonly right: CaseRight }> {
  const act = { operations: ['report-own-lost'] };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, act, 'outsider', foreign);
  const policy = ports.policies.current();
  if (!policy?.cases) return deny(ports, actor, act, 'not-allowed', "Lost devices can't be reported here.");
  const holds = (operation: CaseRight) =>
    couldEverBeAllowed(policy, { roles: actor.roles, operation, device: UNKNOWN_DEVICE });
  const right = personId === actor.userId && holds('report-own-lost') ? 'report-own-lost' : 'take-case';
  if (holds(right)) return { policy, cases: policy.cases, right };
  const { reason, rule } = canUse(policy, actor, personId === actor.userId ? 'report-own-lost' : right, null);
  // Somebody whose phone was stolen a minute ago still has to reach IT.
  const isOwn = personId === null || personId === actor.userId;
  const call = isOwn && policy.cases.phone !== '' ? ` Lost a device? Call ${policy.cases.phone}.` : '';
  return deny(ports, actor, { operations: [right] }, 'not-allowed', `${reason}${call}`, rule);
}

/** What a case keeps of a device's details; `null` when they cannot be read now. */
export async function readCaseDetails(
  { fleet }: Pick<Ports, 'fleet'>,
  deviceId: string,
  how: ReadOptions = { purpose: 'change' },
): Promise<CaseDetails | null> {
  const read = await attempt(fleet.details(deviceId, how));
  if (!read.ok) return null;
  const { supervised, hasPasscode, activationLock, filevault, mdmCheckInAt } = read.value;
  return { supervised, hasPasscode, activationLock, filevault, mdmCheckInAt };
}

/** Lost Mode with the policy's template. */
export const lostModeChange = ({ lostMode }: Policy): Change => ({
  operation: 'enable-lost-mode',
  params: lostMode,
});

/**
 * What reporting this device as this person would do about Lost Mode, by policy and device as far as they are known. Pure.
 * @param isUnread Kandji could not be read when devices were listed
 */
export function planLostMode(
  policy: Policy | null,
  actor: Actor,
  isForSelf: boolean,
  known: CaseDevice | null,
  isUnread = false,
): LostModePlan {
  if (known === null) return isUnread ? 'not-checked' : 'not-listed';
  const { device, details } = known;
  if (device.platform === 'Mac') return 'mac';
  if (!canBeInLostMode(device, details?.supervised ?? null)) return 'not-on-this-device';
  if (device.lostMode === 'on') return 'already-on';
  if (device.lostMode === 'turning-on') return 'already-sent';
  if (policy === null || problemWith(lostModeChange(policy)) !== null) return 'no-permission';
  const changes = [lostModeChange(policy)];
  const decision = isForSelf
    ? authorizeOwnLost(policy, actor, device, changes)
    : authorizeChange(policy, actor, device, changes);
  if (decision.verdict === 'refused') return 'no-permission';
  if (details?.supervised !== true) return 'undecided';
  return decision.verdict === 'allowed' ? 'at-once' : 'needs-approval';
}

/**
 * The same at this moment: reports work while changes are frozen; what they would change does not, and is not promised.
 */
export async function planNow(
  { policies, store }: Pick<Ports, 'policies' | 'store'>,
  actor: Actor,
  { person, isUnread }: Pick<ReportForm, 'person' | 'isUnread'>,
  known: CaseDevice | null,
): Promise<LostModePlan> {
  const plan = planLostMode(policies.current(), actor, person.userId === actor.userId, known, isUnread);
  return plan === 'at-once' && (await store.controls.freeze()) !== null ? 'needs-approval' : plan;
}

/**
 * Opens a case, or adds to the one that is open for this device. Reads nothing from Kandji: a report must not wait for it.
 * @param offered the devices that the form was drawn with, as stored here
 * @throws Refusal, recorded
 */
export async function reportCase(
  ports: Ports,
  actor: Actor,
  { personId, deviceId, ...typed }: ReportInput,
  form: Pick<ReportForm, 'person' | 'devices' | 'isUnread' | 'unreachable'>,
  viewId: string | null,
): Promise<OpenedCase> {
  const { policy, cases, right: asReporter } = await requireReporter(ports, actor, personId);
  const known = form.devices.find(({ device }) => device.id === deviceId) ?? null;
  // A device that isn't theirs is an agent's to report, also for themselves.
  const right = known && !isOwn(actor, known.device) ? 'take-case' : asReporter;
  const act = { operations: [right], deviceId };
  if (form.person.userId !== personId || (deviceId !== null && known === null))
    return deny(ports, actor, act, 'changed', 'The list of devices has changed. Please open the form again.');
  const decision = known && canUse(policy, actor, right, known.device);
  if (decision && decision.verdict !== 'allowed')
    return deny(ports, actor, act, 'not-allowed', decision.reason, decision.rule);
  const report: Report = {
    ...typed,
    person: form.unreachable === undefined ? form.person : { userId: '', name: form.person.name },
    reporter: { userId: actor.userId, name: actor.name },
    device: known,
  };
  if (known === null && form.isUnread && typed.description === '')
    return deny(ports, actor, act, 'changed', 'Say which device it is. Please open the form again.');
  const plan = await planNow(ports, actor, form, known);
  const opening = { report, plan, channel: cases.channel, viewId };
  const entry = auditEntry('case-opened', actor, {
    device: known?.device ?? null,
    deviceId,
    operations: ['case'],
    result: typed.kind,
    rule: decision?.rule ?? null,
    policyHash: policy.hash,
    text: { of: form.person.name },
  });
  const opened = await ports.store.cases.open(opening, entry);
  if (opened.kind !== 'already-open') return opened;
  // Closed meanwhile: then it is a new one.
  return (await addToCase(ports, opened.case, report, entry)) ?? ports.store.cases.open(opening, entry);
}
