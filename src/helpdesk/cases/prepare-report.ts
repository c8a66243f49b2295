import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { canUse, deny, isOwn, requireView } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import type { Actor, MembershipStatus } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { CasePerson } from './case.ts';
import { type ReportForm, requireReporter } from './report-case.ts';
import { assignedDevices } from './report-devices.ts';

const CANNOT_FOLLOW: Readonly<Record<Exclude<MembershipStatus, 'member'>, string>> = {
  guest: 'is a guest here',
  outsider: "isn't in this workspace",
  bot: 'is a bot',
  deactivated: 'has a deactivated Slack account',
  unknown: "can't be read from Slack now",
};

/** Reported for by an agent, without a message to them: who can't follow a report of their own. */
const PHONES_IN: readonly MembershipStatus[] = ['guest', 'outsider', 'deactivated'];

/** Why this person can't follow the report; `null` for a full member. @throws Refusal, recorded, for whom there is none */
async function whyUnreachable(
  ports: Ports,
  actor: Actor,
  { membership, name }: Actor,
): Promise<string | null> {
  if (membership === 'member') return null;
  const why = CANNOT_FOLLOW[membership];
  if (PHONES_IN.includes(membership)) return why;
  const reason = `You can't report for this account: ${name.trim() || 'this person'} ${why}.`;
  return deny(ports, actor, { operations: ['take-case'] }, 'not-allowed', reason);
}

/**
 * A person's own devices, by exact email, to report one of them; with the audit entry that someone else saw them.
 * @param personId whose; the actor's own id for their own
 * @throws Refusal, recorded
 */
export async function prepareReport(ports: Ports, actor: Actor, personId: string): Promise<ReportForm> {
  const { policy, right } = await requireReporter(ports, actor, personId);
  const isMine = personId === actor.userId;
  const person = isMine ? actor : await ports.people.actor(personId, 'look');
  const unreachable = isMine ? null : await whyUnreachable(ports, actor, person);
  const { devices: assigned, isUnread, asOf } = await assignedDevices(ports, person);
  const devices = assigned.filter(
    (device) =>
      !device.isRemoved &&
      isOwn(person, device) &&
      canUse(policy, actor, right, device).verdict === 'allowed',
  );
  if (devices.length > 0)
    await ports.store.audit.append(
      auditEntry('looked', actor, {
        operations: ['case'],
        policyHash: policy.hash,
        text: { of: person.name },
      }),
    );
  const open = await ports.store.cases.list({ personId, open: true, limit: MOST_REPORTED });
  return {
    person: { userId: person.userId, name: person.name },
    isOwn: isMine,
    ...(unreachable !== null && { unreachable }),
    devices: devices.map((device) => ({ device, details: null })),
    isUnread,
    asOf,
    reported: Object.fromEntries(
      open.map(({ report, createdAt }) => [report.device?.device.id ?? '', createdAt]),
    ),
  };
}

/** Older cases of one person are not looked for in their form. */
const MOST_REPORTED = 50;

/**
 * The form for one device that an agent has found, anyone's. The person is the one it is assigned to, by their account where they are a
 * full member, else by their name. On the record.
 * @throws Refusal, recorded; MdmError when the device cannot be read
 */
export async function prepareDeviceReport(ports: Ports, actor: Actor, deviceId: string): Promise<ReportForm> {
  const { policy } = await requireReporter(ports, actor, null);
  await requireLookBeforeReading(ports, actor, deviceId, { purpose: 'change' });
  const { value: device } = await ports.fleet.device(deviceId, { purpose: 'change' });
  await requireView(ports, actor, device);
  const decision = canUse(policy, actor, 'take-case', device);
  if (decision.verdict !== 'allowed')
    return deny(
      ports,
      actor,
      { operations: ['take-case'], deviceId },
      'not-allowed',
      decision.reason,
      decision.rule,
    );
  const facts = { device, operations: ['case'], rule: decision.rule, policyHash: policy.hash };
  await ports.store.audit.append(auditEntry('looked', actor, facts));
  const [open] = await ports.store.cases.list({ deviceId, open: true, limit: 1 });
  return {
    person: await assignedPerson(ports, device.user),
    isOwn: false,
    devices: [{ device, details: null }],
    isUnread: false,
    ...(open && { reported: { [deviceId]: open.createdAt } }),
  };
}

/** Slack is asked; where it doesn't say, the name is all that is known. */
async function assignedPerson({ people }: Ports, user: Device['user']): Promise<CasePerson> {
  const name = user?.name ?? '';
  const [userId] = user && user.email !== '' ? await people.byEmail(user.email).catch(() => []) : [];
  const person = userId === undefined ? null : await people.actor(userId, 'look');
  return person?.membership === 'member'
    ? { userId: person.userId, name: person.name }
    : { userId: '', name };
}
