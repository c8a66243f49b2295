import { describe, expect, test } from 'vitest';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { renderDecisions, renderNotice, renderReminder } from '../../../src/slack/requests/notice.ts';
import { HOUR, ipad, NOW, request } from '../../support/slack/fixtures.ts';
import { readBy } from '../../support/slack/notices.ts';

const HOLDERS = { approver: ['S0LEADS'], admin: ['U0ROOT'] };
const one = (...roles: string[]) => ({ approvals: 1, roles, label: 'rule 4 (line 18)' });
const LEA = { approverId: 'U0LEA', approverName: 'Lea', human: 'U0LEA', roles: ['approver'], at: NOW };

const lostModeOff = (change: Partial<HelpdeskRequest> = {}): HelpdeskRequest =>
  request({
    changes: [{ operation: 'disable-lost-mode', params: {} }],
    differences: [],
    snapshot: { device: ipad(), lostModeEnabledAt: NOW - HOUR, supervised: true, takenAt: NOW },
    requirements: [one('approver'), one('admin')],
    approvals: [LEA],
    expiresAt: NOW + HOUR,
    ...change,
  });

const buttonsOf = ({ blocks }: { blocks: readonly object[] }) =>
  [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/gu)].map(([, id]) => id);

describe('the requester’s message', () => {
  test.each<[string, Partial<HelpdeskRequest>, readonly string[]]>([
    ['approved and not sent yet', { state: 'claimed' }, ['request.open', 'request.cancel']],
    ['sent', { state: 'sent', outcome: { code: 'queued' } }, ['request.open']],
    ['void', { state: 'void', outcome: { code: 'expired' } }, ['request.again', 'request.open']],
    ['expired', { state: 'expired', outcome: { code: 'expired' } }, ['request.again', 'request.open']],
    ['denied', { state: 'denied', outcome: { code: 'denied', reason: 'No' } }, ['request.open']],
  ])('offers what can be done when it is %s', (_what, change, buttons) => {
    expect(buttonsOf(renderNotice('outcome', lostModeOff(change), readBy('U0ANA')))).toEqual(buttons);
  });

  test('says how it ended first, and who approved', () => {
    const done = lostModeOff({ state: 'completed', outcome: { code: 'confirmed', answerLost: false } });
    const { text } = renderNotice('outcome', done, readBy('U0ANA'));
    expect(text).toMatch(/^✅/u);
    expect(text).toContain('Approved by Lea.');
  });

  test('of a denial names no approval', () => {
    const denied = lostModeOff({
      state: 'denied',
      outcome: { code: 'denied', reason: 'Ask the owner first' },
    });
    const { text } = renderNotice('outcome', denied, readBy('U0ANA'));
    expect(text).toContain('Ask the owner first');
    expect(text).not.toContain('Approved');
  });
});

describe('a reminder', () => {
  test.each<[string, Partial<HelpdeskRequest>, readonly string[], RegExp]>([
    [
      'mentions only those who are still needed',
      {},
      [],
      /^<@U0ROOT>, 1 more approval needed by .*\. Ana is waiting\.$/u,
    ],
    [
      'mentions the roles that are asked after a while',
      { requirements: [one('approver')], approvals: [] },
      ['admin'],
      /^<!subteam\^S0LEADS>, 1 approval needed .* is waiting\. Can <@U0ROOT> reach someone who can approve\?$/u,
    ],
    ['mentions nobody twice', {}, ['admin'], /^<@U0ROOT>, 1 more/u],
    [
      'says that each of several kinds is needed',
      { approvals: [] },
      [],
      /^2 approvals needed by .*: one approver \(<!subteam\^S0LEADS>\) and one admin \(<@U0ROOT>\)\. Ana is waiting\.$/u,
    ],
    [
      'says who was asked besides several kinds',
      { approvals: [], requirements: [one('approver'), one('night-shift')] },
      ['admin'],
      /and one night-shift\. Ana is waiting\. Can <@U0ROOT> reach someone who can approve\?$/u,
    ],
    [
      'names the role where nobody is known to hold it',
      { requirements: [one('night-shift')], approvals: [] },
      [],
      /^1 approval needed by .*: one night-shift\. Ana/u,
    ],
  ])('%s', (_what, change, also, words) => {
    expect(renderReminder(lostModeOff(change), { now: NOW, holders: HOLDERS, also }).text).toMatch(words);
  });

  test('mentions a group and not its members beside it', () => {
    const holders = { approver: ['S0LEADS', 'U0BEN'], admin: ['U0BEN', 'U0ROOT'] };
    const membersOf = () => ['U0BEN'];
    for (const state of ['pending', 'unknown'] as const) {
      const waiting = lostModeOff({ state, requirements: [one('approver', 'admin')], approvals: [] });
      const { text } = renderReminder(waiting, { now: NOW, holders, membersOf, also: ['admin'] });
      expect(text).toMatch(/^<!subteam\^S0LEADS> or <@U0ROOT>(?!.*<@U0BEN>)/su);
    }
  });

  test('mentions neither the requester nor who has approved', () => {
    const holders = { approver: ['U0ANA', 'U0LEA', 'U0BEN'] };
    const waiting = lostModeOff({
      requesterId: 'U0ANA',
      requirements: [{ ...one('approver'), approvals: 2 }],
    });
    const { text } = renderReminder(waiting, { now: NOW, holders, also: ['approver'] });
    expect(text).toMatch(/^<@U0BEN>, 1 more approval needed/u);
  });
});

