import { describe, expect, test } from 'vitest';
import { OPERATION_NAMES, RIGHTS } from '../../../src/helpdesk/operation.ts';
import {
  alsoMentioned,
  expiryMs,
  expiryOf,
  remindersMs,
} from '../../../src/helpdesk/policy/approval-times.ts';
import { RISK } from '../../../src/helpdesk/policy/risk.ts';
import { policyFrom } from '../../support/helpdesk/harness.ts';

const HOUR = 3_600_000;

const policy = policyFrom(`version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals:
  channel: C0APPROVALS
  expires_after: { routine: 2h, disruptive: 24h, maintenance: 3h, severe: 5h, irreversible: 6h, secret: 7h }
  remind_after: [30m]
  then_ask: [{ after: 1h, roles: [admin] }, { after: 30m, roles: [agent] }]
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive], devices: { tags: [vip] } }
`);
const TIMES = { routine: 2, disruptive: 24, maintenance: 3, severe: 5, irreversible: 6, secret: 7 };

describe('how long a request waits', () => {
  test.each(OPERATION_NAMES.filter((name) => name !== 'edit-tags'))(
    '%s: as long as its class',
    (operation) => {
      const hours = TIMES[RISK[operation]];
      expect(expiryOf(policy, operation)).toBe(hours * HOUR);
      expect(expiryMs(policy, [{ operation, params: {} }])).toBe(hours * HOUR);
    },
  );

  test('several changes wait as long as the class that waits shortest', () => {
    const params = {};
    expect(
      expiryMs(policy, [
        { operation: 'set-blueprint', params },
        { operation: 'set-asset-tag', params },
      ]),
    ).toBe(2 * HOUR);
  });

  test('a change of a tag that a rule names is in two classes, one that none names in one', () => {
    const longer = {
      ...policy,
      approvals: {
        ...policy.approvals,
        expiresAfterMs: { ...policy.approvals.expiresAfterMs, routine: 48 * HOUR },
      },
    };
    const tag = (add: string) => [{ operation: 'edit-tags' as const, params: { add: [add], remove: [] } }];
    expect(expiryMs(longer, tag('VIP'))).toBe(24 * HOUR);
    expect(expiryMs(longer, tag('berlin'))).toBe(48 * HOUR);
    expect(expiryOf(longer, 'edit-tags')).toBe(24 * HOUR);
  });

  test('no one approves a right', () => {
    for (const right of RIGHTS) expect(expiryOf(policy, right)).toBeNull();
  });
});

test('then_ask is a reminder of its own, and its roles are mentioned from then on', () => {
  expect(remindersMs(policy)).toEqual([HOUR / 2, HOUR]);
  expect(alsoMentioned(policy, HOUR / 2 - 1)).toEqual([]);
  expect(alsoMentioned(policy, HOUR / 2)).toEqual(['agent']);
  expect(alsoMentioned(policy, HOUR)).toEqual(['agent', 'admin']);
});
