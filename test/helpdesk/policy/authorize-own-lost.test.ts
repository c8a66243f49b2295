import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/helpdesk/operation.ts';
import { authorizeOwnLost } from '../../../src/helpdesk/policy/authorize-own-lost.ts';
import { authorizeChange } from '../../../src/helpdesk/policy/evaluate-change.ts';
import type { Actor } from '../../../src/helpdesk/policy.ts';
import { policyFrom } from '../../support/helpdesk/harness.ts';
import { askFor } from '../../support/store/samples.ts';

const { device } = askFor().snapshot;
const DANA: Actor = {
  userId: 'U0DANA',
  name: 'Dana Li',
  email: 'dana@example.com',
  membership: 'member',
  roles: ['everyone'],
  knownRoles: [],
  human: 'U0DANA',
};
const ON: Change = { operation: 'enable-lost-mode', params: { message: 'Lost', phone: '', footnote: '' } };
const OFF: Change = { operation: 'disable-lost-mode', params: {} };
const REPORTS = '  - { allow: [everyone], operations: [report-own-lost] }\n';

const policy = (rules: string, cases = 'cases: { channel: C1 }\n') =>
  policyFrom(
    `version: 1\nroles: { agent: [S1], lead: [S2] }\n${cases}rules:\n${rules}  - { allow: [agent], operations: [take-case] }\n`,
  );
const says = (rules: string, change: Change, actor = DANA, cases?: string) => {
  const { verdict, requirements } = authorizeOwnLost(policy(rules, cases), actor, device, [change]);
  return `${verdict} ${requirements.map(({ approvals, roles }) => `${approvals} of ${roles.join('+')}`).join(', ')}`.trim();
};

describe('Lost Mode on one’s own lost device', () => {
  test.each([
    ['without the right', '', ON, 'refused'],
    ['with it, on', REPORTS, ON, 'allowed'],
    ['with it, off: one agent confirms', REPORTS, OFF, 'needs-approval 1 of agent'],
    [
      'on, where a rule requires an approval',
      `${REPORTS}  - { require: { approvals: 2, from: [lead] }, operations: [disruptive] }\n`,
      ON,
      'needs-approval 2 of lead',
    ],
    [
      'off, where a rule requires an approval',
      `${REPORTS}  - { require: { approvals: 2, from: [lead] }, operations: [disruptive] }\n`,
      OFF,
      'needs-approval 2 of lead',
    ],
    [
      'where a rule refuses',
      `${REPORTS}  - { refuse: [everyone], operations: [enable-lost-mode] }\n`,
      ON,
      'refused',
    ],
    [
      'where the right is for other devices',
      '  - { allow: [everyone], operations: [report-own-lost], devices: { platforms: [iPad] } }\n',
      ON,
      'refused',
    ],
    ['anything else', REPORTS, { operation: 'blank-push', params: {} } as Change, 'refused'],
  ])('%s', (_what, rules, change, expected) => expect(says(rules, change)).toBe(expected));

  test('confirm_found takes the place of the rules’ approvals for off, never for on', () => {
    const rules = `${REPORTS}  - { require: { approvals: 2, from: [lead] }, operations: [disruptive] }\n`;
    const cases = 'cases: { channel: C1, confirm_found: [agent, lead] }\n';
    expect(says(rules, OFF, DANA, cases)).toBe('needs-approval 1 of agent+lead');
    expect(says(rules, ON, DANA, cases)).toBe('needs-approval 2 of lead');
  });

  test.each([
    ['somebody else’s', { ...DANA, email: 'noor@example.com' }],
    ['with no email', { ...DANA, email: '' }],
    ['a guest’s', { ...DANA, membership: 'guest', roles: [] }],
  ] as const)('%s device: no', (_whose, actor) => expect(says(REPORTS, ON, actor)).toBe('refused'));

  test('outside of a case the right allows nothing', () =>
    expect(authorizeChange(policy(REPORTS), DANA, device, [ON]).verdict).toBe('refused'));
});
