import { createRecordOnce } from '../audit/record-once.ts';
import { auditEntry } from '../audit-entry.ts';
import { canUse, deny, denyNonMember, judgeRequest, requireRight } from '../policy/authorize.ts';
import { withRequirementsNow } from '../policy/evaluate-change.ts';
import { approvingRoles } from '../policy/known-people.ts';
import { canApprove, missingApprovals, openRequirements } from '../policy/requirements.ts';
import { type Actor, type Decision, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, isCallingOut, UNFINISHED } from '../request.ts';
import type { NewAuditEntry } from '../store-port.ts';
import { mayRecord } from './settle-request.ts';

/** `open`: everything unfinished; `mine`: what this person asked, newest first; `all`: the newest, finished or not. */
export async function listRequests(
  ports: Ports,
  actor: Actor,
  which: 'open' | 'mine' | 'all',
  limit = 20,
): Promise<readonly HelpdeskRequest[]> {
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, { operations: ['see-requests'] }, 'outsider', foreign);
  const policy = ports.policies.current();
  const read = async (filter: Parameters<Ports['store']['requests']['list']>[0]) =>
    (await ports.store.requests.list(filter)).map((request) => withRequirementsNow(policy, request));
  if (which === 'mine') return read({ requesterId: actor.userId, limit });
  const decision = await requireRight(ports, actor, 'see-requests');
  await ports.store.audit.append(looked(ports, actor, which, decision));
  return read(which === 'open' ? { states: UNFINISHED, limit } : { limit });
}

/** Anyone who opens their Home again and again within this sees the same. */
const HOME_MS = 60_000;

/**
 * What this person could decide now, and the overdue results that they may record, soonest end first; `null` for anyone who may see no requests or can decide none. They are other
 * people's, so it is on the record: the same ones once a minute for each person.
 */
export function createWaitingFor(ports: Ports): (actor: Actor) => Promise<readonly HelpdeskRequest[] | null> {
  const once = createRecordOnce(ports, HOME_MS);
  return async (actor) => {
    const decision = canUse(ports.policies.current(), actor, 'see-requests', null);
    if (decision.verdict !== 'allowed') return null;
    const waiting = await decidable(ports, actor);
    if (waiting && waiting.length > 0)
      await once([actor.userId, ...waiting.map(({ id }) => id)].join(' '), () =>
        looked(ports, actor, 'waiting', decision),
      );
    return waiting;
  };
}

async function decidable(
  { policies, store, people }: Ports,
  actor: Actor,
): Promise<readonly HelpdeskRequest[] | null> {
  const policy = policies.current();
  const isDecider =
    policy?.rules.some((rule) => rule.kind === 'require' && canApprove(rule, actor.roles)) ?? false;
  const stored = await store.requests.list({ states: ['pending', 'unknown'], limit: 100 });
  const calling = stored.map((request) => withRequirementsNow(policy, request));
  const asked = calling.filter(
    (request) =>
      isCallingOut(request) &&
      (request.state === 'pending'
        ? mayApprove(actor, request)
        : policy !== null && mayRecord(policy, actor, request)),
  );
  const humans = await Promise.all(asked.map(({ requesterId }) => people.humanOf(requesterId)));
  const waiting = asked
    .filter((_, index) => humans[index] !== actor.human)
    .toSorted((one, other) => (one.expiresAt ?? 0) - (other.expiresAt ?? 0));
  // A request keeps the requirements of its own day, so that someone may be asked whom no rule names any more.
  return isDecider || waiting.length > 0 ? waiting : null;
}

const mayApprove = (
  actor: Actor,
  { requirements, approvals, changes, requesterId }: HelpdeskRequest,
): boolean =>
  !approvals.some(({ human }) => human === actor.human) &&
  openRequirements(missingApprovals(requirements, approvals, requesterId)).some((requirement) =>
    canApprove(requirement, approvingRoles(changes, actor)),
  );

const looked = ({ policies }: Ports, actor: Actor, which: string, { rule }: Decision): NewAuditEntry =>
  auditEntry('looked', actor, {
    operations: ['requests'],
    result: which,
    rule,
    policyHash: policies.current()?.hash,
  });

/** Goes on only for someone who may see this request. `operation`: what they want of it, for the audit log. @throws Refusal, recorded */
export async function requireRequest(
  ports: Ports,
  actor: Actor,
  request: HelpdeskRequest,
  operation = 'see-requests',
): Promise<Decision> {
  const decision = await judgeRequest(ports, actor, request);
  if (decision.verdict === 'allowed') return decision;
  const act = { operations: [operation], deviceId: request.deviceId, requestId: request.id };
  const code = denyNonMember(actor) ? 'outsider' : 'not-allowed';
  return deny(ports, actor, act, code, decision.reason, decision.rule);
}

/**
 * One request in full: for the person who asked, for those who may approve it, and for those who may see requests.
 * @throws Refusal, recorded
 */
export async function showRequest(ports: Ports, actor: Actor, requestId: string): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const decision = await requireRequest(ports, actor, request);
  await ports.store.audit.append(
    auditEntry('looked', actor, {
      device: { id: request.deviceId, name: request.snapshot.device.name },
      requestId,
      operations: ['request'],
      rule: decision.rule,
      policyHash: ports.policies.current()?.hash,
    }),
  );
  return withRequirementsNow(ports.policies.current(), request);
}
