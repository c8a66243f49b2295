import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import type { ReportQuery } from '../fleet/report-kinds.ts';
import { REPORTS, type Reports } from '../fleet/reports.ts';
import { countSending, DEFAULT_LIMITS, type LimitReached, wouldHold } from '../limits/ledger.ts';
import { type MessageSubject, type Recipient, type SentMessages, subjectKey } from '../message.ts';
import { canUse, deny, requireRight, requireUnfrozen, requireView } from '../policy/authorize.ts';
import { requireLookBeforeReading } from '../policy/before-reading.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { mayMessageSome } from './message-rights.ts';

/** People of a report, or of one device. */
export type MessageSource = { readonly query: ReportQuery } | { readonly deviceId: string };

/** Who would get a message, and who not. */
export interface MessageForm {
  readonly subject: MessageSubject;
  /** Since when the report is true, epoch ms; `null` where the device was read just now. */
  readonly asOf: number | null;
  /** At most fifty, one for each assigned person. */
  readonly recipients: readonly Recipient[];
  readonly template: string;
  readonly leftOut: {
    /** Devices that are assigned to no one, or to someone without an e-mail address. */
    readonly unassigned: number;
    /** Devices that this person may not message about. */
    readonly notAllowed: number;
    /** People beyond the first fifty. */
    readonly people: number;
    /** People who were messaged about the same within a day. */
    readonly recent: number;
  };
  /** The safety limit that would not let it pass; `null`: none. */
  readonly reached: LimitReached | null;
}

export const MOST_PEOPLE = 50;
/** Messages to people count as one disruptive change. */
const CLASSES = ['disruptive'] as const;

/**
 * Reads who would get a message; of these people alone, where some are given.
 * @throws Refusal, recorded; MdmError when the device can't be read
 */
export async function prepareMessages(
  ports: Ports,
  reports: Pick<Reports, 'assigned'>,
  actor: Actor,
  source: MessageSource,
  only?: readonly Recipient[],
): Promise<MessageForm> {
  if (!mayMessageSome(ports, actor)) await requireRight(ports, actor, 'message-user');
  await requireUnfrozen(ports, actor, { operations: ['message-user'] });
  const { subject, devices, asOf } = await devicesOf(ports, reports, actor, source, only);
  const template = await templateFor(ports, actor, subject);
  const people = new Map<string, Recipient>();
  const leftOut = { unassigned: 0, notAllowed: 0 };
  const before = await ports.store.messages.messaged(subjectKey(subject));
  for await (const device of devices) {
    const email = emailOf(device);
    if (canUse(ports.policies.current(), actor, 'message-user', device).verdict !== 'allowed')
      leftOut.notAllowed += 1;
    else if (email === '') leftOut.unassigned += 1;
    else {
      const before = people.get(email);
      const own = { id: device.id, name: device.name };
      const name = before?.name ?? device.user?.name ?? email;
      people.set(email, { email, name, devices: [...(before?.devices ?? []), own] });
    }
  }
  const left = [...people.values()].filter(({ email }) => !before.has(email));
  const recipients = left.slice(0, MOST_PEOPLE);
  const { ledger, heldKeys, now } = await ports.store.controls.ledger();
  const limits = ports.policies.current()?.safetyLimits ?? DEFAULT_LIMITS;
  return {
    ...{ subject, asOf },
    recipients,
    template,
    leftOut: { ...leftOut, people: left.length - recipients.length, recent: people.size - left.length },
    reached: wouldHold(ledger, now, limits, { classes: CLASSES, human: actor.human }, heldKeys),
  };
}

/** Of the assigned person, lower case; empty where there is none. */
export const emailOf = ({ user }: Device): string => user?.email.toLowerCase() ?? '';

