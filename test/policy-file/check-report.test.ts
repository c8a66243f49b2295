import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RIGHTS } from '../../src/helpdesk/operation.ts';
import { evaluate } from '../../src/helpdesk/policy/evaluate.ts';
import { OPERATION_CLASSES } from '../../src/helpdesk/policy/risk.ts';
import { checkReport, lintPolicy } from '../../src/policy-file/index.ts';
import { lintUnreachableRules } from '../../src/policy-file/lint.ts';
import { limitLines } from '../../src/policy-file/lint-limits.ts';
import { policies, questions } from '../support/helpdesk/policy-fixture.ts';
import { parse, policyIn, SMALL, withRules } from '../support/policy-file/policy-text.ts';

const EVERYTHING = `  - allow: [agent]
    operations: [${[...new Set([...OPERATION_CLASSES, ...RIGHTS])].filter((name) => name !== 'lookup-own').join(', ')}]
`;

/** That what can't be undone lacks an approver is told of EVERYTHING each time: see lint-floor. */
const withoutFloor = (warned: readonly string[]): readonly string[] =>
  warned.filter((text) => !text.includes('no “require” names an approver'));

const warnings = (rules: string, more = '') =>
  withoutFloor(
    lintPolicy(
      policyIn(
        `${withRules(`${EVERYTHING}${rules}`)}${more}cases: { channel: C2 }\nmessages: { text: Hi }\n`,
      ),
    ),
  );
const MACS = '    devices: { platforms: [Mac] }\n';
const CHANNEL = 'approvals: { channel: C1 }\n';
const LEAD_LOOKS = '  - allow: [lead]\n    operations: [lookup]\n';

describe('the report', () => {
  it('says what a valid policy says, and what looks odd', () => {
    const report = checkReport(parse(SMALL));
    expect(report.split('\n')).toEqual([
      'p.yml is valid.',
      expect.stringMatching(/^ {2}Policy [0-9a-f]{8}$/),
      '  Roles: agent and lead',
      '  Slack user groups: S1, S2',
      '  Approvals: no channel, expire after 4h, reminders after 30m and 2h',
      '  Safety limits:',
      ...limitLines(policyIn(SMALL)).map((line) => `    ${line}`),
      '  Closed until a rule allows them: lock, clear-passcode, erase, delete-device, show-filevault-key, show-unlock-pin, show-recovery-password and show-bypass-code',
      '',
      '  rule 1 (line 6): allow agent: routine',
      '',
      '! The role “lead” is not used by any rule.',
      '! Not allowed to anyone: lookup, lookup-own, see-location, read-history, see-requests, see-notes, freeze, release, export, report, watch, message-user, set-blueprint, enable-lost-mode, disable-lost-mode, cancel-lost-mode, rename, renew-mdm-profile, restart, shut-down and unlock-account.',
      expect.stringMatching(/^! No one holds “release”\./),
    ]);
  });

  it('says how long each class waits, who else is mentioned and where the audit checkpoint goes', () => {
    const text = `${SMALL}approvals: { expires_after: { disruptive: 1d }, remind_after: [], then_ask: [{ after: 30m, roles: [lead] }] }\naudit: { channel: C8 }\n`;
    expect(checkReport(parse(text)).split('\n').slice(4, 7)).toEqual([
      expect.stringMatching(
        /^ {2}Approvals: no channel, expire after 4h \(routine\)(?:,| and) 1d \(disruptive\).*, no reminder$/,
      ),
      '  After 30m also mentioned: lead',
      '  Audit checkpoint: daily to C8',
    ]);
  });

  it('warns of what is left out of a dangerous class that a rule does name', () => {
    const parsed = parse(`${SMALL}  - allow: [lead]\n    operations: [lock, show-unlock-pin]\n`);
    const lines = checkReport(parsed).split('\n');
    expect(lines).toContain('  Closed until a rule allows them: erase and delete-device');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^! Not allowed to anyone: .*, unlock-account, clear-passcode, show-filevault-key, show-recovery-password and show-bypass-code\.$/,
      ),
    );
  });

  it('lists every problem with its place', () => {
    expect(checkReport(parse('version: 1\nrules: 7\n'))).toBe(
      'p.yml:2:8 “rules” must be a list, but is a number: put it in brackets, […].\n\n1 problem: with this file, nothing would be allowed.',
    );
  });
});

