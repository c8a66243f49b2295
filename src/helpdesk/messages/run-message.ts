import type { UserMessage } from '../message.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { Refusal } from '../policy.ts';
import { type Ports, RateLimited } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { mayMessageSome } from './send-messages.ts';

const RETRY_MS = 10_000;

/** Posts one message that waits. A crash between the post and its note can post it twice. @returns whether there was one */
export async function runMessage(ports: Ports, owner: string): Promise<boolean> {
  const { store, log } = ports;
  const message = await store.messages.claimDue(owner, LEASE_MS);
  if (!message) return false;
  try {
    await store.messages.ended(message, await deliver(ports, message));
  } catch (error) {
    log[error instanceof Refusal ? 'info' : 'warn'](
      { event: 'message.postponed', err: error, message: message.id },
      'Could not post a message; retrying later',
    );
    const waitMs = error instanceof RateLimited ? error.retryAfterMs : 0;
    await store.messages.release(message, Math.max(RETRY_MS, waitMs));
  }
  return true;
}

type End = Parameters<Ports['store']['messages']['ended']>[1];

async function deliver(ports: Ports, message: UserMessage): Promise<End> {
  const { people, store, fleetNotices } = ports;
  const sender = await people.actor(message.sender.userId, 'look');
  if (!mayMessageSome(ports, sender) || (await store.controls.freeze())) return { state: 'stopped' };
  const { email } = message.recipient;
  // An address that two accounts share says nothing about whose it is.
  const [userId, ...others] = await people.byEmail(email);
  if (userId === undefined || others.length > 0) return { state: 'not-member' };
  const actor = await people.actor(userId, 'look');
  if (denyNonMember(actor) || actor.email.toLowerCase() !== email) return { state: 'not-member' };
  const place = await fleetNotices.sendMessage(userId, message);
  return place === null ? { state: 'unreachable' } : { state: 'sent', userId, place };
}
