import { entryFor } from '../audit-entry.ts';
import { deny, denyNonMember } from '../policy/authorize.ts';
import { authorizeChange } from '../policy/evaluate-change.ts';
import { canApprove } from '../policy/requirements.ts';
import { type Actor, type Policy, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { alreadyEnded, type HelpdeskRequest, isSettleable, type RequestState } from '../request.ts';
import { NO_POLICY, reauthorize } from './reauthorize.ts';
import { decisionNotice, outcome, outcomeNotes } from './transitions.ts';

/**
 * An approver says how an `unknown` request really ended, with a reason, once reading had its chance; the same for one that
 * was sent a day ago and that the device has not done. Under a policy that
 * knows no approvals, anyone else who may do the same: or the device could never be asked for it again.
 * Sends nothing to Kandji. @throws Refusal, recorded
 */
export async function settleRequest(
  ports: Ports,
  actor: Actor,
  requestId: string,
  verdict: {
    readonly ended: 'completed' | 'failed';
    readonly reason: string;
    readonly viewId: string | null;
    /** The state that the person saw it in; one that it has left meanwhile settles nothing. */
    readonly asSeen?: RequestState;
  },
): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const no = (code: Refusal['code'], reason: string) =>
    deny(ports, actor, { operations: ['settle'], deviceId: request.deviceId, requestId }, code, reason);
  const foreign = denyNonMember(actor);
  if (foreign) return no('outsider', foreign);
  const policy = ports.policies.current();
  if (!policy) return no('needs-admin', NO_POLICY);
  if ((await ports.people.humanOf(request.requesterId)) === actor.human)
    return no('own-request', "You can't record the result of your own request. Someone else has to.");
  const reason = verdict.reason.trim();
  if (reason === '') return no('bad-input', "Enter how you checked. It's saved in the audit log.");
  const authorized = await reauthorize(ports, request, request.snapshot.device);
  const requirements = authorized.ok ? authorized.requirements : request.requirements;
  if (!mayRecord(policy, actor, { ...request, requirements }))
    return no('not-allowed', 'Only an approver can record the result.');
  const { asSeen = request.state } = verdict;
  const result = await ports.store.requests.change(requestId, (row, { now }) =>
    row.state === asSeen && isSettleable(row, now)
      ? {
          state: verdict.ended,
          dueInMs: null,
          set: { endedBy: actor.userId, outcome: { code: 'recorded', how: reason, by: actor.name } },
          entry: entryFor(row, 'settled', actor, verdict.ended, { why: reason }),
          jobs: [
            outcome(row),
            decisionNotice(row, actor, now),
            ...(policy.notes && verdict.ended === 'completed' && row.note === null ? outcomeNotes(row) : []),
          ],
          ...(verdict.viewId !== null && { viewId: verdict.viewId }),
        }
      : null,
  );
  if (result?.changed) return result.request;
  const left = result?.request ?? request;
  const early = left.state === asSeen ? TOO_EARLY[left.state] : undefined;
  return early === undefined ? no('already-decided', alreadyEnded(left)) : no('too-early', early);
}

const TOO_EARLY: Partial<Readonly<Record<RequestState, string>>> = {
  sent: 'The device may still do it. You can record the result a day after it was sent.',
  unknown: "I'm still checking. You can record the result 15 minutes after it was sent.",
};

/** Whether someone may record the result of another person's request, by these requirements of it. */
export function mayRecord(
  policy: Policy,
  actor: Actor,
  { requirements, snapshot, changes }: Pick<HelpdeskRequest, 'requirements' | 'snapshot' | 'changes'>,
): boolean {
  const deciders = requirements.length > 0 ? requirements : anyRequirement(policy.rules);
  return deciders.length > 0
    ? deciders.some((requirement) => canApprove(requirement, actor.roles))
    : authorizeChange(policy, actor, snapshot.device, changes).verdict === 'allowed';
}

/** Anyone who approves anything under this policy. */
const anyRequirement = (
  rules: readonly { kind: string; roles: readonly string[]; approvals: number; label: string }[],
) =>
  rules
    .filter(({ kind }) => kind === 'require')
    .map(({ roles, approvals, label }) => ({ roles, approvals, label }));
