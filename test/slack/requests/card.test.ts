import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../packages/slack-sandbox/src/limits/index.ts';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import type { Outcome } from '../../../src/helpdesk/outcome.ts';
import type { Notice } from '../../../src/helpdesk/ports.ts';
import { type HelpdeskRequest, REQUEST_STATES } from '../../../src/helpdesk/request.ts';
import type { CardCopy } from '../../../src/helpdesk/store-port.ts';
import { renderRequestCard } from '../../../src/slack/requests/card.ts';
import { renderNotice } from '../../../src/slack/requests/notice.ts';
import { HOUR, ipad, NASTY, NOW, request } from '../../support/slack/fixtures.ts';

const PLACES: readonly CardCopy['place'][] = ['approvals', 'requester', 'adopted'];
const NOTICES: readonly Notice[] = ['outcome', 'your-decision', 'reminder', 'card-lost'];

const lostModeOff = (change: Partial<HelpdeskRequest> = {}): HelpdeskRequest =>
  request({
    changes: [{ operation: 'disable-lost-mode', params: {} }],
    differences: [],
    snapshot: { device: ipad(), lostModeEnabledAt: NOW - HOUR, supervised: true, takenAt: NOW },
    consequences: ['Whoever holds the device can use it again, and it can no longer be located.'],
    reason: 'Found behind the shelf',
    requirements: [{ approvals: 2, roles: ['approver', 'admin'], label: 'rule 4 (line 18)' }],
    approvals: [
      { approverId: 'U0LEA', approverName: 'Lea', human: 'U0LEA', roles: ['approver'], at: NOW - 60_000 },
    ],
    ...change,
  });

const OUTCOMES: Partial<Record<HelpdeskRequest['state'], Outcome>> = {
  sent: { code: 'queued' },
  unknown: { code: 'no_answer', status: 502, said: 'Kandji had a fault of its own (502 Bad Gateway).' },
  completed: { code: 'confirmed', answerLost: false },
  denied: { code: 'denied', reason: 'Ask the owner first' },
  expired: { code: 'expired' },
  void: { code: 'device_changed', changes: [{ what: 'user', to: 'Noor Halim' }] },
  failed: { code: 'rejected', status: 400, said: 'Command already running' },
};

const inState = (state: HelpdeskRequest['state']) =>
  lostModeOff({
    state,
    outcome: OUTCOMES[state] ?? null,
    dueAt: NOW,
    endedBy: state === 'denied' ? 'U0LEA' : null,
  });

const textOf = (card: { blocks: unknown }) => JSON.stringify(card.blocks);

