import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { MdmError } from '../mdm-error.ts';
import type { Recipient, WaitingMessage } from '../message.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import { askedToWaitMs, type Ports } from '../ports.ts';
import { doubledPause } from '../retry.ts';
import { LEASE_MS } from '../timing.ts';
import { deviceNow, mayMessageAbout, mayMessageSome } from './message-rights.ts';
import { emailOf } from './send-messages.ts';

const RETRY_MS = 10_000;
/** A device that Kandji can't give: each time it is asked costs people a look-up. */
const UNREAD_RETRY_MS = 600_000;
const LONGEST_PAUSE_MS = 30 * 60_000;
/** After so long, what a message says may no longer be true. */
const TOO_LATE_MS = 12 * 3_600_000;

/** Posts one message that waits. A crash between the post and its note can post it twice. @returns whether there was one */
export async function runMessage(ports: Ports, owner: string): Promise<boolean> {
  const { store, log } = ports;
  const message = await store.messages.claimDue(owner, LEASE_MS);
  if (!message) return false;
  try {
    await store.messages.ended(message, await deliver(ports, message));
  } catch (error) {
    log[isCalm(error) ? 'info' : 'warn'](
      { event: 'message.postponed', err: error, message: message.id },
      'Could not post a message; retrying later',
    );
    await store.messages.release(message, pauseAfter(error, message.attempt));
  }
  return true;
}

/** Nothing that someone has to mend. */
export const isCalm = (error: unknown): boolean => error instanceof Refusal || error instanceof MdmError;

/** Until it is tried again, in ms: twice as long each time. @param tries how often it was tried, from 1 on */
export function pauseAfter(error: unknown, tries: number): number {
  const first = error instanceof MdmError ? UNREAD_RETRY_MS : RETRY_MS;
  return Math.max(doubledPause(tries, first, LONGEST_PAUSE_MS), askedToWaitMs(error));
}

type End = Parameters<Ports['store']['messages']['ended']>[1];

async function deliver(ports: Ports, message: WaitingMessage): Promise<End> {
  const { people, store, fleetNotices } = ports;
  if (message.waitedMs > TOO_LATE_MS) return { state: 'late' };
  const { recipient } = message;
  const sender = await people.actor(message.sender.userId, 'decide');
  if (!mayMessageSome(ports, sender) || (await store.controls.freeze())) return { state: 'stopped' };
  const { theirs, allowed } = await devicesLeft(ports, sender, recipient);
  if (allowed.length === 0) return { state: theirs > 0 ? 'stopped' : 'not-assigned' };
  const { email } = recipient;
  // An address that two accounts share says nothing about whose it is.
  const [userId, ...others] = await people.byEmail(email);
  if (userId === undefined || others.length > 0) return { state: 'not-member' };
  const actor = await people.actor(userId, 'look');
  if (denyNonMember(actor) || actor.email.toLowerCase() !== email) return { state: 'not-member' };
  const posted = { ...recipient, devices: allowed.map(({ named }) => named) };
  const place = await fleetNotices.sendMessage(userId, { ...message, recipient: posted });
  if (place === null) return { state: 'unreachable' };
  const entries = allowed.map(({ device }) =>
    auditEntry('message-posted', message.sender, {
      device,
      operations: ['message-user'],
      policyHash: ports.policies.current()?.hash,
      text: { to: recipient.name },
    }),
  );
  return { state: 'sent', userId, place, recipient: posted, entries };
}

/** As it was previewed, and as it is. */
interface DeviceLeft {
  readonly named: Recipient['devices'][number];
  readonly device: Device;
}

/** How many devices are still this person's, and those of them about which the sender may write. @throws MdmError */
async function devicesLeft(
  ports: Ports,
  sender: Actor,
  { email, devices }: Recipient,
): Promise<{ readonly theirs: number; readonly allowed: readonly DeviceLeft[] }> {
  const allowed: DeviceLeft[] = [];
  let theirs = 0;
  for (const named of devices) {
    const device = await deviceNow(ports, named.id, (known) => emailOf(known) === email);
    if (device === null || emailOf(device) !== email) continue;
    theirs += 1;
    if (mayMessageAbout(ports, sender, device)) allowed.push({ named, device });
  }
  return { theirs, allowed };
}
