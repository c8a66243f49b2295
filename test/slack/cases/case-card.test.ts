import { describe, expect, test } from 'vitest';
import { checkMessage, checkView } from '../../../packages/slack-sandbox/src/limits/index.ts';
import { type Case, type CaseEvent, isLocked } from '../../../src/helpdesk/cases/case.ts';
import { CASE_EVENTS } from '../../../src/helpdesk/cases/case-events.ts';
import type { CasePolicy } from '../../../src/helpdesk/policy.ts';
import { caseView, renderCaseCard } from '../../../src/slack/cases/case-card.ts';
import {
  renderCaseMessage,
  renderCaseNews,
  renderTimelineReply,
} from '../../../src/slack/cases/case-messages.ts';
import { changesMessage } from '../../../src/slack/cases/case-notifier.ts';
import { casesSection } from '../../../src/slack/cases/home-cases.ts';
import { reportView } from '../../../src/slack/cases/report-form.ts';
import { NASTY, NOW } from '../../support/slack/fixtures.ts';
import { caseOf } from '../../support/store/samples.ts';

/** Its Lost Mode is off when it is reported. */
const { device } = caseOf().report;
const OFF = device && { ...device, device: { ...device.device, lostMode: 'off' as const } };
const MAC = OFF && { ...OFF, device: { ...OFF.device, platform: 'Mac', model: 'MacBook Air' } };
const ANA = { userId: 'U0ANA', name: 'Ana Ruiz' };
const POLICY: CasePolicy = {
  channel: 'C0CASES',
  notify: ['S0AGENTS', 'U0BEN'],
  phone: '+1 555 0100',
  hours: '08:00–18:00',
  links: [{ label: 'Sign out accounts', url: 'https://sso.example.com' }],
  confirmFound: ['agent'],
};

function lost(events: readonly Partial<CaseEvent>[] = [], change: Partial<Case['report']> = {}): Case {
  const opening = caseOf();
  const reported = { kind: 'reported', at: NOW, by: opening.report.reporter, result: opening.plan } as const;
  return {
    id: '4MQ86MBW',
    version: 1,
    report: { ...opening.report, device: OFF, ...change },
    events: [reported, ...events.map((event) => ({ kind: 'taken', at: NOW, ...event }) as CaseEvent)],
    createdAt: NOW,
    closedAt: events.some(({ kind }) => kind === 'closed') ? NOW + 100 * 60_000 : null,
    readAt: NOW,
    attempt: 1,
    delivery: {
      channel: 'C0CASES',
      ts: null,
      shown: 0,
      posted: 0,
      notified: 0,
      rejections: 0,
      message: null,
    },
  };
}

const words = (one: Case): string => JSON.stringify(renderCaseCard(one, POLICY).blocks);

describe('what the person is told', () => {
  test('is not that IT has been notified, while Slack rejects the card', () => {
    const one = lost();
    const rejected = { ...one, delivery: { ...one.delivery, rejections: 1 } };
    const home = (of: Case) =>
      JSON.stringify(casesSection({ mine: [of], open: [], userId: 'U0DANA', reports: 'mine' }));
    for (const drawn of [JSON.stringify(renderCaseMessage(rejected, POLICY)), home(rejected)]) {
      expect(drawn).toContain('IT may not have seen it yet');
      expect(drawn).not.toContain('IT has been notified.*');
    }
    expect(home({ ...rejected, delivery: { ...rejected.delivery, ts: '1' } })).toContain(
      'IT has been notified',
    );
  });

  test.each<[string, readonly Partial<CaseEvent>[], RegExp]>([
    [
      'Lost Mode on',
      [{ kind: 'on' }],
      /not found\.\\nLost Mode stays on\. If you find it, call \+1 555 0100\./u,
    ],
    ['Lost Mode off', [], /not found\.$/u],
  ])('of a case that was closed without the device: %s', (_state, before, said) => {
    const one = lost([...before, { kind: 'closed', by: ANA, result: 'not-found' }]);
    const told = renderCaseNews(one, one.events.length - 1, POLICY);
    const [block] = told?.blocks ?? [];
    expect(JSON.stringify(block?.type === 'section' ? block.text?.text : '').slice(1, -1)).toMatch(said);
  });
});

