import { denyNonMember } from '../policy/authorize.ts';
import type { Ports } from '../ports.ts';
import { describeRequest, type HelpdeskRequest, STATE_LABELS } from '../request.ts';
import type { Job } from '../store-port.ts';

/** Tells one person about a request. How it ended is told to the approvers where its requester has left. */
export async function notifyPerson(
  { people, notices }: Pick<Ports, 'people' | 'notices'>,
  { userId, notice }: Pick<Extract<Job, { kind: 'notify' }>, 'userId' | 'notice'>,
  request: HelpdeskRequest,
): Promise<void> {
  if (notice === 'outcome') {
    const person = await people.actor(userId, 'decide').catch(() => null);
    if (person && denyNonMember(person)) await notices.announce(unreachable(request));
  }
  await notices.notify(userId, notice, request);
}

/** What the approvals channel reads about a request whose requester cannot be told. */
export const unreachable = (request: HelpdeskRequest): string =>
  [
    `I can no longer reach ${request.requesterName}, who asked to ${describeRequest(request)} on ${request.snapshot.device.name}.`,
    `Request ${request.id} is ${STATE_LABELS[request.state]}${request.outcome === null ? '.' : `: ${request.outcome}`}`,
  ].join(' ');
