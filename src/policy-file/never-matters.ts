import { OPERATION_NAMES, RIGHTS } from '../helpdesk/operation.ts';
import { RISK } from '../helpdesk/policy/risk.ts';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { DeviceScope, Policy, Rule } from '../helpdesk/policy.ts';
import { foldCase } from '../helpdesk/ports.ts';

/**
 * Rules that change no answer, one sentence each: another rule says the same or more, or what they narrow is allowed to
 * nobody. It finds the plain cases only; what it says is always true.
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
  return allowed ? null : 'no rule allows what it is about';
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
  return Object.entries(RISK).some(([operation, risk]) => operation === name && risk === written);
}

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
  const named = expand(rule).every((name) => expand(other).includes(name));
  const tags = !expand(rule).includes('edit-tags') && !rule.operations.includes('disruptive');
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
