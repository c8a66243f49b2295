import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../packages/slack-sandbox/src/limits/index.ts';
import type { Freeze, Unfreeze } from '../../../src/helpdesk/limits/freeze-state.ts';
import { dateText } from '../../../src/slack/block-kit/text.ts';
import {
  frozenNews,
  releasers,
  renderUnfreezeCard,
  unfreezeDetails,
} from '../../../src/slack/freeze/unfreeze-card.ts';
import { policyFrom } from '../../support/helpdesk/harness.ts';
import { MINUTE, NASTY, NOW } from '../../support/slack/fixtures.ts';
import { linesOf } from '../../support/slack/read-blocks.ts';

const policy = policyFrom(`version: 1
people: [[U0LEA, U0LEA2]]
roles: { agent: [U0ANA], approver: [U0LEA, U0LEA2], admin: [U0ROOT, S0ADMINS] }
rules:
  - { allow: [agent], operations: [lookup, freeze] }
  - { allow: [approver, admin], operations: [lookup, release] }
`);

const freeze: Freeze = {
  at: NOW - 65 * MINUTE,
  byId: 'U0ROOT',
  byName: 'Max Weber',
  reason: 'Stolen account',
};

const asked = (change: Partial<Unfreeze> = {}): Unfreeze => ({
  id: 'U1',
  state: 'pending',
  version: 1,
  frozenAt: freeze.at,
  requesterId: 'U0LEA',
  requesterName: 'Lea Martin',
  reason: 'Account reset, sessions revoked',
  createdAt: NOW - 10 * MINUTE,
  expiresAt: NOW + 20 * MINUTE,
  endedBy: null,
  endedName: null,
  endedReason: null,
  endedAt: null,
  channel: 'C0APPROVALS',
  ts: '1.1',
  ...change,
});

const called = releasers(policy, ['U0LEA']);
const shown = (one: Unfreeze) => linesOf([...renderUnfreezeCard(one, freeze, called).blocks]);
const time = (at: number) => dateText(at, 'time').mrkdwn;

test('while it waits it says who is needed until when, and not the requester by any of their accounts', () => {
  expect(shown(asked()).slice(0, 2)).toEqual([
    '*Lea Martin requests: unfreeze changes*',
    `⏳ *1 approval needed by ${time(NOW + 20 * MINUTE)}:* <@U0ROOT> or <!subteam^S0ADMINS>`,
  ]);
  expect(shown(asked())).toContain('Unfreezing sends nothing by itself.');
  expect(shown(asked())).toContain('*Reason:* Account reset, sessions revoked');
});

describe('once it is over it is two lines', () => {
  const end = { endedBy: 'U0ROOT', endedName: 'Max Weber', endedAt: NOW };
  test.each<[Partial<Unfreeze>, string, string]>([
    [
      { state: 'approved' },
      `✅ *Changes unfrozen* · ${time(NOW)}`,
      'Lea Martin · approved by Max Weber · frozen for 65 min',
    ],
    [
      { state: 'denied', endedReason: 'Not yet' },
      '⛔ *Denied: unfreeze changes*',
      'Max Weber: “Not yet” · requested by Lea Martin',
    ],
    [{ state: 'cancelled' }, '*Canceled: unfreeze changes*', `by Lea Martin · ${time(NOW)}`],
    [
      { state: 'expired', endedAt: NOW + 20 * MINUTE },
      '*Expired: unfreeze changes*',
      `No decision by ${time(NOW + 20 * MINUTE)} · requested by Lea Martin`,
    ],
    [
      { state: 'expired' },
      '*Expired: unfreeze changes*',
      'The freeze ended before a decision · requested by Lea Martin',
    ],
  ])('%j', (change, line, small) => {
    const one = asked({ ...end, ...change });
    expect(shown(one)).toEqual([line, small]);
    expect(JSON.stringify(unfreezeDetails(one))).toContain('Account reset, sessions revoked');
  });
});

test('the news of a freeze has its time, its reason and how much it stopped, where it stopped anything', () => {
  const at = time(freeze.at);
  expect(frozenNews(freeze, 6).mrkdwn).toBe(
    `⛔ *Max Weber froze all changes* at ${at}: “Stolen account”. 6 requests stopped.`,
  );
  expect(frozenNews(freeze, 1).mrkdwn).toMatch(/ 1 request stopped\.$/u);
  expect(frozenNews(freeze, 0).mrkdwn).toBe(`⛔ *Max Weber froze all changes* at ${at}: “Stolen account”.`);
});

test.each(NASTY.map((text) => [JSON.stringify([...text].slice(0, 20).join('')), text] as const))(
  'Slack takes the card with %s everywhere',
  (_, text) => {
    const typed = { requesterName: text, reason: text, endedName: text, endedReason: text };
    for (const state of ['pending', 'approved', 'denied', 'cancelled', 'expired'] as const) {
      const card = renderUnfreezeCard(asked({ ...typed, state }), { ...freeze, reason: text }, called);
      expect(checkMessage(card, { update: true })).toEqual([]);
    }
  },
);
