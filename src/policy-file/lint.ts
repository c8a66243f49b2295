import { PLATFORMS } from '../helpdesk/device.ts';
import { DEVICELESS_RIGHTS, OPERATION_NAMES, type OperationName, RIGHTS } from '../helpdesk/operation.ts';
import { isDangerous, RISK } from '../helpdesk/policy/risk.ts';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { DeviceScope, Policy, Rule } from '../helpdesk/policy.ts';
import { foldCase, joinList } from '../helpdesk/text.ts';
import { lintFloor } from './lint-floor.ts';
import { lintLimits } from './lint-limits.ts';
import { durationText } from './schema.ts';

/** What is valid in a policy but probably not meant. One sentence each. */
export function lintPolicy(policy: Policy): readonly string[] {
  return [
    ...emptyRoles(policy),
    ...unusedRoles(policy),
    ...policy.rules.flatMap((rule) => ruleWarnings(policy, rule)),
    ...lintUnreachableRules(policy),
    ...neverAllowed(policy),
    ...approvalWarnings(policy),
    ...caseWarnings(policy),
    ...messageWarnings(policy),
    ...lintFloor(policy),
    ...lintLimits(policy),
  ];
}

function messageWarnings({ rules, messages }: Policy): readonly string[] {
  const isAllowed = rules.some(
    ({ kind, operations }) => kind === 'allow' && operations.includes('message-user'),
  );
  return isAllowed && messages === null
    ? ['message-user is allowed, but “messages” has no text, so no one can be messaged.']
    : [];
}

const isEmpty = (policy: Policy, role: string): boolean =>
  role !== EVERYONE && (policy.roles[role] ?? []).length === 0;

const emptyRoles = (policy: Policy): readonly string[] =>
  Object.keys(policy.roles)
    .filter((role) => isEmpty(policy, role))
    .map((role) => `The role “${role}” has no members: its list is empty.`);

function unusedRoles(policy: Policy): readonly string[] {
  const used = new Set([
    ...policy.rules.flatMap((rule) => rule.roles),
    ...(policy.cases?.confirmFound ?? []),
  ]);
  const unused = Object.keys(policy.roles).filter((role) => !used.has(role));
  return unused.map((role) => `The role “${role}” is not used by any rule.`);
}

function ruleWarnings(policy: Policy, rule: Rule): readonly string[] {
  const found: string[] = [];
  if (rule.roles.every((role) => isEmpty(policy, role))) {
    const effect = rule.kind === 'require' ? 'can never be met' : 'applies to no one';
    found.push(
      `${cap(rule.label)} ${effect}: ${joinList(rule.roles, 'and')} ${rule.roles.length > 1 ? 'are' : 'is'} empty.`,
    );
  }
  if (rule.kind === 'require' && rule.roles.includes(EVERYONE)) {
    found.push(`${cap(rule.label)} lets every member of the workspace approve.`);
  }
  const strange = rule.devices?.platforms?.filter((one) => !PLATFORMS.some((known) => known === one)) ?? [];
  for (const platform of strange) {
    found.push(`${cap(rule.label)} names the platform “${platform}”, which Kandji is not known to use.`);
  }
  const { kind, devices, operations } = rule;
  const whole = operations.filter((name) => DEVICELESS_RIGHTS.has(name));
  if (devices !== null && whole.length > 0) {
    const effect = kind === 'allow' ? 'allows nothing of it' : 'refuses it for all devices';
    found.push(
      `${cap(rule.label)} limits ${joinList(whole, 'and')} to some devices, which can't be done: it ${effect}.${whole.some((name) => name === 'report' || name === 'export') ? ' What a report or file holds follows from “lookup”.' : ''}`,
    );
  }
  // Changing a tag that a rule names is disruptive.
  const coversTags = ['edit-tags', 'disruptive', RISK['edit-tags']].some((one) => operations.includes(one));
  if (kind !== 'allow' && (devices?.tags ?? []).length > 0 && !coversTags) {
    found.push(
      `${cap(rule.label)} asks for the tag ${joinList(devices?.tags ?? [], 'or')}, and does not name edit-tags: anyone who may edit tags can take it away first.`,
    );
  }
  return found;
}

/** Rights that mean nothing without “cases”. */
const CASE_RIGHTS: readonly string[] = ['report-own-lost', 'take-case'];

function neverAllowed(policy: Policy): readonly string[] {
  const allowed = new Set(
    policy.rules
      .filter((rule) => rule.kind === 'allow' && !rule.roles.every((role) => isEmpty(policy, role)))
      .flatMap((rule) => rule.operations),
  );
  const reachable = (name: string, kind: string) => allowed.has(name) || allowed.has(kind);
  const withheld = withheldOperations(policy);
  const none = [
    ...RIGHTS.filter((right) => policy.cases || !CASE_RIGHTS.includes(right)).filter(
      (right) => !reachable(right, right.startsWith('lookup') ? 'lookup' : right),
    ),
    ...OPERATION_NAMES.filter((name) => !reachable(name, RISK[name]) && !withheld.includes(name)),
  ];
  return none.length === 0 ? [] : [`Not allowed to anyone: ${joinList(none, 'and')}.`];
}

/** Operations of the dangerous classes of which no rule allows anything: closed on purpose, as a policy begins. */
export function withheldOperations({ rules }: Policy): readonly OperationName[] {
  const opened = new Set(
    rules
      .filter(({ kind }) => kind === 'allow')
      .flatMap((rule) => expand(rule).map((name) => riskNamed(name))),
  );
  return OPERATION_NAMES.filter((name) => isDangerous([name]) && !opened.has(RISK[name]));
}

