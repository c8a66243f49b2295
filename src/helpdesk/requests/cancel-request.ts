import { entryFor } from '../audit-entry.ts';
import { deny, denyNonMember } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { alreadyEnded, type HelpdeskRequest } from '../request.ts';
import type { NextState } from '../store-port.ts';
import { drawHold, outcome } from './transitions.ts';

/**
 * The person who asked takes it back before anything was sent. The account that asked is told if it was another one of theirs.
 * @throws Refusal
 */
export async function cancelRequest(
  ports: Ports,
  actor: Actor,
  requestId: string,
  viewId: string | null = null,
): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const act = { operations: ['cancel'], deviceId: request.deviceId, requestId };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, act, 'outsider', foreign);
  const isTheirs =
    request.requesterId === actor.userId || (await ports.people.humanOf(request.requesterId)) === actor.human;
  if (!isTheirs)
    return deny(
      ports,
      actor,
      act,
      'not-allowed',
      `Only ${request.requesterName} can cancel this. An approver can deny it.`,
    );
  const result = await ports.store.requests.change(requestId, (row) => {
    const next = canceling(row, actor);
    return next && viewId !== null ? { ...next, viewId } : next;
  });
  if (result?.changed) return result.request;
  return deny(ports, actor, act, 'already-decided', alreadyEnded(result?.request ?? request));
}

/** The end of a request that nothing was sent of; its requester hears of it from others. `null`: too late. */
export const canceling = (row: HelpdeskRequest, by: Pick<Actor, 'userId' | 'name'>): NextState | null =>
  row.state === 'pending' || row.state === 'claimed' || row.state === 'held' || row.state === 'ready'
    ? {
        state: 'cancelled',
        dueInMs: null,
        set: {
          endedBy: by.userId,
          outcome: { code: 'canceled', ...(by.userId !== row.requesterId && { by: by.name }) },
        },
        entry: entryFor(row, 'cancelled', by, 'cancelled'),
        jobs: [...(by.userId === row.requesterId ? [] : [outcome(row)]), ...drawHold(row)],
      }
    : null;