describe('a warning', () => {
  it.each([
    [
      'a rule that another covers',
      `  - allow: [agent]\n    operations: [set-blueprint]\n${LEAD_LOOKS}`,
      'Rule 2 (line 8) can never matter: rule 1 (line 6) already says so.',
    ],
    [
      'an allowance that is refused',
      '  - allow: [lead]\n    operations: [set-blueprint]\n  - refuse: [lead]\n    operations: [disruptive]\n',
      'Rule 2 (line 8) can never matter: rule 3 (line 10) refuses all of it.',
    ],
    [
      'a right that is about no device, allowed for some',
      `  - allow: [lead]\n    operations: [lookup, report, export]\n${MACS}`,
      "Rule 2 (line 8) limits report and export to some devices, which can't be done: it allows nothing of it. What a report or file holds follows from “lookup”.",
    ],
    [
      'a right that is about no device, refused for some',
      `${LEAD_LOOKS}  - refuse: [lead]\n    operations: [see-requests]\n${MACS}`,
      "Rule 3 (line 10) limits see-requests to some devices, which can't be done: it refuses it for all devices.",
    ],
    [
      'an approval by everyone',
      `${LEAD_LOOKS}  - require: { approvals: 1, from: [everyone] }\n    operations: [routine]\n${CHANNEL}`,
      'Rule 3 (line 10) lets every member of the workspace approve.',
    ],
    [
      'then_ask a role that can approve nothing',
      `${LEAD_LOOKS}approvals: { channel: C1, then_ask: [{ after: 30m, roles: [lead] }] }\n`,
      '“then_ask” asks the role “lead”, which can approve nothing: no “require” names it.',
    ],
    [
      'then_ask too late',
      `${LEAD_LOOKS}  - require: { approvals: 1, from: [lead] }\n    operations: [routine]\napprovals: { channel: C1, expires_after: { disruptive: 5h }, then_ask: [{ after: 5h, roles: [lead] }] }\n`,
      '“then_ask” after 5h never comes: requests expire after 5h.',
    ],
    [
      'approvals without a channel',
      `${LEAD_LOOKS}  - require: { approvals: 1, from: [lead] }\n    operations: [routine]\n`,
      'Approvals are required, but “approvals: { channel: C… }” is missing: approvers have no place to see them.',
    ],
    [
      'a platform of tomorrow',
      `${LEAD_LOOKS}  - refuse: [lead]\n    operations: [lookup]\n    devices: { platforms: [Vision] }\n`,
      'Rule 3 (line 10) names the platform “Vision”, which Kandji is not known to use.',
    ],
  ])('tells of %s', (_, rules, expected) => {
    expect(warnings(rules)).toEqual([expected]);
  });

  it('tells of a requirement that narrows what no one may do', () => {
    const policy = policyIn(
      withRules(
        `${LEAD_LOOKS}  - require: { approvals: 1, from: [lead] }\n    operations: [set-blueprint]\n`,
      ),
    );
    expect(lintUnreachableRules(policy)).toEqual([
      'Rule 2 (line 8) can never matter: what it is about is allowed to no one.',
    ]);
  });

  it('tells of a reminder after the end', () => {
    const late = 'approvals: { channel: C1, expires_after: 1h, remind_after: [30m, 60m, 2d] }\n';
    expect(warnings(LEAD_LOOKS, late)).toEqual([
      'A reminder after 1h and 2d never comes: requests expire after 1h.',
    ]);
  });

  it('tells of a role that no one can hold, and of what hangs on it', () => {
    const text = withRules(
      `${EVERYTHING}  - require: { approvals: 1, from: [lead] }\n    operations: [routine]\n`,
    );
    const empty = policyIn(
      `${text.replace('[S2, U3]', '[]')}cases: { channel: C2 }\nmessages: { text: Hi }\napprovals: { channel: C1 }\n`,
    );
    expect(withoutFloor(lintPolicy(empty))).toEqual([
      'The role “lead” has no members: its list is empty.',
      'Rule 2 (line 8) can never be met: lead is empty.',
    ]);
  });

  it('that a rule can never matter is always true: without it, every answer is the same', () => {
    fc.assert(
      fc.property(policies, fc.array(questions, { minLength: 20, maxLength: 20 }), (policy, asked) => {
        const idle = lintUnreachableRules(policy).map((text) =>
          text.slice(0, text.indexOf(' can')).toLowerCase(),
        );
        const members = asked.map((one) => ({ ...one, roles: [...one.roles, 'everyone'] }));
        for (const label of idle) {
          const without = { ...policy, rules: policy.rules.filter((rule) => rule.label !== label) };
          for (const question of members) {
            expect(evaluate(without, question).verdict).toBe(evaluate(policy, question).verdict);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a rule about a tag', () => {
  const about = (operations: string) =>
    warnings(
      `  - require: { approvals: 1, from: [lead] }\n    operations: [${operations}]\n    devices: { tags: [executive] }\n${LEAD_LOOKS}`,
      CHANNEL,
    ).filter((one) => one.includes('edit-tags'));

  it('that anyone who edits tags could get round is warned of', () => {
    expect(about('set-blueprint')).toEqual([
      expect.stringMatching(/^Rule 2 \(line \d+\) asks for the tag executive, and does not name edit-tags/),
    ]);
  });

  it.each(['edit-tags', 'set-blueprint, edit-tags', 'disruptive', 'routine'])(
    'that covers %s is not',
    (operations) => {
      expect(about(operations)).toEqual([]);
    },
  );
});
