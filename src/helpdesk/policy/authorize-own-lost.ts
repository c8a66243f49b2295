import type { Device } from '../device.ts';
import type { Change, OperationName } from '../operation.ts';
import type { Actor, Decision, Policy, Requirement, Rule } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { canUse, isOwn } from './authorize.ts';
import { approvalReason } from './evaluate.ts';
import { authorizeChange } from './evaluate-change.ts';
import { EVERYONE } from './roles.ts';

/**
 * The policy's answer to a change; in a case it may be about this person's own lost device. Once the case is closed, only turning
 * Lost Mode off still is: what was requested before goes on.
 */
export async function authorizeRequest(
  { policies, store }: Pick<Ports, 'policies' | 'store'>,
  actor: Actor,
  device: Device,
  changes: readonly Change[],
  caseId: string | null | undefined,
): Promise<Decision> {
  const policy = policies.current();
  const one = caseId ? await store.cases.get(caseId) : null;
  const isOff = changes.every(({ operation }) => operation === 'disable-lost-mode');
  const isTheirs =
    one !== null &&
    (one.closedAt === null || isOff) &&
    one.report.person.userId === actor.userId &&
    one.report.device?.device.id === device.id;
  return isTheirs
    ? authorizeOwnLost(policy, actor, device, changes)
    : authorizeChange(policy, actor, device, changes);
}

const OWN_LOST: readonly OperationName[] = ['enable-lost-mode', 'disable-lost-mode'];

/**
 * What the policy says to Lost Mode on a person's own lost device: `report-own-lost` stands in for the allow that they lack, while
 * refusals and required approvals bind as ever. Turning it off always takes another person: those of `confirm_found`, else
 * the people whom the rules name, else one who may take cases.
 */
export function authorizeOwnLost(
  policy: Policy | null,
  actor: Actor,
  device: Device,
  changes: readonly Change[],
): Decision {
  const plain = authorizeChange(policy, actor, device, changes);
  if (policy === null || plain.verdict !== 'refused' || plain.rule !== null) return plain;
  const right = canUse(policy, actor, 'report-own-lost', device);
  const isOwnLost = changes.length > 0 && changes.every(({ operation }) => OWN_LOST.includes(operation));
  if (!isOwnLost || right.verdict !== 'allowed' || !isOwn(actor, device)) return plain;
  const allow: Rule = {
    kind: 'allow',
    roles: [EVERYONE],
    approvals: 0,
    operations: OWN_LOST,
    devices: null,
    because: null,
    label: right.rule ?? 'report-own-lost',
  };
  const decision = authorizeChange({ ...policy, rules: [...policy.rules, allow] }, actor, device, changes);
  const isOff = changes.some(({ operation }) => operation === 'disable-lost-mode');
  if (!isOff || decision.verdict === 'refused') return decision;
  const requirements = confirmations(policy, decision);
  return { ...decision, verdict: 'needs-approval', reason: approvalReason(requirements), requirements };
}

function confirmations({ cases, rules }: Policy, { requirements }: Decision): readonly Requirement[] {
  const confirmFound = cases?.confirmFound ?? [];
  if (confirmFound.length > 0) return [{ approvals: 1, roles: confirmFound, label: 'cases: confirm_found' }];
  if (requirements.length > 0) return requirements;
  const takers = rules.filter(({ kind, operations }) => kind === 'allow' && operations.includes('take-case'));
  const roles = [...new Set(takers.flatMap((rule) => rule.roles))];
  return [{ approvals: 1, roles, label: takers.map(({ label }) => label).join(', ') }];
}
