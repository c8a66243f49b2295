import { entryFor } from '../audit/request-entry.ts';
import { deny } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { HelpdeskRequest } from '../request.ts';
import { alreadyEnded } from '../request-words.ts';
import { requireRequest } from './show-request.ts';
import { decisionNotice } from './transitions.ts';

/**
 * Takes one's own approval back, as long as the last one is not in. Told to the account that did it, and to the one that had
 * approved, if that was another of the same person. @throws Refusal
 */
export async function withdrawApproval(
  ports: Ports,
  actor: Actor,
  requestId: string,
): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', 'I do not know this request.');
  const act = { operations: ['withdraw'], deviceId: request.deviceId, requestId };
  await requireRequest(ports, actor, request, 'withdraw');
  const result = await ports.store.requests.change(requestId, (row, lease) => {
    if (row.state !== 'pending') return null;
    const withdrawn = row.approvals.filter(({ human }) => human === actor.human);
    if (withdrawn.length === 0) return null;
    const accounts = new Set([actor.userId, ...withdrawn.map(({ approverId }) => approverId)]);
    return {
      state: 'pending',
      approvals: row.approvals.filter((approval) => !withdrawn.includes(approval)),
      dueInMs: Math.max(0, (row.dueAt ?? 0) - lease.now),
      entry: entryFor(row, 'withdrew', actor, 'pending'),
      jobs: [...accounts].map((userId) => decisionNotice(row, userId)),
    };
  });
  if (result?.changed) return result.request;
  const now = result?.request ?? request;
  return now.state === 'pending'
    ? deny(ports, actor, act, 'bad-input', 'You have not approved this, so there is nothing to take back.')
    : deny(ports, actor, act, 'already-decided', alreadyEnded(now));
}
