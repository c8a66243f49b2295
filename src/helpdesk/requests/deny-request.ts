import { entryFor } from '../audit-entry.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { decisionNotCounted, type HelpdeskRequest } from '../request.ts';
import { requireApprover, requireAsked } from './require-approver.ts';
import { decisionNotice, drawHold, outcome } from './transitions.ts';

/** Any fitting approver's no ends it, with a reason. @throws Refusal, recorded */
export async function denyRequest(
  ports: Ports,
  actor: Actor,
  requestId: string,
  submission: { readonly reason: string; readonly viewId: string | null },
): Promise<HelpdeskRequest> {
  const { request, no } = await requireApprover(ports, actor, requestId, 'deny');
  const reason = submission.reason.trim();
  if (reason === '') return no('bad-input', 'Enter a reason. The requester will see it.');
  await requireAsked(ports, actor, { request, no });
  const result = await ports.store.requests.change(requestId, (row, lease) => {
    const isWaiting = row.state === 'pending' && (row.expiresAt ?? 0) > lease.now;
    if (!isWaiting && row.state !== 'held') return null;
    return {
      state: 'denied',
      dueInMs: null,
      set: { endedBy: actor.userId, outcome: { code: 'denied', reason, by: actor.name } },
      entry: entryFor(row, 'denied', actor, 'denied', { why: reason }),
      jobs: [outcome(row), decisionNotice(row, actor, lease.now), ...drawHold(row)],
      ...(submission.viewId !== null && { viewId: submission.viewId }),
    };
  });
  if (!result) return no('not-found', "I don't know this request.");
  if (!result.changed) return no('already-decided', decisionNotCounted(result.request));
  return result.request;
}
