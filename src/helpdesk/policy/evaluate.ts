import { DEVICELESS_RIGHTS } from '../operation.ts';
import { OPERATION_NAMES, operationNamed } from '../operations/index.ts';
import { titleOf } from '../operations/titles.ts';
import type { Decision, DeviceScope, DeviceTraits, Policy, Question, Requirement, Rule } from '../policy.ts';
import { asSentence, foldCase, joinList, sortedUnique } from '../text.ts';
import { joinRequirements, namingRoles, requirementText } from './requirements.ts';
import {
  classesOf,
  needsApproval,
  needsKnownApprover,
  type OperationClass,
  touchedNamedTags,
} from './risk.ts';

export const NO_POLICY = 'No policy could be read, so nothing is allowed.';

/**
 * The policy's answer. Pure, and the order of rules never matters: any matching `refuse` is final, without a matching
 * `allow` the answer is no, and all matching `require` rules bind. What is unknown counts for a refusal and for a
 * requirement, never for an allowance.
 */
export function evaluate(policy: Policy | null, question: Question): Decision {
  if (policy === null) return refusal({ reason: NO_POLICY }, []);
  const strict: Reading = { policy, question, narrowing: ['yes', 'unknown'], widening: ['yes'] };

  const refusing = binding(strict, 'refuse');
  if (refusing.length > 0) return refusal(whyRefused(refusing, question), refusing);

  const allowing = allowances(strict);
  if (allowing === null) return refusal(whyNotAllowed(policy, question), []);

  const requiring = binding(strict, 'require');
  const requirements = joinRequirements(requiring.map(approversOf(policy, question)));
  // Only what surely binds this device meets the floor: what is unknown must not open what is closed.
  const surely = binding({ ...strict, narrowing: ['yes'] }, 'require');
  if (namesNoApprover(policy, question, requirements, surely))
    return refusal({ reason: whyNoApproverNamed(policy, question) }, requiring);
  const rule = (rules: readonly { label: string }[]) =>
    sortedUnique(rules.map((one) => one.label)).join(', ');
  if (requirements.length > 0) {
    const verdict = 'needs-approval';
    return { verdict, reason: approvalReason(requirements), rule: rule(requirements), requirements };
  }
  return { verdict: 'allowed', reason: whyAllowed(allowing, question), rule: rule(allowing), requirements };
}

/**
 * Whether the answer could be other than no once everything unknown is known: for what to offer before a device, a
 * blueprint or a tag has been chosen. Never a right by itself: ask {@link evaluate} before anything is shown or done.
 */
export function couldEverBeAllowed(policy: Policy | null, question: Question): boolean {
  if (policy === null) return false;
  const open = question.operation === 'edit-tags' && (question.tagsTouched ?? null) === null;
  const easiest = open ? { ...question, tagsTouched: [] } : question;
  // Of a right that is about no device nothing will be known later.
  const isOpen = !DEVICELESS_RIGHTS.has(question.operation);
  const lenient: Reading = {
    ...{ policy, question: easiest },
    ...{ narrowing: isOpen ? ['yes'] : ['yes', 'unknown'], widening: isOpen ? ['yes', 'unknown'] : ['yes'] },
  };
  if (binding(lenient, 'refuse').length > 0 || allowances(lenient) === null) return false;
  const surely = binding(lenient, 'require').map(approversOf(policy, easiest));
  const perhaps = binding({ ...lenient, narrowing: ['yes', 'unknown'] }, 'require').filter(
    (rule) => approversOf(policy, easiest)(rule).roles.length > 0,
  );
  return !namesNoApprover(policy, easiest, surely, perhaps);
}

/** A requirement as it binds this question: where only known people approve, without roles that name no one. */
export const approversOf =
  (policy: Policy, question: Pick<Question, 'operation' | 'tagsTouched'>) =>
  <Rule extends Requirement>(rule: Rule): Rule =>
    needsKnownApprover(classesOf(policy, question))
      ? { ...rule, roles: namingRoles(policy, rule.roles) }
      : rule;

