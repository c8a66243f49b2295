import { auditEntry } from '../audit-entry.ts';
import { canUse, deny, denyNonMember } from '../policy/authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import { type Actor, type Decision, Refusal, type RefusalCode } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { AuditAction, NewAuditEntry } from '../store-port.ts';
import { type Case, type CasePerson, takerOf } from './case.ts';

export const personOf = ({ userId, name }: Actor): CasePerson => ({ userId, name });

export const entryOf = (
  one: Case,
  action: AuditAction,
  actor: CasePerson,
  result: string,
  decision: Decision | null,
): NewAuditEntry =>
  auditEntry(action, actor, {
    device: one.report.device?.device ?? null,
    operations: ['case'],
    result: `${result} ${one.id}`,
    rule: decision?.rule ?? null,
  });

/** A case that someone wants to act on, and the way to refuse it to them. */
export interface CaseContext {
  readonly one: Case;
  readonly decision: Decision;
  readonly no: (code: RefusalCode, reason: string) => Promise<never>;
}

/** Judged by today's policy with the device as it was reported; what is not in Kandji is anybody's who may take some case. */
function judge({ policies }: Pick<Ports, 'policies'>, actor: Actor, { report }: Case): Decision {
  const policy = policies.current();
  const decision = canUse(policy, actor, 'take-case', report.device?.device ?? null);
  if (decision.verdict === 'allowed' || report.device || denyNonMember(actor)) return decision;
  const anywhere = { roles: actor.roles, operation: 'take-case', device: UNKNOWN_DEVICE } as const;
  return couldEverBeAllowed(policy, anywhere) ? { ...decision, verdict: 'allowed' } : decision;
}

/** Goes on only for someone who may take this case. @throws Refusal, recorded */
export async function requireTaker(
  ports: Ports,
  actor: Actor,
  caseId: string,
  act: string,
): Promise<CaseContext> {
  const one = await ports.store.cases.get(caseId);
  const about = { operations: [act], deviceId: one?.report.device?.device.id ?? null };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, about, 'outsider', foreign);
  const decision = one
    ? judge(ports, actor, one)
    : canUse(ports.policies.current(), actor, 'take-case', null);
  if (decision.verdict !== 'allowed')
    return deny(ports, actor, about, 'not-allowed', decision.reason, decision.rule);
  if (!one) throw new Refusal('not-found', "I don't know this case.");
  return { one, decision, no: (code, reason) => deny(ports, actor, about, code, reason) };
}

/** A case in full, for someone who may take it. @throws Refusal, recorded */
export async function showCase(ports: Ports, actor: Actor, caseId: string): Promise<Case> {
  const { one, decision } = await requireTaker(ports, actor, caseId, 'case');
  await ports.store.audit.append(entryOf(one, 'looked', personOf(actor), 'allowed', decision));
  return one;
}

/** The open cases about this person's devices, newest first. Nothing of them is others'. */
export const myCases = async ({ store }: Ports, actor: Actor): Promise<readonly Case[]> =>
  denyNonMember(actor) ? [] : store.cases.list({ personId: actor.userId, open: true, limit: 10 });

/** More are neither listed nor counted. */
const MOST_OPEN = 200;

/** The open cases that this person may take: those that no one works on, then their own, then the others'; newest first. */
export async function openCases(ports: Ports, actor: Actor): Promise<readonly Case[]> {
  const anywhere = { roles: actor.roles, operation: 'take-case', device: UNKNOWN_DEVICE } as const;
  if (denyNonMember(actor) || !couldEverBeAllowed(ports.policies.current(), anywhere)) return [];
  const open = await ports.store.cases.list({ open: true, limit: MOST_OPEN });
  const rank = (one: Case) => {
    const taker = takerOf(one);
    if (taker === null) return 0;
    return taker.userId === actor.userId ? 1 : 2;
  };
  return open
    .filter((one) => judge(ports, actor, one).verdict === 'allowed')
    .toSorted((one, other) => rank(one) - rank(other));
}