describe('the request card', () => {
  test.each(REQUEST_STATES)('%s, in the approvals channel', async (state) => {
    const card = renderRequestCard(inState(state), 'approvals', NOW, {
      approver: ['S0LEADS'],
      admin: ['U0ROOT'],
    });
    await expect(JSON.stringify(card, null, 2)).toMatchFileSnapshot(`__snapshots__/request-${state}.json`);
  });

  test('asks in the words of the product', () => {
    expect(textOf(renderRequestCard(lostModeOff(), 'approvals', NOW))).toContain(
      "Ana asks: turn off Lost Mode on Dana Li's iPad",
    );
    expect(textOf(renderRequestCard(request(), 'approvals', NOW))).toContain(
      "Ana asks: change blueprint of Noor Halim's Mac",
    );
  });

  test('joins what is asked for and the device as people would', () => {
    const asking = (operation: OperationName) =>
      renderRequestCard(lostModeOff({ changes: [{ operation, params: {} }] }), 'approvals', NOW).text;
    expect(asking('blank-push')).toContain("Ana asks: send a blank push to Dana Li's iPad ·");
    expect(asking('update-location')).toContain("Ana asks: ask for the location of Dana Li's iPad ·");
  });

  test('tells the requester what happens next', () => {
    const { text } = renderRequestCard(lostModeOff({ approvals: [] }), 'requester', NOW);
    expect(text).toContain("Asked for approval: Lost Mode off on Dana Li's iPad. Nothing has changed yet.");
    expect(text).toContain("I'll message you either way.");
  });

  test('is green only when it is done', () => {
    for (const state of REQUEST_STATES)
      for (const place of PLACES)
        expect(textOf(renderRequestCard(inState(state), place, NOW)).includes('✅'), state).toBe(
          state === 'completed',
        );
  });

  test('says that nothing is known while nothing is known', () => {
    expect(textOf(renderRequestCard(inState('unknown'), 'requester', NOW))).toContain(
      "We don't know yet if Lost Mode is off.* Kandji did not answer in time. I asked once, won't ask again, and am checking. Please don't repeat it. Reference 7F3K9QAB",
    );
  });

  test('says of a failure what may come next, unless a person has settled it', () => {
    expect(renderRequestCard(inState('failed'), 'requester', NOW).text).toContain(
      "❌ *Failed.* Kandji refused it: Command already running. Nothing was changed. I won't try again by myself; if it is still wanted, ask for it anew.",
    );
    const settled = lostModeOff({
      state: 'failed',
      outcome: { code: 'recorded', how: 'I looked' },
      endedBy: 'U0LEA',
    });
    expect(renderRequestCard(settled, 'requester', NOW).text).toMatch(
      /❌ \*Failed\.\* Settled by hand by <@U0LEA>: I looked\.$/u,
    );
  });

  const HOLDERS = { approver: ['S0LEADS'], admin: ['U0ROOT'] };
  const one = (...roles: string[]) => ({ approvals: 1, roles, label: 'a rule' });
  const lea = { approverId: 'U0LEA', approverName: 'Lea', human: 'U0LEA', roles: ['approver'], at: NOW };

  test.each<[Partial<HelpdeskRequest>, RegExp]>([
    [
      { requirements: [one('approver', 'admin')], approvals: [] },
      /⏳ \*1 approval needed by [^*]+:\* <!subteam\^S0LEADS> or <@U0ROOT>"/,
    ],
    [
      { requirements: [one('admin')], approvals: [] },
      /1 approval needed by [^*]+:\* one admin \(<@U0ROOT>\)"/,
    ],
    [
      { requirements: [{ ...one('approver'), approvals: 2 }], approvals: [] },
      /2 approvals needed by [^*]+:\* <!subteam\^S0LEADS>"/,
    ],
    [
      { requirements: [one('approver'), one('admin')], approvals: [] },
      /2 approvals needed by [^*]+:\* one approver \(<!subteam\^S0LEADS>\) and one admin \(<@U0ROOT>\)"/,
    ],
    [
      { requirements: [one('approver'), one('admin')], approvals: [lea] },
      /1 more approval needed by [^*]+:\* one admin \(<@U0ROOT>\)"/,
    ],
    [
      { requirements: [one('approver', 'admin'), one('admin')], approvals: [] },
      /1 approval needed by [^*]+:\* one admin \(<@U0ROOT>\)"/,
    ],
  ])('says who is still needed, and mentions nobody else: %#', (change, line) => {
    const card = textOf(
      renderRequestCard(lostModeOff({ expiresAt: NOW + HOUR, ...change }), 'approvals', NOW, HOLDERS),
    );
    expect(card).toMatch(line);
    expect(card).not.toMatch(/\d of \d/);
    expect(card.match(/<!subteam\^S0LEADS>/g)?.length ?? 0).toBe(line.source.includes('S0LEADS') ? 1 : 0);
  });

  test('mentions neither the requester nor whoever has approved', () => {
    const holders = { approver: ['U0ANA', 'U0LEA', 'U0BEN'] };
    const card = textOf(
      renderRequestCard(
        lostModeOff({
          requesterId: 'U0ANA',
          requirements: [{ ...one('approver'), approvals: 2 }],
          approvals: [lea],
        }),
        'approvals',
        NOW,
        holders,
      ),
    );
    expect(card).toContain(':* one approver (<@U0BEN>)');
    expect(card).not.toContain('<@U0LEA>');
  });

  test('a reminder mentions only those who are still needed', () => {
    const request = lostModeOff({ requirements: [one('approver'), one('admin')], approvals: [lea] });
    const { blocks } = renderNotice('reminder', request, {
      userId: null,
      now: NOW,
      command: '/kandji',
      holders: HOLDERS,
    });
    expect(JSON.stringify(blocks)).toContain('one admin (<@U0ROOT>). Ana is waiting: turn off Lost Mode');
    expect(JSON.stringify(blocks)).not.toContain('S0LEADS');
  });

  test('calls the approvers on a waiting approvals copy only', () => {
    for (const state of REQUEST_STATES)
      for (const place of PLACES) {
        const called = textOf(
          renderRequestCard(inState(state), place, NOW, { approver: ['S0LEADS'] }),
        ).includes('<!subteam^S0LEADS>');
        expect(called, `${state} ${place}`).toBe(state === 'pending' && place === 'approvals');
      }
  });

  test.each([
    ['pending', 'approvals', ['request.approve', 'request.deny', 'request.withdraw']],
    ['pending', 'requester', ['request.cancel']],
    ['claimed', 'requester', ['request.cancel']],
    ['void', 'requester', ['request.again']],
    ['expired', 'requester', ['request.again']],
    ['unknown', 'approvals', ['request.settle']],
    ['completed', 'approvals', []],
    ['sending', 'requester', []],
  ] as const)('offers what %s allows in %s', (state, place, ids) => {
    const drawn = renderRequestCard(inState(state), place, NOW).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((element) => element.action_id) : [],
    );
    expect(drawn).toEqual(ids);
  });

  test('shows the words that Lost Mode would put on the screen', () => {
    const card = renderRequestCard(
      lostModeOff({
        changes: [
          {
            operation: 'enable-lost-mode',
            params: { message: 'Please call us', phone: '+1 555 0100', footnote: '' },
          },
        ],
      }),
      'approvals',
      NOW,
    );
    expect(textOf(card)).toContain('Please call us');
    expect(textOf(card)).not.toContain('Footnote');
  });
});

