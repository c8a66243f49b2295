import type { Device } from '../device.ts';
import { EVERY_ROW } from '../fleet/fleet-index.ts';
import { MdmError, orGone } from '../mdm-error.ts';
import type { Recipient, WaitingMessage } from '../message.ts';
import { canUse, canView, denyNonMember } from '../policy/authorize.ts';
import { type Actor, type Decision, Refusal } from '../policy.ts';
import { askedToWaitMs, type Ports } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { emailOf, mayMessageSome } from './send-messages.ts';

const RETRY_MS = 10_000;
/** A device that Kandji can't give: each time it is asked costs people a look-up. */
const UNREAD_RETRY_MS = 600_000;
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
    const isUnread = error instanceof MdmError;
    log[error instanceof Refusal || isUnread ? 'info' : 'warn'](
      { event: 'message.postponed', err: error, message: message.id },
      'Could not post a message; retrying later',
    );
    const pause = isUnread ? UNREAD_RETRY_MS : RETRY_MS;
    await store.messages.release(message, Math.max(pause, askedToWaitMs(error)));
  }
  return true;
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
  const posted = { ...recipient, devices: allowed };
  const place = await fleetNotices.sendMessage(userId, { ...message, recipient: posted });
  return place === null ? { state: 'unreachable' } : { state: 'sent', userId, place, recipient: posted };
}

/** How many devices are still this person's, and those of them about which the sender may write. */
async function devicesLeft(
  ports: Ports,
  sender: Actor,
  recipient: Recipient,
): Promise<{ readonly theirs: number; readonly allowed: Recipient['devices'] }> {
  const policy = ports.policies.current();
  const may = (decision: Decision) => decision.verdict === 'allowed';
  const theirs = (await devicesNow(ports, recipient)).filter((device) => emailOf(device) === recipient.email);
  const allowed = theirs
    .filter(
      (device) => may(canView(policy, sender, device)) && may(canUse(policy, sender, 'message-user', device)),
    )
    .map(({ id }) => id);
  return { theirs: theirs.length, allowed: recipient.devices.filter(({ id }) => allowed.includes(id)) };
}

/** By the index. Kandji is asked for those that it doesn't have under this person. @throws MdmError */
async function devicesNow(
  { fleet, store }: Ports,
  { email, devices }: Recipient,
): Promise<readonly Device[]> {
  const known = await store.fleet.search.page({ words: [], emails: [email] }, EVERY_ROW, '');
  const now: Device[] = [];
  for (const { id } of devices) {
    const device = known.find((row) => row.id === id) ?? (await orGone(fleet.device(id)))?.value;
    if (device) now.push(device);
  }
  return now;
}
