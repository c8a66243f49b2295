import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../../helpdesk/policy/evaluate.ts';
import { requirementText } from '../../helpdesk/policy/requirements.ts';
import { RISK } from '../../helpdesk/policy/risk.ts';
import { EVERYONE } from '../../helpdesk/policy/roles.ts';
import type { Actor, Policy, Rule } from '../../helpdesk/policy.ts';
import type { People } from '../../helpdesk/ports.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { releasingRoles, TOO_FEW_RELEASERS } from '../../policy-file/index.ts';
import { usersOf } from '../clients.ts';
import type { SlackCheckContext } from './context.ts';

const { ok, look, bad } = about('Approvers');

/** Can every rule that requires approvals be met, also when one of the approvers requests? Full members count, each human once. */
export async function checkApprovers(
  world: SlackCheckContext,
  teamId: string,
): Promise<readonly CheckResult[]> {
  const { client, policy } = world;
  if (!policy) return [];
  const identity = usersOf(client, policy, teamId);
  const rules = policy.rules.filter(({ kind, roles }) => kind === 'require' && !roles.includes(EVERYONE));
  const findings: CheckResult[] = [];
  const everybody = new Map<string, Actor>();
  for (const rule of rules) {
    const approvers = await identity.holding(rule.roles);
    for (const one of approvers) everybody.set(one.userId, one);
    findings.push(enough(policy, rule, approvers));
  }
  const outside = await outsideOf(client, policy.approvals.channel, [...everybody.values()]);
  return [
    ...findings,
    ...(outside === ''
      ? []
      : [look(`not in the approvals channel: ${outside}.`, 'Invite them, or they will not see what waits.')]),
  ];
}

/** Do those who are mentioned when a device is reported lost see where? Slack tells no one who is not in a private channel. */
export async function checkCaseReaders(
  { client, policy }: SlackCheckContext,
  teamId: string,
): Promise<readonly CheckResult[]> {
  if (!policy?.cases) return [];
  const { channel, notify } = policy.cases;
  const readers = await usersOf(client, { ...policy, roles: { notify } }, teamId).holding(['notify']);
  const outside = await outsideOf(client, channel, readers);
  const cases = about('Case channel');
  if (readers.length === 0)
    return [cases.look('no one is mentioned when a device is lost.', 'Name people in “notify” of “cases”.')];
  return outside === ''
    ? []
    : [cases.look(`not in it: ${outside}.`, 'Invite them, or they will not see who lost a device.')];
}

function enough(policy: Policy, rule: Rule, approvers: readonly Actor[]): CheckResult {
  const humans = [...new Map(approvers.map((one) => [one.human, one])).values()];
  const needed = requirementText(rule);
  const names = humans.map(({ name }) => name).join(', ') || 'no one';
  const fix = "Put more people in the role's Slack group, or lower the rule.";
  if (humans.length < rule.approvals)
    return bad(`${rule.label} needs ${needed}, and there is ${names}: it can never be met.`, fix);
  const asker = humans.find((human) => mayAsk(policy, rule, human));
  if (asker && humans.length - 1 < rule.approvals)
    return look(
      `${rule.label} needs ${needed}, and there is only ${names}: when ${asker.name} requests, no one is left, because a person can't approve their own request.`,
      fix,
    );
  return ok(`${rule.label} needs ${needed}; there ${humans.length === 1 ? 'is' : 'are'} ${humans.length}.`);
}

/** Can a freeze be ended from Slack, and what is on hold be released? Full members count, each human once. */
export async function checkReleasers(
  users: Pick<People, 'holding'>,
  policy: Policy | null,
): Promise<readonly CheckResult[]> {
  if (!policy) return [];
  const holders = await users.holding(releasingRoles(policy));
  const humans = [...new Map(holders.map((one) => [one.human, one])).values()];
  if (humans.length >= 2) return [];
  const names = humans.map(({ name }) => name).join(', ') || 'no one';
  return [look(`“release” is held by ${names}. ${TOO_FEW_RELEASERS}`, 'Give it to two people or more.')];
}

const mayAsk = (policy: Policy, rule: Rule, { roles }: Actor): boolean =>
  OPERATION_NAMES.filter(
    (name) => rule.operations.includes(name) || rule.operations.includes(RISK[name]),
  ).some((operation) => couldEverBeAllowed(policy, { roles, operation, device: UNKNOWN_DEVICE }));

/** The names of those who are not in a channel; empty where Slack doesn't say. */
async function outsideOf(
  client: SlackCheckContext['client'],
  channel: string | null,
  people: readonly Actor[],
): Promise<string> {
  if (!channel || people.length === 0) return '';
  const members = new Set<string>();
  try {
    for (let cursor = ''; ; ) {
      const page = await client.conversations.members({ channel, limit: 1000, ...(cursor && { cursor }) });
      for (const id of page.members ?? []) members.add(id);
      cursor = page.response_metadata?.next_cursor ?? '';
      if (!cursor) break;
    }
  } catch {
    return '';
  }
  // Somebody with two accounts sees it with either.
  const inside = new Set(people.filter(({ userId }) => members.has(userId)).map(({ human }) => human));
  const outside = people.filter(({ human }) => !inside.has(human));
  return [...new Map(outside.map(({ human, name }) => [human, name])).values()].join(', ');
}
