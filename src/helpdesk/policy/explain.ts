import type { OperationName, Right } from '../operation.ts';
import type { Actor, Decision, Policy, Question, Requirement, Rule } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { joinList, sortedUnique } from '../text.ts';
import {
  approversOf,
  couldEverBeAllowed,
  evaluate,
  matchesOperation,
  matchesRole,
  matchParts,
  UNKNOWN_DEVICE,
} from './evaluate.ts';
import { joinRequirements } from './requirements.ts';
import { classesOf, type OperationClass } from './risk.ts';
import { EVERYONE } from './roles.ts';

/** The policy's answer with every rule's part in it, in the order of the file. */
export interface Explanation {
  readonly decision: Decision;
  readonly rules: readonly ExplainedRule[];
  /** Roles that could approve, whichever requirement they fit. Empty when no approval is needed. */
  readonly approvers: readonly string[];
}

export interface ExplainedRule {
  readonly label: string;
  readonly kind: Rule['kind'];
  /** The rule had a part in the answer, as what it is. A matching `allow` can still lose against a `refuse`. */
  readonly matched: boolean;
  /** Why, or why not, as the end of a sentence that starts with the rule. */
  readonly why: string;
}

/** The same answer as `decide`, with its reasons rule by rule: for `policy explain` and for `/kandji can`. */
export function explain(policy: Policy | null, question: Question): Explanation {
  const decision = evaluate(policy, question);
  const rules = policy?.rules.map((rule) => explainRule(policy, rule, question)) ?? [];
  return { decision, rules, approvers: sortedUnique(decision.requirements.flatMap((one) => one.roles)) };
}

function explainRule(policy: Policy, rule: Rule, question: Question): ExplainedRule {
  const { label, kind } = rule;
  const not = (why: string): ExplainedRule => ({ label, kind, matched: false, why });
  const classes = classesOf(policy, question);
  if (!matchesOperation(rule, question, classes)) return not(`is about ${joinList(rule.operations, 'and')}`);
  if (!matchesRole(rule, question.roles))
    return not(`is about ${joinList(rule.roles, 'and')}, none of them held`);
  const parts = matchParts(rule.devices, question);
  const named = (match: 'no' | 'unknown') =>
    parts.filter((one) => one.match === match).map((one) => one.part);
  const [wrong, unknown] = [named('no'), named('unknown')];
  if (wrong.length > 0) return not(`is about ${joinList(wrong.map(other), 'and')}`);
  if (unknown.length === 0) return { label, kind, matched: true, why: whyMatched(rule, question, classes) };
  const lacking = `the ${joinList(unknown, 'and')} of this device ${verb(unknown)} not known`;
  if (kind === 'allow') return not(`doesn't count: ${lacking}, and only what is known can allow`);
  return { label, kind, matched: true, why: `counts: ${lacking}, so it may be about this device` };
}

const verb = (parts: readonly string[]): string => (parts.length > 1 || parts[0] === 'tags' ? 'are' : 'is');

function whyMatched(rule: Rule, question: Question, classes: readonly OperationClass[]): string {
  const uncovered = classes.filter((one) => !matchesOperation(rule, question, [one]));
  if (rule.kind !== 'allow' || uncovered.length === 0) return 'matches';
  return `matches, but a change of a tag that a rule names needs ${joinList(uncovered, 'and')} as well`;
}

const other = (part: string): string => (part === 'tags' ? 'other tags' : `another ${part}`);

const SIGNS = { allow: 'allows', require: 'requires approval', refuse: 'refuses' } as const;

/** The explanation as lines for a terminal: the answer first, then each rule. */
export function explanationLines({ decision, rules, approvers }: Explanation): readonly string[] {
  const heads = { allowed: 'Allowed', 'needs-approval': 'Needs approval', refused: 'Refused' } as const;
  const through = decision.rule === null ? '' : ` Decided by ${decision.rule}.`;
  return [
    `${heads[decision.verdict]}. ${decision.reason}${through}`,
    ...(approvers.length > 0 ? [`Could approve: ${joinList(approvers, 'or')}.`] : []),
    ...rules.map((rule) => `${rule.matched ? '+' : ' '} ${rule.label} ${SIGNS[rule.kind]}: ${rule.why}`),
  ];
}

/** Roles that may request this, each by itself; `everyone` alone where it may. */
export function requesterRoles(policy: Policy | null, question: Omit<Question, 'roles'>): readonly string[] {
  const may = (role: string) =>
    evaluate(policy, { ...question, roles: role === EVERYONE ? [role] : [role, EVERYONE] }).verdict !==
    'refused';
  return may(EVERYONE) ? [EVERYONE] : Object.keys(policy?.roles ?? {}).filter(may);
}

/** Who may request an operation and who approves it, before a device is chosen. */
export interface OperationOverview {
  /** Roles that may request it on some device. */
  readonly requesters: readonly string[];
  /** What every device needs. */
  readonly requirements: readonly Requirement[];
  /** What only some devices need, beyond that. */
  readonly sometimes: readonly Requirement[];
}

/** The policy's answer about an operation on devices that are not known yet. */
export function overviewOf(policy: Policy | null, operation: OperationName | Right): OperationOverview {
  if (policy === null) return { requesters: [], requirements: [], sometimes: [] };
  const question = { operation, device: UNKNOWN_DEVICE, tagsTouched: [] };
  const may = (role: string) =>
    couldEverBeAllowed(policy, { ...question, roles: role === EVERYONE ? [role] : [role, EVERYONE] });
  const roles = may(EVERYONE) ? [EVERYONE] : Object.keys(policy.roles).filter(may);
  const classes = classesOf(policy, question);
  const binding = policy.rules.filter(
    (rule) => rule.kind === 'require' && matchesOperation(rule, { ...question, roles: [] }, classes),
  );
  const isAlways = ({ devices }: Rule) => devices === null;
  const approvers = approversOf(policy, question);
  return {
    requesters: roles,
    requirements: joinRequirements(binding.filter(isAlways).map(approvers)),
    sometimes: joinRequirements(binding.filter((rule) => !isAlways(rule)).map(approvers)),
  };
}

/** More people are not named one by one. */
const MOST_NAMED = 10;

/** The people who hold one of these roles now, by name; `more`: there are others. */
export interface NamedPeople {
  readonly names: readonly string[];
  readonly more: boolean;
}

/**
 * Who holds these roles, without one human, and without those of whom `fits` is not true. Reads Slack, a few people at most.
 * @throws Error when Slack doesn't say
 */
export async function peopleWith(
  { people }: Pick<Ports, 'people'>,
  roles: readonly string[],
  without: string | null,
  fits: (actor: Actor) => boolean = () => true,
): Promise<NamedPeople> {
  const others = (found: readonly Actor[]) => [
    ...new Map(
      found
        .filter((actor) => actor.human !== without && fits(actor))
        .map((actor) => [actor.human, actor] as const),
    ).values(),
  ];
  const found = others(await people.holding(roles, (some) => others(some).length > MOST_NAMED));
  return { names: found.slice(0, MOST_NAMED).map(({ name }) => name), more: found.length > MOST_NAMED };
}