describe('a result that stays unknown', () => {
  const unknown = (change: Partial<HelpdeskRequest> = {}) =>
    lostModeOff({
      state: 'unknown',
      outcome: { code: 'no_answer', status: 502, said: '', overdue: true },
      sentAt: NOW - HOUR,
      requirements: [one('approver')],
      ...change,
    });

  test('sends its requester to who can record it, in a new message, and says nothing else in the old one', () => {
    const reader = readBy('U0ANA', { holders: HOLDERS, acting: HOLDERS });
    const { text } = renderNotice('still-unknown', unknown(), reader);
    expect(text).toContain(
      'Check the iPad or Kandji, then tell <!subteam^S0LEADS>, who can record the result.',
    );
    expect(text).not.toContain('record what you found');
    const edited = renderNotice('outcome', unknown(), reader).text;
    expect(edited).toContain("Don't know yet if Lost Mode is off.");
    expect(edited).not.toContain('record');
  });

  test('is called by its platform, not a device', () => {
    const moved = unknown({
      changes: [{ operation: 'set-blueprint', params: { blueprintId: 'b2', blueprintName: 'Sales' } }],
    });
    expect(renderNotice('still-unknown', moved, readBy('U0ANA')).text).toContain('if the iPad was moved');
  });
});

describe('a stolen account is noticed by its owner', () => {
  const decision = (action: 'approved' | 'denied' | 'withdrew' | 'settled') =>
    ({ action, at: NOW, request: lostModeOff() }) as const;

  test('who decided once reads it in one line', () => {
    const card = renderDecisions([decision('approved')], readBy('U0LEA', { holders: HOLDERS }));
    expect(card.text).toMatch(
      /^You approved: turn off Lost Mode on Dana Li's iPad \(<!date\^[^>]*>\)\. Not you\? Tell <@U0ROOT> now\.$/u,
    );
    expect(buttonsOf(card)).toEqual(['request.open']);
  });

  test('who decided more often reads each, and the rest as a number', () => {
    const all = (['approved', 'denied', 'withdrew', 'settled'] as const).map(decision);
    const { text } = renderDecisions([...all, ...Array(20).fill(decision('approved'))], readBy('U0LEA'));
    expect(text).toContain('Your 24 decisions in the last 24 hours');
    for (const words of [
      'You approved:',
      'You denied:',
      'You withdrew your approval of:',
      'You recorded the result of:',
    ])
      expect(text).toContain(words);
    expect(text).toContain('and 9 more\nNot you? Tell your IT team now.');
  });

  test('a decision of the evening before has its day', () => {
    const late = { ...decision('approved'), at: NOW - 22 * HOUR };
    const { text } = renderDecisions([late, decision('denied')], readBy('U0LEA'));
    expect(text).toMatch(/You approved: [^\n]*\(<!date\^\d+\^\{date_short_pretty\}/u);
    expect(text).toMatch(/You denied: [^\n]*\(<!date\^\d+\^\{time\}/u);
  });

  test('an admin is not sent to themselves', () => {
    const { text } = renderDecisions([decision('approved')], readBy('U0ROOT', { holders: HOLDERS }));
    expect(text).toContain('Tell your IT team now.');
  });

  test.each([
    ['approved', { state: 'pending' }, 'U0LEA', /^You approved: .* \(/u],
    ['withdrew', { state: 'pending', approvals: [] }, 'U0LEA', /^You withdrew your approval of: /u],
    [
      'recorded the result of',
      { state: 'completed', endedBy: 'U0BEN' },
      'U0BEN',
      /^You recorded the result of: /u,
    ],
    ['denied', { state: 'denied', endedBy: 'U0BEN' }, 'U0BEN', /^You denied: /u],
  ] as const)('who %s it at once is told just that', (_what, change, userId, words) => {
    expect(renderNotice('your-decision', lostModeOff(change), readBy(userId)).text).toMatch(words);
  });
});

test('a result that is overdue asks those who may record it, except for the requester', () => {
  const overdue = lostModeOff({
    state: 'unknown',
    requesterId: 'U0ANA',
    sentAt: NOW - HOUR,
    outcome: { code: 'no_answer', status: 502, said: 'x', overdue: true, checkedAt: NOW },
  });
  const { blocks } = renderReminder(overdue, {
    now: NOW,
    holders: { approver: ['S0LEADS', 'U0ANA'], admin: ['U0ROOT'] },
    also: [],
  });
  expect(JSON.stringify(blocks)).toContain(
    "<!subteam^S0LEADS> or <@U0ROOT>\\n⚠️ *Still don't know if Lost Mode is off.* Kandji didn't answer (502). Last check <!date^1772618700^{time}|10:05 UTC>: Lost Mode is still on. Check the iPad or Kandji, then record what you found.",
  );
  expect(JSON.stringify(blocks)).toContain('request.settle');
  expect(JSON.stringify(blocks)).not.toContain('U0ANA');
});