/** Whether no one could ever approve: a requirement names no one, or none of `binding` does where an approval is needed. */
const namesNoApprover = (
  policy: Policy,
  question: Question,
  requirements: readonly Requirement[],
  binding: readonly Rule[],
): boolean =>
  requirements.some(({ roles }) => roles.length === 0) ||
  (binding.length === 0 && needsApproval(classesOf(policy, question)));

/** "Erase always needs a second person, and your policy names none." */
const whyNoApproverNamed = (policy: Policy, question: Question): string => {
  const name = OPERATION_NAMES.find((one) => one === question.operation);
  const always = needsApproval(classesOf(policy, question)) ? ' always' : '';
  return `${name ? operationNamed(name).label : 'This'}${always} needs a second person, and your policy names none.`;
};

/** A device of which nothing is known yet. */
export const UNKNOWN_DEVICE = { platform: null, blueprintId: null, blueprintName: null, tags: null };

/** "One approver or admin must approve." With several requirements, says that one person can count for each. */
export function approvalReason(requirements: Decision['requirements']): string {
  const text = joinList(requirements.map(requirementText), 'and');
  const both = requirements.length > 1 ? ' The same person can count for each.' : '';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} must approve.${both}`;
}

/** What a device scope must answer to count, for rules that narrow and for rules that widen. */
interface Reading {
  readonly policy: Policy;
  readonly question: Question;
  readonly narrowing: readonly Match[];
  readonly widening: readonly Match[];
}

/** Rules that narrow: any class of the operation is enough for them. */
function binding({ policy, question, narrowing }: Reading, kind: 'refuse' | 'require'): readonly Rule[] {
  const classes = classesOf(policy, question);
  return policy.rules.filter(
    (rule) =>
      rule.kind === kind &&
      matchesRole(rule, question.roles) &&
      matchesOperation(rule, question, classes) &&
      narrowing.includes(matchScope(rule.devices, question)),
  );
}

/** The allow rules that together cover every class of the operation; `null` when one class stays uncovered. */
function allowances({ policy, question, widening }: Reading): readonly Rule[] | null {
  const fitting = policy.rules.filter(
    (rule) =>
      rule.kind === 'allow' &&
      matchesRole(rule, question.roles) &&
      widening.includes(matchScope(rule.devices, question)),
  );
  const covering = (within: readonly OperationClass[]) =>
    fitting.filter((rule) => matchesOperation(rule, question, within));
  const classes = classesOf(policy, question);
  const perClass = classes.length === 0 ? [covering([])] : classes.map((one) => covering([one]));
  return perClass.some((rules) => rules.length === 0) ? null : [...new Set(perClass.flat())];
}

type WhyNot = Pick<Decision, 'reason' | 'lacking'>;

const refusal = (why: WhyNot, rules: readonly Rule[]): Decision => ({
  verdict: 'refused',
  ...why,
  rule: rules.length === 0 ? null : sortedUnique(rules.map((rule) => rule.label)).join(', '),
  requirements: [],
});

/** "You don't have permission to change the tags of this device or move it to another blueprint." */
export const lackingSentence = (titles: readonly string[]): string =>
  `You don't have permission to ${joinList(titles, 'or')}.`;

const lacks = (question: Question): WhyNot => {
  const lacking = what(question);
  return { reason: lackingSentence([lacking]), lacking };
};

function whyRefused(rules: readonly Rule[], question: Question): WhyNot {
  const reasons = rules.flatMap((rule) => (rule.because === null ? [] : [asSentence(rule.because)]));
  return reasons.length > 0 ? { reason: sortedUnique(reasons).join(' ') } : lacks(question);
}