describe('messages about a request', () => {
  test('a stolen account is noticed', () => {
    const { text } = renderNotice('your-decision', lostModeOff({ state: 'claimed' }), {
      userId: 'U0LEA',
      now: NOW,
      command: '/kandji',
    });
    expect(text).toMatch(
      /^Your account approved this \(<!date[^>]*>\): .*If that was not you, tell an admin now\.$/u,
    );
  });

  test('a denial is told to whoever denied', () => {
    const denied = inState('denied');
    expect(
      renderNotice('your-decision', denied, { userId: 'U0LEA', now: NOW, command: '/kandji' }).text,
    ).toContain('Your account denied this');
    expect(renderNotice('outcome', denied, { userId: 'U0ANA', now: NOW, command: '/kandji' }).text).toContain(
      'Ask the owner first. Nothing was changed.',
    );
  });
});

/** Every markup text of a card. */
const markup = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(markup);
  if (typeof value !== 'object' || value === null) return [];
  const held = value as Record<string, unknown>;
  return held.type === 'mrkdwn' ? [String(held.text)] : Object.values(held).flatMap(markup);
};

/** A request whose every text is this one, as long as people can make it. */
const called = (text: string, state: HelpdeskRequest['state']): HelpdeskRequest =>
  request({
    state,
    reason: text.repeat(4),
    requesterName: text,
    requesterId: 'not an id',
    snapshot: {
      device: ipad({
        name: text,
        model: text,
        serialNumber: text,
        platform: text,
        blueprint: { id: 'b', name: text },
        user: { id: 'u', name: text, email: text, archived: false },
      }),
      lostModeEnabledAt: null,
      supervised: null,
      takenAt: NOW,
    },
    changes: [
      {
        operation: 'enable-lost-mode',
        params: {
          message: text.slice(0, 250),
          phone: text.slice(0, 60),
          footnote: text.slice(0, 200) || 'x',
        },
      },
    ],
    differences: Array.from({ length: 4 }, () => ({
      label: text,
      before: text.repeat(3),
      after: text.repeat(3),
    })),
    consequences: Array.from({ length: 20 }, () => text),
    requirements: Array.from({ length: 6 }, () => ({ approvals: 9, roles: [text, text], label: text })),
    approvals: Array.from({ length: 20 }, () => ({
      approverId: text,
      approverName: text,
      human: text,
      roles: [text],
      at: NOW,
    })),
    rule: text,
    outcome: { code: 'sentence', text },
    endedBy: text,
    note: 'failed',
  });

describe.each(
  [...NASTY, '"'.repeat(300)].map((text) => [JSON.stringify([...text].slice(0, 20).join('')), text] as const),
)('with %s everywhere', (_, text) => {
  test.each(REQUEST_STATES)('Slack takes the cards of a request that is %s', (state) => {
    const cards = [
      ...PLACES.map((place) => renderRequestCard(called(text, state), place, NOW)),
      ...NOTICES.map((notice) =>
        renderNotice(notice, called(text, state), { userId: text, now: NOW, command: '/kandji' }),
      ),
    ];
    for (const card of cards) {
      expect(checkMessage(card, { update: true })).toEqual([]);
      for (const text of [card.text, ...markup(card.blocks)])
        expect(text).not.toMatch(/<!(?!date\^)|<@|<https?:|&am$|&l$|&lt$/u);
    }
  });
});

test.each([
  ['approved', { state: 'pending' }, 'U0LEA', /^Your account approved this \(/u],
  [
    'took back',
    { state: 'pending', approvals: [] },
    'U0LEA',
    /^Your account took its approval of this back:/u,
  ],
  ['settled', { state: 'completed', endedBy: 'U0BEN' }, 'U0BEN', /^Your account said how this ended:/u],
  ['denied', { state: 'denied', endedBy: 'U0BEN' }, 'U0BEN', /^Your account denied this/u],
] as const)('the person who %s it is told just that', (_what, change, userId, words) => {
  expect(
    renderNotice('your-decision', lostModeOff(change), { userId, now: NOW, command: '/kandji' }).text,
  ).toMatch(words);
});
