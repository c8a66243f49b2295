import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../packages/slack-sandbox/src/limits/index.ts';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import type { Outcome } from '../../../src/helpdesk/outcome.ts';
import { FORGOTTEN, type HelpdeskRequest, REQUEST_STATES } from '../../../src/helpdesk/request.ts';
import type { CardCopy } from '../../../src/helpdesk/store-port.ts';
import { renderRequestCard } from '../../../src/slack/requests/card.ts';
import { endingText } from '../../../src/slack/requests/ending.ts';
import { headline } from '../../../src/slack/requests/request-text.ts';
import { statusText } from '../../../src/slack/requests/status-text.ts';
import { HOUR, ipad, MINUTE, NASTY, NOW, request } from '../../support/slack/fixtures.ts';
import { renderAll } from '../../support/slack/notices.ts';

const PLACES: readonly CardCopy['place'][] = ['approvals', 'requester', 'adopted'];

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
  open: { code: 'key_shown' },
  closed: { code: 'key_shown' },
};

/** States that only a key can have. */
const OF_KEYS: readonly HelpdeskRequest['state'][] = ['ready', 'open', 'closed'];

/** Requested and approved five minutes ago; opened, where it was, by Ana a minute ago. */
const keyRequest = (change: Partial<HelpdeskRequest> = {}): HelpdeskRequest =>
  request({
    changes: [
      {
        operation: 'show-filevault-key',
        params: { recipient: { userId: 'U0ANA', name: 'Ana' }, requester: 'U0ANA' },
      },
    ],
    differences: [],
    consequences: ['Shown to Ana only, for 15 minutes.'],
    reason: 'Forgot the password',
    expiresAt: null,
    approvals: [
      {
        approverId: 'U0LEA',
        approverName: 'Lea',
        human: 'U0LEA',
        roles: ['approver'],
        at: NOW - 5 * MINUTE,
      },
    ],
    sentAt: change.state === 'ready' ? null : NOW - MINUTE,
    ...change,
  });

const HOLDERS = { approver: ['S0LEADS'], admin: ['U0ROOT'] };

const inState = (state: HelpdeskRequest['state']) =>
  (OF_KEYS.includes(state) ? keyRequest : lostModeOff)({
    state,
    outcome: OUTCOMES[state] ?? null,
    dueAt: NOW,
    endedBy: state === 'denied' ? 'U0LEA' : null,
  });

/** Done: what was requested has come about. A key that was shown has. */
const DONE: readonly HelpdeskRequest['state'][] = ['completed', 'open', 'closed'];

const textOf = (card: { blocks: unknown }) => JSON.stringify(card.blocks);