function approvalWarnings(policy: Policy): readonly string[] {
  const { channel, expiresAfterMs, remindAfterMs, thenAsk } = policy.approvals;
  const longest = Math.max(...Object.values(expiresAfterMs));
  const late = remindAfterMs.filter((ms) => ms >= longest).map(durationText);
  const lateAsk = thenAsk.filter(({ afterMs }) => afterMs >= longest);
  const approvers = new Set(policy.rules.flatMap((rule) => (rule.kind === 'require' ? rule.roles : [])));
  const powerless = [...new Set(thenAsk.flatMap(({ roles }) => roles))].filter(
    (role) => !approvers.has(role) && !approvers.has(EVERYONE),
  );
  const asked = policy.rules.some((rule) => rule.kind === 'require');
  return [
    ...(asked && channel === null
      ? [
          'Approvals are required, but “approvals: { channel: C… }” is missing: approvers have no place to see them.',
        ]
      : []),
    ...(late.length > 0
      ? [
          `A reminder after ${joinList(late, 'and')} never comes: requests expire after ${durationText(longest)}.`,
        ]
      : []),
    ...lateAsk.map(
      ({ afterMs }) =>
        `“then_ask” after ${durationText(afterMs)} never comes: requests expire after ${durationText(longest)}.`,
    ),
    ...powerless.map(
      (role) => `“then_ask” asks the role “${role}”, which can approve nothing: no “require” names it.`,
    ),
  ];
}

const caseWarnings = (policy: Policy): readonly string[] =>
  policy.cases
    ? []
    : policy.rules
        .filter(
          ({ kind, operations }) => kind === 'allow' && operations.some((name) => CASE_RIGHTS.includes(name)),
        )
        .map(
          ({ label }) =>
            `${cap(label)} lets people report or handle lost devices, but “cases: { channel: C… }” is missing: there is no place to report them.`,
        );

/** A label at the start of a sentence. */
const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Rules that change no answer, one sentence each: another rule says the same or more, or what they narrow is allowed to
 * no one. It finds the plain cases only; what it says is always true.
 */
export function lintUnreachableRules(policy: Policy): readonly string[] {
  return policy.rules.flatMap((rule, index) => {
    const why = whyIdle(policy, rule, index);
    return why === null
      ? []
      : [`${rule.label.charAt(0).toUpperCase()}${rule.label.slice(1)} can never matter: ${why}.`];
  });
}

function whyIdle(policy: Policy, rule: Rule, index: number): string | null {
  const others = policy.rules.filter((other) => other !== rule);
  if (!(rule.devices?.tags ?? []).every((tag) => others.some((other) => namesTag(other, tag)))) return null;
  const twin = (other: Rule) => policy.rules.indexOf(other) < index;
  const covering = others.find((other) => covers(other, rule) && (twin(other) || !covers(rule, other)));
  if (covering) return `${covering.label} already says so`;
  if (rule.kind === 'allow') {
    const final = others.find(
      (other) => other.kind === 'refuse' && reaches(other, rule) && aboutAll(other, rule),
    );
    return final ? `${final.label} refuses all of it` : null;
  }
  const touching = rule.operations.includes('disruptive') ? [...expand(rule), 'edit-tags'] : expand(rule);
  const allowed = others.some(
    (other) => other.kind === 'allow' && expand(other).some((name) => touching.includes(name)),
  );
  return allowed ? null : 'what it is about is allowed to no one';
}

/** A rule's tags make changing them disruptive, even where the rule itself says nothing new. */
const namesTag = (rule: Rule, tag: string): boolean =>
  rule.devices?.tags?.some((own) => foldCase(own) === foldCase(tag)) ?? false;

/** Every operation and right that a rule names, classes written out. */
function expand(rule: Rule): readonly string[] {
  return [...RIGHTS, ...OPERATION_NAMES].filter((name) =>
    rule.operations.some((written) => meets(written, name)),
  );
}

function meets(written: string, name: string): boolean {
  if (written === name) return true;
  if (written === 'lookup') return name === 'lookup-own';
  return riskNamed(name) === written;
}

/** The class of an operation; a right has none. */
const riskNamed = (name: string): string | undefined => (RISK as Readonly<Record<string, string>>)[name];

/** True when `other` says at least what `rule` says, about at least the same. */
function covers(other: Rule, rule: Rule): boolean {
  if (other.kind !== rule.kind || !reaches(other, rule)) return false;
  if (rule.kind !== 'require') return aboutAll(other, rule);
  const stricter = other.roles.every((role) => rule.roles.includes(role));
  return other.approvals >= rule.approvals && stricter;
}

/** The same people or more. */
const aboutAll = (other: Rule, rule: Rule): boolean =>
  other.roles.includes(EVERYONE) || rule.roles.every((role) => other.roles.includes(role));

/** The same operations and devices or more. A change of named tags is judged by classes, so classes must be kept, too. */
function reaches(other: Rule, rule: Rule): boolean {
  const wanted = expand(rule);
  const given = expand(other);
  const named = wanted.every((name) => given.includes(name));
  const tags = !wanted.includes('edit-tags') && !rule.operations.includes('disruptive');
  const written = rule.operations.every((name) => other.operations.includes(name));
  return named && (tags || written) && withinScope(other.devices, rule.devices);
}

const PARTS = ['platforms', 'blueprints', 'tags', 'targetBlueprints'] as const;

function withinScope(wide: DeviceScope | null, narrow: DeviceScope | null): boolean {
  if (wide === null) return true;
  return PARTS.every((part) => {
    const limit = wide[part]?.map(foldCase);
    return (
      limit === undefined || (narrow?.[part]?.every((value) => limit.includes(foldCase(value))) ?? false)
    );
  });
}
