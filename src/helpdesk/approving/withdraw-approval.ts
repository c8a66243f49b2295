import type { Actor } from '../actor.ts';
import { refuse } from '../judging/judge.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { HelpdeskRequest } from '../request.ts';
import { entryFor } from '../request-entry.ts';
import { tooLate } from '../request-words.ts';

/** Takes one's own approval back, as long as the last one is not in. @throws Refusal */
export async function withdrawApproval(
  ports: Ports,
  actor: Actor,
  requestId: string,
): Promise<HelpdeskRequest> {
  const result = await ports.store.requests.change(requestId, (row, lease) => {
    if (row.state !== 'pending') return null;
    const approvals = row.approvals.filter(({ human }) => human !== actor.human);
    if (approvals.length === row.approvals.length) return null;
    return {
      state: 'pending',
      approvals,
      dueInMs: Math.max(0, (row.dueAt ?? 0) - lease.now),
      entry: entryFor(row, 'withdrew', actor, 'pending'),
    };
  });
  if (!result) throw new Refusal('not-found', 'I do not know this request.');
  if (result.changed) return result.request;
  const act = { operations: ['withdraw'], deviceId: result.request.deviceId, requestId };
  return result.request.state === 'pending'
    ? refuse(ports, actor, act, 'bad-input', 'You have not approved this, so there is nothing to take back.')
    : refuse(ports, actor, act, 'already-decided', tooLate(result.request));
}