function whyNotAllowed(policy: Policy, question: Question): WhyNot {
  const tags = touchedNamedTags(policy, question) ?? [];
  if (tags.length > 0 && evaluate(policy, { ...question, tagsTouched: [] }).verdict !== 'refused') {
    const which = `the tag${tags.length > 1 ? 's' : ''} ${joinList(sortedUnique(tags), 'and')}`;
    return {
      reason: `You don't have permission to change ${which}: the policy names ${tags.length > 1 ? 'them' : 'it'}, so it is a disruptive change.`,
    };
  }
  if (!couldEverBeAllowed(policy, question)) return lacks(question);
  return {
    reason: `You don't have permission to ${what(question)}: it depends on something about the device that isn't known right now.`,
  };
}

const whyAllowed = (rules: readonly Rule[], question: Question): string =>
  `Allowed for ${roles(rules.flatMap((rule) => rule.roles.filter((role) => question.roles.includes(role))))}.`;

const what = ({ operation, device }: Question): string =>
  titleOf(operation, device === null ? 'all' : 'one device');

/** "the role agent", "the roles agent and lead", "everyone". */
function roles(held: readonly string[]): string {
  const names = sortedUnique(held);
  if (names.includes('everyone')) return 'everyone';
  return `the role${names.length > 1 ? 's' : ''} ${joinList(names, 'and')}`;
}

/** `unknown`: it depends on something that no one could read. */
type Match = 'yes' | 'no' | 'unknown';

/** One part of a device scope, judged. */
export interface PartMatch {
  readonly part: 'platform' | 'blueprint' | 'tags' | 'target blueprint';
  readonly match: Match;
}

/** True when the rule names the operation itself or this class of it. */
export const matchesOperation = (
  rule: Rule,
  question: Question,
  within: readonly OperationClass[],
): boolean =>
  rule.operations.some((name) => name === question.operation || within.some((kind) => kind === name));

/** True when the person who asks holds a role that the rule is about. A requirement is about everyone. */
export const matchesRole = (rule: Rule, roles: readonly string[]): boolean =>
  rule.kind === 'require' || rule.roles.some((role) => roles.includes(role));

/** Every part of the scope against the device, in the order people read them. */
export function matchParts(scope: DeviceScope | null, question: Question): readonly PartMatch[] {
  if (scope === null) return [];
  const device = DEVICELESS_RIGHTS.has(question.operation) ? null : question.device;
  const parts: PartMatch[] = [];
  if (scope.platforms) parts.push({ part: 'platform', match: among(scope.platforms, [device?.platform]) });
  if (scope.blueprints) {
    const present = [device?.blueprintId, device?.blueprintName];
    parts.push({ part: 'blueprint', match: among(scope.blueprints, present) });
  }
  if (scope.tags) parts.push({ part: 'tags', match: matchTags(scope.tags, device) });
  if (scope.targetBlueprints) {
    parts.push({ part: 'target blueprint', match: matchTarget(scope.targetBlueprints, question) });
  }
  return parts;
}

/** Whether a scope covers the device asked about: one "no" settles it, else one unknown leaves it open. */
function matchScope(scope: DeviceScope | null, question: Question): Match {
  const matches = matchParts(scope, question).map((part) => part.match);
  if (matches.includes('no')) return 'no';
  return matches.includes('unknown') ? 'unknown' : 'yes';
}

/** `present`: every spelling of one value, such as id and name; a spelling that is missing might have matched. */
function among(wanted: readonly string[], present: readonly (string | null | undefined)[]): Match {
  const known = present.filter((value) => value !== null && value !== undefined).map(foldCase);
  if (wanted.some((value) => known.includes(foldCase(value)))) return 'yes';
  return known.length < present.length ? 'unknown' : 'no';
}

function matchTags(wanted: readonly string[], device: DeviceTraits | null): Match {
  if (device === null || device.tags === null) return 'unknown';
  return among(wanted, device.tags);
}

function matchTarget(wanted: readonly string[], question: Question): Match {
  if (question.operation !== 'set-blueprint') return 'no';
  return among(wanted, [question.targetBlueprint?.id, question.targetBlueprint?.name]);
}