async function devicesOf(
  ports: Ports,
  reports: Pick<Reports, 'assigned'>,
  actor: Actor,
  source: MessageSource,
  only?: readonly Recipient[],
): Promise<Pick<MessageForm, 'subject' | 'asOf'> & { readonly devices: AsyncIterable<Device> }> {
  if ('query' in source) {
    const { query } = source;
    if (REPORTS[query.name].filter === null)
      throw new Refusal(
        'not-possible',
        'This report lists groups, not devices, so there is no one to message.',
      );
    const emails = only?.map(({ email }) => email);
    const { title, devices, asOf } = await reports.assigned(actor, query, emails);
    return { subject: { kind: 'report', ...query, title }, devices, asOf };
  }
  await requireLookBeforeReading(ports, actor, source.deviceId);
  const { value: device } = await ports.fleet.device(source.deviceId);
  await requireView(ports, actor, device);
  await requireRight(ports, actor, 'message-user', device);
  return {
    subject: { kind: 'device', deviceId: device.id, deviceName: device.name },
    asOf: null,
    devices: (async function* () {
      yield device;
    })(),
  };
}

async function templateFor(ports: Ports, actor: Actor, subject: MessageSubject): Promise<string> {
  const messages = ports.policies.current()?.messages;
  if (!messages)
    return deny(
      ports,
      actor,
      { operations: ['message-user'] },
      'turned-off',
      'Your policy has no text for messages.',
    );
  return (subject.kind === 'report' ? messages.byReport[subject.name] : undefined) ?? messages.text;
}

/** What the preview showed. */
export interface SeenMessages {
  readonly seen: readonly Recipient[];
  /** Absent in a preview of the version before. */
  readonly template?: string;
}

/**
 * Writes the messages that were previewed, to those of them that may still get one, about no other device; a worker posts them.
 * @throws Refusal, recorded
 */
export async function sendMessages(
  ports: Ports,
  reports: Pick<Reports, 'assigned'>,
  actor: Actor,
  source: MessageSource,
  { seen, template: text, viewId }: SeenMessages & { readonly viewId: string },
): Promise<{
  readonly result: Exclude<SentMessages, { kind: 'stopped' | 'too-soon' }>;
}> {
  const { subject, recipients, template } = await prepareMessages(ports, reports, actor, source, seen);
  const shown = new Map(seen.map(({ email, devices }) => [email, new Set(devices.map(({ id }) => id))]));
  const still = recipients
    .map((recipient) => ({
      ...recipient,
      devices: recipient.devices.filter(({ id }) => shown.get(recipient.email)?.has(id)),
    }))
    .filter(({ devices }) => devices.length > 0);
  const deviceId = subject.kind === 'device' ? subject.deviceId : null;
  const act = { operations: ['message-user'], deviceId };
  if (text !== undefined && text !== template)
    return deny(ports, actor, act, 'changed', 'The text of these messages has changed. Open it again.');
  const policy = ports.policies.current();
  const entry = (people: number) =>
    auditEntry('messaged', actor, {
      device: subject.kind === 'device' ? { id: subject.deviceId, name: subject.deviceName } : null,
      operations: ['message-user'],
      result: people === 1 ? '1 person' : `${people} people`,
      policyHash: policy?.hash,
      text: { message: template, ...(subject.kind === 'report' && { report: subject.title }) },
    });
  const messages = still.map((recipient) => ({ recipient, template }));
  const sender = { userId: actor.userId, name: actor.name };
  const result = await ports.store.messages.send(
    { subject, sender, messages, viewId },
    entry,
    ({ now, ledger, heldKeys, freeze }) => {
      if (freeze) return null;
      const sending = { classes: CLASSES, human: actor.human, released: false };
      const counted = countSending(ledger, now, policy?.safetyLimits ?? DEFAULT_LIMITS, sending, heldKeys);
      return counted.reached ? null : counted.ledger;
    },
  );
  if (result.kind === 'too-soon') {
    const before = await ports.store.messages.messaged(subjectKey(subject));
    return seen.some(({ email }) => before.has(email))
      ? deny(ports, actor, act, 'not-possible', TOO_SOON)
      : deny(ports, actor, act, 'changed', 'No one is left to message. Open it again.');
  }
  if (result.kind !== 'stopped') return { result };
  await requireUnfrozen(ports, actor, act);
  return deny(ports, actor, act, 'not-possible', LIMIT_REACHED);
}

const TOO_SOON = 'These people were messaged less than a day ago.';
export const LIMIT_REACHED =
  'The safety limit for disruptive changes is reached, and messages count. No message was sent. Try again later.';