describe('the person’s first message is drawn again', () => {
  const told = (one: Case): Case => ({
    ...one,
    delivery: { ...one.delivery, notified: 1, message: { channel: 'D0DANA', ts: '1' } },
  });

  test.each<[CaseEvent['kind'], boolean]>([
    ['taken', true],
    ['on', true],
    ['found', true],
    ['closed', true],
    ['checked-in', false],
    ['silent', false],
    ['located', false],
    ['erase-asked', false],
  ])('%s: %s', (kind, changes) => {
    expect(changesMessage(told(lost([{ kind, by: ANA }])), POLICY)).toBe(changes);
    const all = lost([{ kind, by: ANA }]);
    const looked = { ...all, delivery: { ...all.delivery, notified: 2 } };
    expect(changesMessage(looked, POLICY)).toBe(false);
  });
});

describe('the card says how the device stands', () => {
  test.each<[string, readonly Partial<CaseEvent>[], RegExp]>([
    ['nothing requested', [], /🟠 \*Lost Mode isn't on\.\*/u],
    ['waiting for approval', [{ kind: 'on-asked' }], /⏳ Lost Mode requested, waiting for approval/u],
    ['sent', [{ kind: 'on-sent' }], /⏳ Lost Mode sent .*, waiting for the iPhone/u],
    ['confirmed', [{ kind: 'on' }], /🔴 \*Lost Mode on\* \(confirmed/u],
    ['denied', [{ kind: 'on-failed', result: 'denied' }], /isn't on:\* the request was denied/u],
    ['frozen', [{ kind: 'on-failed', result: 'frozen' }], /isn't on:\* changes were frozen/u],
    ['online since', [{ kind: 'checked-in' }], /🟠 \*Online since the report:\* checked in/u],
    [
      'found',
      [{ kind: 'on' }, { kind: 'found', by: { userId: 'U0DANA', name: 'Dana Li' } }],
      /says it's found/u,
    ],
    ['not found after all', [{ kind: 'on' }, { kind: 'found' }, { kind: 'not-yet' }], /Lost Mode on\*/u],
    ['taken', [{ kind: 'taken', by: ANA }], /Open · Ana Ruiz/u],
    [
      'reported again',
      [{ kind: 'reported-again', said: { place: 'Bar', phone: '+49 171' } }],
      /Train to Hamburg.*Added .*:\\nBar\\nCall back: \+49 171\\n/u,
    ],
  ])('%s', (_what, events, says) => expect(words(lost(events))).toMatch(says));

  test.each<[string, readonly Partial<CaseEvent>[], RegExp]>([
    ['nothing requested', [], /🟠 \*Not locked\.\* Macs have no Lost Mode/u],
    ['waiting for approval', [{ kind: 'lock-asked' }], /⏳ Lock requested, waiting for approval/u],
    ['on hold', [{ kind: 'lock-held' }], /⛔ \*Not locked:\* on hold because/u],
    ['sent', [{ kind: 'lock-sent' }], /⏳ Lock sent .*, waiting for the Mac/u],
    ['unknown', [{ kind: 'lock-unknown' }], /⚠️ \*Lock sent, result unknown\.\* Check the Mac/u],
    ['locked', [{ kind: 'locked' }], /✅ \*Locked\* \(reported by Kandji/u],
    ['denied', [{ kind: 'lock-failed', result: 'denied' }], /🟠 \*Not locked:\* the request was denied/u],
    ['found', [{ kind: 'locked' }, { kind: 'found' }], /close the case\.\\nThe Mac stays locked until/u],
    [
      'found before it is locked',
      [{ kind: 'lock-sent' }, { kind: 'found' }],
      /close the case\.\\n⏳ Lock sent/u,
    ],
  ])('a Mac: %s', (_what, events, says) => expect(words(lost(events, { device: MAC }))).toMatch(says));

  test.each<[string, readonly Partial<CaseEvent>[], RegExp]>([
    [
      'waiting for approval',
      [{ kind: 'lock-asked' }],
      /isn't on\.\*\\n⏳ Lock requested, waiting for approval/u,
    ],
    [
      'sent',
      [{ kind: 'on' }, { kind: 'lock-sent' }],
      /Lost Mode on\* .*\\n⏳ Lock sent .*, waiting for the iPhone/u,
    ],
    ['locked', [{ kind: 'locked' }], /isn't on\.\*\\n✅ \*Locked\* \(reported by Kandji/u],
    ['closed', [{ kind: 'locked' }, { kind: 'closed', result: 'not-found' }], /Not found · locked · /u],
  ])('a locked iPhone: %s', (_what, events, says) => expect(words(lost(events))).toMatch(says));

  const details = {
    supervised: false,
    hasPasscode: true,
    activationLock: null,
    filevault: null,
    mdmCheckInAt: null,
  };
  const OWN_IPHONE = OFF && { ...OFF, details };

  test.each<[string, readonly Partial<CaseEvent>[], RegExp]>([
    [
      'nothing requested',
      [],
      /🟠 \*Not locked\.\* This iPhone isn't supervised, so it can't use Lost Mode\./u,
    ],
    ['sent', [{ kind: 'lock-sent' }], /⏳ Lock sent .*, waiting for the iPhone/u],
    [
      'locked after Lost Mode was not possible',
      [{ kind: 'on-failed', result: 'not-possible' }, { kind: 'locked' }],
      /Lost Mode isn't on:\* it isn't possible.*\\n✅ \*Locked\*/u,
    ],
    ['found', [{ kind: 'locked' }, { kind: 'found' }], /close the case\.\\nThe iPhone stays locked until/u],
  ])('an iPhone that is not supervised: %s', (_what, events, says) => {
    const one = lost(events, { device: OWN_IPHONE });
    expect(words(one)).toMatch(says);
    expect(words(one)).not.toMatch(/Lost Mode isn't on\.|Lost Mode…/u);
    expect(JSON.stringify(renderCaseCard(one, POLICY, true).blocks).includes('Lock…')).toBe(
      !events.some(({ kind }) => kind === 'found'),
    );
  });

  test.each<['turning-on' | 'on', RegExp, RegExp]>([
    [
      'turning-on',
      /⏳ Lost Mode sent before the report, waiting for the iPhone/u,
      /Not found · closed|Not found · open/u,
    ],
    ['on', /🔴 \*Lost Mode on\*, since before the report/u, /Not found · Lost Mode still on · /u],
  ])('Lost Mode before the report: %s', (lostMode, says, left) => {
    const before = OFF && { ...OFF, device: { ...OFF.device, lostMode } };
    expect(words(lost([], { device: before }))).toMatch(says);
    expect(words(lost([{ kind: 'closed', result: 'not-found' }], { device: before }))).toMatch(left);
  });

  test.each<[string, readonly Partial<CaseEvent>[], RegExp]>([
    ['requested', [{ kind: 'erase-asked' }], /isn't on\.\*\\n⏳ Erase requested, waiting for approval/u],
    ['on hold', [{ kind: 'erase-held' }], /⛔ \*Not erased:\* on hold because/u],
    ['sent', [{ kind: 'erase-sent' }], /⏳ Erase sent .*, waiting for the iPhone/u],
    ['unknown', [{ kind: 'erase-unknown' }], /⚠️ \*Erase sent, result unknown\.\* Check the iPhone/u],
    ['denied', [{ kind: 'erase-failed', result: 'denied' }], /🟠 \*Not erased:\* the request was denied/u],
    ['a passcode', [{ kind: 'passcode-cleared' }], /✅ \*Passcode cleared\*/u],
  ])('an erase: %s', (_what, events, says) => expect(words(lost(events))).toMatch(says));

  const ERASED = [{ kind: 'erase-sent' }, { kind: 'erased' }] as const;
  const DANA = { userId: 'U0DANA', name: 'Dana Li' };

  test.each<[string, readonly Partial<CaseEvent>[]]>([
    ['in Lost Mode', [{ kind: 'on' }]],
    ['with Lost Mode off requested', [{ kind: 'on' }, { kind: 'found', by: DANA }, { kind: 'off-asked' }]],
    ['locked', [{ kind: 'locked' }]],
  ])('an erased device, %s before, is neither in Lost Mode nor locked any more', (_what, before) => {
    for (const after of [
      [],
      [{ kind: 'found', by: DANA }],
      [{ kind: 'off-failed', result: 'void' }],
    ] as const)
      for (const device of [OFF, MAC]) {
        const one = lost([...before, ...ERASED, ...after], { device });
        expect(isLocked(one)).toBe(false);
        const card = words(one);
        expect(card).toContain('✅ *Erased*');
        expect(card).not.toMatch(/Lost Mode (?:on|is still on)|urn off Lost Mode|Locked|stays locked/u);
        if (after[0]?.kind === 'found')
          expect(card).toContain("Check that it's Dana Li, then close the case.");
        expect(JSON.stringify(renderCaseMessage(one, POLICY).blocks)).toMatch(/IT erased .*\./u);
      }
  });

  test('Lost Mode that is requested again after an erase counts', () => {
    const again = lost([{ kind: 'on' }, ...ERASED, { kind: 'on-sent' }, { kind: 'on' }]);
    expect(words(again)).toContain('Lost Mode on*');
    expect(isLocked(again)).toBe(true);
  });

  test('a new case mentions those in notify, a taken one no one', () => {
    expect(words(lost())).toContain('<!subteam^S0AGENTS> <@U0BEN>');
    expect(words(lost([{ kind: 'taken', by: ANA }]))).not.toContain('<!subteam');
  });

  test('a closed one is two lines with its time', () => {
    const { blocks } = renderCaseCard(
      lost([{ kind: 'off' }, { kind: 'closed', by: ANA, result: 'found' }]),
      POLICY,
    );
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'context']);
    expect(JSON.stringify(blocks)).toMatch(
      /Lost Mode off, confirmed · closed by Ana Ruiz · open for 1 h 40 min/u,
    );
  });
});

test('Home lists five open cases and counts the others', () => {
  const open = Array.from({ length: 7 }, () => lost());
  const blocks = casesSection({ mine: [], open, userId: 'U0ANA', reports: 'any' });
  expect(blocks.filter(({ type }) => type === 'section')).toHaveLength(5);
  expect(JSON.stringify(blocks)).toContain('2 more.');
});

test('the person is told of news only, and never where the device is', () => {
  const told = CASE_EVENTS.filter((kind) => renderCaseNews(lost([{ kind, by: ANA }]), 1, POLICY));
  expect(told).toEqual(['reported', 'on', 'on-failed', 'off', 'taken', 'not-yet', 'closed']);
  const all = CASE_EVENTS.map((kind) => JSON.stringify(renderCaseNews(lost([{ kind, by: ANA }]), 1, POLICY)));
  expect(all.join()).not.toMatch(/location|latitude|map/iu);
});

test('what a newer version has added is drawn as nothing', () => {
  const event = { kind: 'teleported', at: NOW } as unknown as CaseEvent;
  expect(renderTimelineReply(lost([event]), event, POLICY)).toBeNull();
  expect(renderCaseNews(lost([event]), 1, POLICY)).toBeNull();
  expect(checkMessage(renderCaseCard(lost([event]), POLICY) as never)).toEqual([]);
});

describe.each([...Object.values(NASTY), 'W'.repeat(3_000)])('with %j everywhere', (text) => {
  const person = { userId: 'U0DANA', name: text };
  const opened = caseOf().report;
  const device = opened.device && {
    ...opened.device,
    device: { ...opened.device.device, name: text, model: text, serialNumber: text },
  };
  const report = { person, reporter: person, device, description: text, place: text, phone: text };
  const policy = { ...POLICY, phone: text, hours: text, links: [{ label: text, url: 'https://x.example' }] };

  test('every card, line, message and modal keeps Slack’s limits', () => {
    for (const kind of CASE_EVENTS) {
      const event = { kind, at: NOW, by: person, result: text, said: { place: text, phone: text } };
      const one = lost([event], report);
      expect(checkMessage(renderCaseCard(one, policy) as never), kind).toEqual([]);
      for (const card of [renderTimelineReply(one, event, policy), renderCaseNews(one, 1, policy)])
        if (card) expect(checkMessage(card as never), kind).toEqual([]);
      expect(checkView(caseView(one)), kind).toEqual([]);
    }
    const devices = Array.from({ length: 120 }, (_, n) => ({
      device: { ...caseOf().report.device!.device, id: `${n}`, name: text, model: text },
      details: null,
    }));
    for (const whose of ['mine', 'any'] as const)
      for (const some of [devices, devices.slice(0, 3), []]) {
        const form = { person, isOwn: whose === 'mine', devices: some, isUnread: some.length === 0 };
        const draft = { kind: 'case', whose, form, chosen: 'none' } as const;
        const lostMode = { message: text, phone: text, footnote: '' };
        for (const plan of ['at-once', 'not-listed', null] as const)
          expect(checkView(reportView(draft, { cases: policy, lostMode, plan }))).toEqual([]);
      }
  });
});