describe('the request card', () => {
  test.each(REQUEST_STATES)('%s, in the approvals channel', async (state) => {
    const card = renderRequestCard(inState(state), 'approvals', NOW, { holders: HOLDERS });
    await expect(JSON.stringify(card, null, 2)).toMatchFileSnapshot(`__snapshots__/request-${state}.json`);
  });

  test('asks in the words of the product', () => {
    expect(textOf(renderRequestCard(lostModeOff(), 'approvals', NOW))).toContain(
      "Ana requests: turn off Lost Mode on Dana Li's iPad",
    );
    expect(textOf(renderRequestCard(request(), 'approvals', NOW))).toContain(
      "Ana requests: move Noor Halim's Mac to Sales",
    );
  });

  test('joins what is asked for and the device as people would', () => {
    const asking = (operation: OperationName) =>
      renderRequestCard(lostModeOff({ changes: [{ operation, params: {} }] }), 'approvals', NOW).text;
    expect(asking('blank-push')).toContain("Ana requests: send a blank push to Dana Li's iPad. 1 more");
    expect(asking('update-location')).toMatch(/^Ana requests: .* of Dana Li's iPad\. 1 more/u);
  });

  test('says in its first line, which a phone shows, what is needed', () => {
    const { text } = renderRequestCard(lostModeOff({ approvals: [] }), 'requester', NOW);
    expect(text).toContain("Ana requests: turn off Lost Mode on Dana Li's iPad. 2 approvals needed by");
  });

  test('is green only when it is done', () => {
    for (const state of REQUEST_STATES)
      for (const place of PLACES)
        expect(textOf(renderRequestCard(inState(state), place, NOW)).includes('✅'), state).toBe(
          DONE.includes(state),
        );
    for (const state of REQUEST_STATES)
      expect(statusText(inState(state), NOW, {}).mrkdwn.includes('✅'), state).toBe(DONE.includes(state));
  });

  test.each(['open', 'closed'] as const)('is not green for a key that nobody saw, %s', (state) => {
    const unseen = keyRequest({ state, outcome: { code: 'key_not_shown', why: 'no_answer' } });
    for (const place of PLACES) {
      const text = textOf(renderRequestCard(unseen, place, NOW));
      expect(text).toContain('❌ *FileVault key: not shown*');
      expect(text).not.toContain('✅');
    }
    expect(statusText(unseen, NOW, {}).mrkdwn).not.toContain('✅');
  });

  test('says that nothing is known while nothing is known', () => {
    expect(textOf(renderRequestCard(inState('unknown'), 'requester', NOW))).toContain(
      "⚠️ *Don't know yet if Lost Mode is off.* Kandji didn't answer (502). I'm checking. Please don't repeat it.",
    );
  });

  test('says of a failure what may come next, unless a person has settled it', () => {
    expect(statusText(inState('failed'), NOW, {}).mrkdwn).toBe(
      '❌ *Failed: turn off Lost Mode.* Kandji rejected this: Command already running. Nothing was changed.',
    );
    const settled = lostModeOff({
      state: 'failed',
      outcome: { code: 'recorded', how: 'I looked' },
      endedBy: 'U0LEA',
    });
    expect(statusText(settled, NOW, {}).mrkdwn).toBe(
      '❌ *Not done: turn off Lost Mode*, recorded by <@U0LEA>: “I looked”',
    );
  });

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
      /1 more approval needed by [^*]+:\* one admin \(<@U0ROOT>\)\\nApproved by Lea, /,
    ],
    [
      { requirements: [one('approver', 'admin'), one('admin')], approvals: [] },
      /1 approval needed by [^*]+:\* one admin \(<@U0ROOT>\)"/,
    ],
  ])('says who is still needed, and mentions nobody else: %#', (change, line) => {
    const card = textOf(
      renderRequestCard(lostModeOff({ expiresAt: NOW + HOUR, ...change }), 'approvals', NOW, {
        holders: HOLDERS,
      }),
    );
    expect(card).toMatch(line);
    expect(card).not.toMatch(/\d of \d/);
    expect(card.match(/<!subteam\^S0LEADS>/g)?.length ?? 0).toBe(line.source.includes('S0LEADS') ? 1 : 0);
  });

  test.each([
    [{ requirements: [{ ...one('approver'), approvals: 2 }] }, /2 approvals needed by [^*]+:\* approver$/],
    [{ requirements: [{ ...one('approver', 'admin'), approvals: 2 }] }, /:\* approver or admin$/],
    [
      { requirements: [{ ...one('approver'), approvals: 2 }, one('admin')] },
      /3 approvals needed by [^*]+:\* 2 people from approver and one admin$/,
    ],
  ])('counts once where no one is mentioned: %#', (change, line) => {
    const waiting = lostModeOff({ expiresAt: NOW + HOUR, approvals: [], ...change });
    expect(statusText(waiting, NOW, {}).mrkdwn).toMatch(line);
  });

  const ON_HOLD = {
    code: 'held',
    class: 'disruptive',
    person: null,
    sent: 1,
    limit: 1,
    windowMs: HOUR,
  } as const;

  test.each<[string, Partial<HelpdeskRequest>, RegExp]>([
    [
      'a group that two roles share',
      { requirements: [one('agent', 'approver'), one('approver', 'admin')] },
      /:\* one agent or approver \(<!subteam\^S0AGENTS> or <!subteam\^S0LEADS>\) and one approver or admin \(<@U0ROOT>\)"/,
    ],
    [
      'who is in a group and named beside it',
      { requirements: [one('agent')] },
      /:\* one agent \(<!subteam\^S0AGENTS>\)"/,
    ],
    [
      'who is in a group and alone in the other role',
      { requirements: [one('agent'), one('expert')] },
      /:\* one agent \(<!subteam\^S0AGENTS>\) and one expert \(<@U0VERA>\)"/,
    ],
    [
      'on hold',
      { state: 'held', outcome: ON_HOLD },
      /<!subteam\^S0AGENTS>, <!subteam\^S0LEADS> or <@U0ROOT> can release/,
    ],
  ])('mentions no one twice in one sentence: %s', (_what, change, line) => {
    const holders = {
      agent: ['S0AGENTS', 'U0VERA'],
      approver: ['S0LEADS'],
      admin: ['U0ROOT'],
      expert: ['U0VERA'],
    };
    const waiting = lostModeOff({ expiresAt: NOW + HOUR, approvals: [], ...change });
    const membersOf = (id: string) => (id === 'S0AGENTS' ? ['U0VERA', 'U0KAI'] : null);
    expect(textOf(renderRequestCard(waiting, 'approvals', NOW, { holders, membersOf }))).toMatch(line);
  });

  test('mentions neither the requester nor anyone who has approved', () => {
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
        { holders },
      ),
    );
    expect(card).toContain(':* one approver (<@U0BEN>)');
    expect(card).not.toContain('<@U0LEA>');
  });

  describe('where no one can approve', () => {
    const waiting = (change: Partial<HelpdeskRequest> = {}) =>
      lostModeOff({ requirements: [one('approver')], approvals: [], requesterId: 'U0ANA', ...change });
    const drawn = (request: HelpdeskRequest, members: readonly string[] | null, holders = HOLDERS) =>
      textOf(renderRequestCard(request, 'approvals', NOW, { holders, membersOf: () => members }));

    test('the card says so, and whom to ask', () => {
      expect(drawn(waiting(), [])).toContain(
        '⛔ *No one can approve this.* <!subteam^S0LEADS> has no active members. Ask <@U0ROOT> (admin).',
      );
      expect(drawn(waiting({ requirements: [{ ...one('approver'), approvals: 2 }] }), ['U0BEN'])).toContain(
        'has too few active members for this request. Ask <@U0ROOT> (admin).',
      );
    });

    test('no one is sent to an empty group, or to one that only the requester is in', () => {
      const inGroups = { ...HOLDERS, admin: ['S0LEADS'] };
      const alone = '⛔ *No one can approve this.* <!subteam^S0LEADS> has';
      expect(drawn(waiting(), [], inGroups)).toContain(`${alone} no active members. Ask your IT team.`);
      expect(drawn(waiting(), ['U0ANA'], inGroups)).toMatch(/too few active members .*Ask your IT team\./u);
      const two = waiting({ requirements: [{ ...one('approver'), approvals: 2 }] });
      expect(drawn(two, ['U0ANA', 'U0BEN'], inGroups)).toContain('Ask <!subteam^S0LEADS> (admin).');
    });

    test('the requester and those who have approved do not count', () => {
      expect(drawn(waiting(), ['U0ANA'])).toContain('No one can approve this');
      const half = waiting({ requirements: [{ ...one('approver'), approvals: 2 }], approvals: [lea] });
      expect(drawn(half, ['U0LEA'])).toContain('No one can approve this');
      expect(drawn(half, ['U0LEA', 'U0BEN'])).toContain('1 more approval needed');
    });

    describe('by people who were added less than 24 hours ago', () => {
      const ERASE = [{ operation: 'erase', params: {} }] as const;
      const fresh = (change: Partial<HelpdeskRequest>, known: readonly string[], holders = HOLDERS) =>
        textOf(
          renderRequestCard(waiting({ differences: [], ...change }), 'approvals', NOW, {
            holders,
            membersOf: (_group, which) => (which === 'known' ? known : ['U0BEN', 'U0LEA']),
          }),
        );
      const REASON = 'Only people who have been in the Slack group for 24 hours';

      test.each([
        ['an erase', ERASE],
        ['a key', keyRequest().changes],
      ] as const)('%s: the card says why no one can, or who still has to', (_what, changes) => {
        expect(fresh({ changes }, [])).toContain(
          '⛔ *No one can approve this.* <!subteam^S0LEADS> has too few members who have been in it for 24 hours. Ask <@U0ROOT> (admin).',
        );
        const some = fresh({ changes }, ['U0LEA']);
        expect(some).toContain('1 approval needed');
        expect(some).toContain(REASON);
        expect(fresh({ changes }, ['U0BEN', 'U0LEA'])).not.toContain(REASON);
      });

      test('someone whom the policy names by user id counts', () => {
        const named = { ...HOLDERS, approver: ['S0LEADS', 'U0MAX'] };
        expect(fresh({ changes: ERASE }, [], named)).toContain('1 approval needed');
      });

      test('what anyone in the group approves says nothing of it', () => {
        expect(fresh({}, [])).toContain('1 approval needed');
        expect(fresh({}, [])).not.toContain(REASON);
      });
    });

    test('what is not known is not said', () => {
      expect(drawn(waiting(), null)).toContain('1 approval needed');
      expect(drawn(waiting({ requirements: [one('approver', 'admin')] }), [])).toContain('1 approval needed');
      expect(drawn(waiting({ requirements: [one('everyone')] }), [])).toContain('1 approval needed');
    });
  });

  test.each([
    ['Ana', 'Noor Halim'],
    ['Maximiliane von und zu Hohenlohe', 'Wolfeschlegelsteinhausenbergerdorff Junior'],
    ['x'.repeat(300), 'y'.repeat(300)],
  ])('fits its headline into two lines on a phone: %s', (requesterName, name) => {
    const user = { id: 'u', name, email: '', archived: false };
    for (const operation of ['disable-lost-mode', 'blank-push'] as const) {
      const long = lostModeOff({
        requesterName,
        changes: [{ operation, params: {} }],
        snapshot: { ...lostModeOff().snapshot, device: ipad({ user }) },
      });
      expect([...headline(long).plain].length).toBeLessThanOrEqual(60);
      expect(headline(long).plain).toMatch(/ requests: .*'s iPad$/u);
    }
  });

  test('calls who must act: approvers on the approvals copy while it waits, releasers wherever it is on hold', () => {
    for (const state of REQUEST_STATES)
      for (const place of PLACES) {
        const called = textOf(
          renderRequestCard(inState(state), place, NOW, { holders: { approver: ['S0LEADS'] } }),
        ).includes('<!subteam^S0LEADS>');
        expect(called, `${state} ${place}`).toBe(
          state === 'held' || (state === 'pending' && place === 'approvals'),
        );
      }
  });

  test.each([
    ['pending', 'approvals', ['request.approve', 'request.deny', 'request.open']],
    ['pending', 'requester', ['request.cancel', 'request.open']],
    ['claimed', 'requester', ['request.cancel']],
    ['void', 'requester', ['request.again']],
    ['expired', 'requester', ['request.again']],
    ['unknown', 'approvals', ['request.open']],
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

const by = (name: string) => ({
  approverId: `U0${name.toUpperCase()}`,
  approverName: name,
  human: name,
  roles: ['approver'],
  at: NOW - HOUR,
});
const ENDED = { approvals: [by('Ben'), by('Max')], finishedAt: NOW, expiresAt: NOW };
const AT = '10:05 UTC';
const toSales = { changes: request().changes, differences: request().differences };
const push = { changes: [{ operation: 'blank-push', params: {} }] } as const;

/** Each end as `copy.md` words it: the headline and the small line, in plain text. */
const ENDS: readonly (readonly [string, Partial<HelpdeskRequest>, line: string, small: string])[] = [
  [
    'proved by a read',
    { state: 'completed', outcome: { code: 'confirmed', answerLost: false } },
    `✅ Lost Mode off · Dana Li's iPad · confirmed ${AT}`,
    'Ana · approved by Ben, Max',
  ],
  [
    'proved after a lost answer',
    { state: 'completed', outcome: { code: 'confirmed', answerLost: true }, approvals: [] },
    `✅ Lost Mode off · Dana Li's iPad · confirmed ${AT}`,
    "Ana · Kandji's first answer was lost",
  ],
  [
    'completed by Kandji',
    { state: 'completed', outcome: { code: 'reported' } },
    `✅ Lost Mode off · Dana Li's iPad · ${AT}`,
    'Ana · reported by Kandji · approved by Ben, Max',
  ],
  [
    'saved',
    { ...toSales, state: 'completed', outcome: { code: 'saved' } },
    `✅ Moved to Sales · Dana Li's iPad · ${AT}`,
    'Ana · saved in Kandji · approved by Ben, Max',
  ],
  [
    'without a delivery report',
    { ...push, state: 'completed', outcome: { code: 'unreported' }, approvals: [] },
    `✅ Blank push sent · Dana Li's iPad · ${AT}`,
    "Ana · Kandji doesn't report delivery",
  ],
  [
    'already so',
    { ...toSales, state: 'completed', outcome: { code: 'already_set' } },
    "✅ Already set: Sales · Dana Li's iPad",
    'Ana · nothing to do',
  ],
  [
    'decided, and the device is offline',
    { state: 'sent', outcome: { code: 'queued' } },
    "⏳ Lost Mode off sent · Dana Li's iPad · waiting, last seen 2026-03-04 08:05 UTC",
    'Ana · approved by Ben, Max',
  ],
  [
    'denied',
    { state: 'denied', outcome: { code: 'denied', reason: 'Ask the owner first', by: 'Lea' } },
    "⛔ Denied: turn off Lost Mode · Dana Li's iPad",
    'Lea: “Ask the owner first” · requested by Ana',
  ],
  [
    'failed',
    { state: 'failed', outcome: { code: 'rejected', status: 400, said: 'Command already running' } },
    "❌ Failed: turn off Lost Mode · Dana Li's iPad",
    'Kandji: “Command already running” · nothing was changed · requested by Ana',
  ],
  [
    'expired',
    { state: 'expired', outcome: { code: 'expired' } },
    "Expired: turn off Lost Mode · Dana Li's iPad",
    `No decision by ${AT} · requested by Ana`,
  ],
  [
    'canceled',
    { state: 'cancelled', outcome: { code: 'canceled' } },
    "Canceled: turn off Lost Mode · Dana Li's iPad",
    `by Ana, ${AT}`,
  ],
  [
    'void',
    {
      ...toSales,
      state: 'void',
      outcome: { code: 'device_changed', changes: [{ what: 'user', to: 'Noor Halim' }] },
    },
    "No longer valid: move to Sales · Dana Li's iPad",
    `The iPad was assigned to Noor Halim at ${AT} · requested by Ana`,
  ],
  [
    'recorded by hand',
    { state: 'completed', outcome: { code: 'recorded', how: 'I hold it', by: 'Lea' } },
    `✅ Lost Mode off · Dana Li's iPad · recorded ${AT}`,
    'Lea: “I hold it”',
  ],
  [
    'recorded by hand as not done',
    { state: 'failed', outcome: { code: 'recorded', how: 'It is on', by: 'Lea' } },
    `❌ Not done: turn off Lost Mode · Dana Li's iPad · recorded ${AT}`,
    'Lea: “It is on”',
  ],
  [
    'stored as a sentence by an older version',
    { state: 'failed', outcome: { code: 'sentence', text: 'Kandji refused it: Nope.' } },
    "❌ Failed: turn off Lost Mode · Dana Li's iPad",
    'Kandji refused it: Nope. · requested by Ana',
  ],
  [
    'with its details removed',
    { state: 'completed', outcome: { code: 'forgotten' }, requesterName: FORGOTTEN, approvals: [] },
    `✅ Lost Mode off · Dana Li's iPad · ${AT}`,
    'name removed · Details were removed.',
  ],
];

describe('a card that needs no one shrinks to two lines', () => {
  test.each(ENDS)('%s', (_what, change, line, small) => {
    const request = lostModeOff({ ...ENDED, ...change });
    const ending = endingText(request, NOW);
    expect([ending?.line.plain, ending?.small.plain]).toEqual([line, small]);
    const { blocks } = renderRequestCard(request, 'approvals', NOW);
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'context']);
    expect(textOf({ blocks })).toContain('"text":"Details"');
  });

  test('every state but those in which someone is needed', () => {
    const small = REQUEST_STATES.filter((state) => endingText(inState(state), NOW) !== null);
    expect(REQUEST_STATES.filter((state) => !small.includes(state))).toEqual(['pending', 'unknown', 'held']);
  });
});

test('an unknown end offers to record the result once its time has come, not before', () => {
  const offers = (sentAt: number) =>
    textOf(renderRequestCard({ ...inState('unknown'), sentAt }, 'approvals', NOW)).includes('request.settle');
  expect([offers(NOW - 14 * MINUTE), offers(NOW - 15 * MINUTE)]).toEqual([false, true]);
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
      ...renderAll(called(text, state), text),
    ];
    for (const card of cards) {
      expect(checkMessage(card, { update: true })).toEqual([]);
      for (const text of [card.text, ...markup(card.blocks)])
        expect(text).not.toMatch(/<!(?!date\^)|<@|<https?:|&am$|&l$|&lt$/u);
    }
  });
});
