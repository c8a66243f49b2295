import { groupsIn } from '../helpdesk/policy/roles.ts';
import type { Policy, Rule } from '../helpdesk/policy.ts';
import { joinList } from '../helpdesk/text.ts';
import { lintPolicy, withheldOperations } from './lint.ts';
import { limitLines } from './lint-limits.ts';
import type { Parsed } from './parse.ts';
import { durationText } from './schema.ts';
import { problemText } from './source.ts';

/** What `policy check` prints: every problem with its place, or what the policy says and what looks odd in it. */
export function checkReport(parsed: Parsed): string {
  if (!parsed.ok) {
    const count = parsed.problems.length;
    return [
      ...parsed.problems.map((problem) => problemText(parsed.file, problem)),
      '',
      `${count} problem${count === 1 ? '' : 's'}: with this file, nothing would be allowed.`,
    ].join('\n');
  }
  const warnings = lintPolicy(parsed.policy);
  return [
    `${parsed.file} is valid.`,
    ...facts(parsed.policy),
    '',
    ...parsed.policy.rules.map((rule) => `  ${rule.label}: ${ruleText(rule)}`),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `! ${warning}`)] : []),
  ].join('\n');
}

function facts(policy: Policy): readonly string[] {
  const { channel, expiresAfterMs, remindAfterMs, thenAsk } = policy.approvals;
  const reminders =
    remindAfterMs.length === 0
      ? 'no reminder'
      : `reminders after ${joinList(remindAfterMs.map(durationText), 'and')}`;
  const groups = groupsIn(policy);
  const withheld = withheldOperations(policy);
  return [
    `  Policy ${policy.hash.slice(0, 8)}`,
    `  Roles: ${joinList(Object.keys(policy.roles), 'and') || 'none but everyone'}`,
    `  Slack user groups: ${groups.join(', ') || 'none'}`,
    ...(policy.cases ? [`  Lost devices: ${policy.cases.channel}`] : []),
    ...(policy.helpChannel === null ? [] : [`  Help channel: ${policy.helpChannel}`]),
    `  Approvals: ${channel ?? 'no channel'}, expire after ${expiryText(expiresAfterMs)}, ${reminders}`,
    ...thenAsk.map(
      ({ afterMs, roles }) => `  After ${durationText(afterMs)} also mentioned: ${joinList(roles, 'and')}`,
    ),
    ...(policy.auditChannel === null ? [] : [`  Audit checkpoint: daily to ${policy.auditChannel}`]),
    '  Safety limits:',
    ...limitLines(policy).map((line) => `    ${line}`),
    ...(withheld.length === 0 ? [] : [`  Closed until a rule allows them: ${joinList(withheld, 'and')}`]),
  ];
}

/** "4h", or "24h (disruptive) and 4h (routine)" where classes differ. */
function expiryText(expiresAfterMs: Policy['approvals']['expiresAfterMs']): string {
  const classes = Object.entries(expiresAfterMs);
  const times = new Set(classes.map(([, ms]) => ms));
  const [one] = times;
  if (times.size === 1 && one !== undefined) return durationText(one);
  return joinList(
    classes.map(([name, ms]) => `${durationText(ms)} (${name})`),
    'and',
  );
}

/** A rule in words: "refuse agent: set-blueprint on platforms AppleTV". */
function ruleText(rule: Rule): string {
  const whom =
    rule.kind === 'require'
      ? `require ${rule.approvals} of ${joinList(rule.roles, 'or')}`
      : `${rule.kind} ${joinList(rule.roles, 'and')}`;
  const scope = Object.entries(rule.devices ?? {}).map(([part, values]) => {
    const name = part === 'targetBlueprints' ? 'target blueprint' : part;
    return `${name} ${joinList(values, 'or')}`;
  });
  return `${whom}: ${rule.operations.join(', ')}${scope.length > 0 ? ` (${scope.join('; ')})` : ''}`;
}
