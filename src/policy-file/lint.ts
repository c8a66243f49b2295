import { PLATFORMS } from '../helpdesk/device.ts';
import { OPERATION_NAMES, RIGHTS } from '../helpdesk/operation.ts';
import { RISK } from '../helpdesk/policy/risk.ts';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { Policy, Rule } from '../helpdesk/policy.ts';
import { joinList } from '../helpdesk/ports.ts';
import { durationText } from './duration.ts';
import { lintUnreachableRules } from './never-matters.ts';

/** What is valid in a policy but probably not meant. One sentence each. */
export function lintPolicy(policy: Policy): readonly string[] {
  return [
    ...emptyRoles(policy),
    ...unusedRoles(policy),
    ...policy.rules.flatMap((rule) => ruleWarnings(policy, rule)),
    ...lintUnreachableRules(policy),
    ...nobodyMay(policy),
    ...approvalWarnings(policy),
  ];
}

const isEmpty = (policy: Policy, role: string): boolean =>
  role !== EVERYONE && (policy.roles[role] ?? []).length === 0;

const emptyRoles = (policy: Policy): readonly string[] =>
  Object.keys(policy.roles)
    .filter((role) => isEmpty(policy, role))
    .map((role) => `Nobody can hold the role “${role}”: its list is empty.`);

function unusedRoles(policy: Policy): readonly string[] {
  const used = new Set(policy.rules.flatMap((rule) => rule.roles));
  const unused = Object.keys(policy.roles).filter((role) => !used.has(role));
  return unused.map((role) => `No rule names the role “${role}”.`);
}

function ruleWarnings(policy: Policy, rule: Rule): readonly string[] {
  const found: string[] = [];
  if (rule.roles.every((role) => isEmpty(policy, role))) {
    const effect = rule.kind === 'require' ? 'can never be met' : 'is about nobody';
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
  // Changing a tag that a rule names is disruptive.
  const coversTags = ['edit-tags', 'disruptive', RISK['edit-tags']].some((one) => operations.includes(one));
  if (kind !== 'allow' && (devices?.tags ?? []).length > 0 && !coversTags) {
    found.push(
      `${cap(rule.label)} asks for the tag ${joinList(devices?.tags ?? [], 'or')}, and does not name edit-tags: whoever may edit tags can take it away first.`,
    );
  }
  return found;
}

function nobodyMay(policy: Policy): readonly string[] {
  const allowed = new Set(
    policy.rules
      .filter((rule) => rule.kind === 'allow' && !rule.roles.every((role) => isEmpty(policy, role)))
      .flatMap((rule) => rule.operations),
  );
  const reachable = (name: string, kind: string) => allowed.has(name) || allowed.has(kind);
  const none = [
    ...RIGHTS.filter((right) => !reachable(right, right.startsWith('lookup') ? 'lookup' : right)),
    ...OPERATION_NAMES.filter((name) => !reachable(name, RISK[name])),
  ];
  return none.length === 0 ? [] : [`Nobody may use ${joinList(none, 'or')}: no rule allows it.`];
}

function approvalWarnings(policy: Policy): readonly string[] {
  const { channel, expiresAfterMs, remindAfterMs } = policy.approvals;
  const late = remindAfterMs.filter((ms) => ms >= expiresAfterMs).map(durationText);
  const asked = policy.rules.some((rule) => rule.kind === 'require');
  return [
    ...(asked && channel === null
      ? [
          'Approvals are required, but “approvals: { channel: C… }” is missing: approvers have no place to see them.',
        ]
      : []),
    ...(late.length > 0
      ? [
          `A reminder after ${joinList(late, 'and')} never comes: requests expire after ${durationText(expiresAfterMs)}.`,
        ]
      : []),
  ];
}

/** A label at the start of a sentence. */
const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
