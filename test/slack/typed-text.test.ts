import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { Case, CaseEvent } from '../../src/helpdesk/cases/case.ts';
import { CASE_EVENTS } from '../../src/helpdesk/cases/case-events.ts';
import type { Unfreeze } from '../../src/helpdesk/limits/freeze-state.ts';
import type { Outcome } from '../../src/helpdesk/outcome.ts';
import { type CasePolicy, FrozenRefusal } from '../../src/helpdesk/policy.ts';
import { type HelpdeskRequest, REQUEST_STATES } from '../../src/helpdesk/request.ts';
import { section } from '../../src/slack/block-kit/blocks.ts';
import { caseView, renderCaseCard } from '../../src/slack/cases/case-card.ts';
import { renderCaseNews, renderTimelineReply } from '../../src/slack/cases/case-messages.ts';
import { renderDeviceCard } from '../../src/slack/devices/card.ts';
import { frozenNews, renderUnfreezeCard, unfreezeDetails } from '../../src/slack/freeze/unfreeze-card.ts';
import { notice, noticeBlocks } from '../../src/slack/notices.ts';
import { renderRequestCard } from '../../src/slack/requests/card.ts';
import { requestView } from '../../src/slack/requests/request-modal.ts';
import { HOUR, ipad, look, NOW, request } from '../support/slack/fixtures.ts';
import { renderAll } from '../support/slack/notices.ts';
import { caseOf } from '../support/store/samples.ts';

/** What people type in free text, with everything that Slack could take for formatting. */
const TYPED = 'QQ *bold* _it_ ~no~ `code` :tada: <!channel> <@U0ANA>';
/** The same without. */
const HARMLESS = 'QQ bold';

const HOLDERS = { approver: ['S0LEADS'], admin: ['U0ROOT'] };
const CASES: CasePolicy = {
  channel: 'C0CASES',
  notify: ['S0AGENTS'],
  phone: '+1 555 0100',
  hours: '',
  links: [],
  confirmFound: ['agent'],
};

type Screens = Readonly<Record<string, readonly KnownBlock[]>>;

/** Everything about a request in which its reason, its denial, its result or its Lost Mode message can stand. */
function requestScreens(typed: string): Screens {
  const outcomes: Partial<Record<HelpdeskRequest['state'], Outcome>> = {
    denied: { code: 'denied', reason: typed },
    completed: { code: 'recorded', how: typed },
    failed: { code: 'rejected', status: 400, said: typed },
  };
  const all = REQUEST_STATES.map((state) => {
    const one = request({
      state,
      reason: typed,
      changes: [{ operation: 'enable-lost-mode', params: { message: typed, phone: typed, footnote: '' } }],
      differences: [],
      snapshot: { device: ipad(), lostModeEnabledAt: null, supervised: true, takenAt: NOW },
      outcome: outcomes[state] ?? null,
      requirements: [{ approvals: 1, roles: ['approver'], label: 'a rule' }],
      sentAt: NOW - HOUR,
      finishedAt: NOW,
    });
    const viewer = { human: 'U0ANA', isRequester: true, holders: HOLDERS };
    return [
      [`card ${state}`, renderRequestCard(one, 'approvals', NOW, { holders: HOLDERS }).blocks],
      [`details ${state}`, requestView(one, NOW, viewer).blocks],
      [`messages ${state}`, renderAll(one, 'U0ANA').flatMap(({ blocks }) => blocks)],
    ] as const;
  });
  return Object.fromEntries(all.flat()) as Screens;
}

function freezeScreens(typed: string): Screens {
  const freeze = { at: NOW, byId: 'U0BEN', byName: 'Ben', reason: typed };
  const states = ['pending', 'approved', 'denied', 'cancelled', 'expired'] as const;
  const all = states.flatMap((state) => {
    const asked: Unfreeze = {
      id: '7F3K9QAB',
      state,
      version: 1,
      frozenAt: NOW,
      requesterId: 'U0LEA',
      requesterName: 'Lea',
      reason: typed,
      createdAt: NOW,
      expiresAt: NOW + HOUR,
      endedAt: state === 'pending' ? null : NOW + 60_000,
      endedName: 'Max',
      endedBy: 'U0ROOT',
      endedReason: typed,
      channel: null,
      ts: null,
    };
    const called = { mrkdwn: '<@U0ROOT>', plain: 'an admin', exact: true };
    return [
      [`unfreeze ${state}`, renderUnfreezeCard(asked, freeze, called).blocks],
      [`unfreeze details ${state}`, unfreezeDetails(asked)],
    ] as const;
  });
  const refusal = new FrozenRefusal(freeze);
  return {
    ...Object.fromEntries(all),
    news: [section(frozenNews(freeze, 2))],
    refusal: noticeBlocks(refusal, notice(refusal, null, { ref: '7F3K', command: '/kandji', admins: [] })),
    device: renderDeviceCard(look({ freeze }), NOW).blocks,
  };
}

/** A case with that in each field, and said by a person of that name. */
function caseScreens(typed: string, name = 'Dana Li'): Screens {
  const person = { userId: 'U0DANA', name };
  const { report } = caseOf();
  const all = CASE_EVENTS.map((kind) => {
    const event: CaseEvent = {
      kind,
      at: NOW,
      by: person,
      ...(kind === 'reported-again' && { said: { place: typed, phone: typed } }),
    };
    const one: Case = {
      id: '4MQ86MBW',
      version: 1,
      report: { ...report, person, reporter: person, description: typed, place: typed, phone: typed },
      events: [{ kind: 'reported', at: NOW, by: person, result: 'at-once' }, event],
      createdAt: NOW,
      closedAt: null,
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
    return [
      [`case card ${kind}`, renderCaseCard(one, CASES).blocks],
      [`case thread ${kind}`, renderTimelineReply(one, event, CASES)?.blocks ?? []],
      [`case message ${kind}`, renderCaseNews(one, 1, CASES)?.blocks ?? []],
      [`case details ${kind}`, caseView(one).blocks],
    ] as const;
  });
  return Object.fromEntries(all.flat()) as Screens;
}

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

/** Every text object of some blocks. */
function textsOf(blocks: readonly KnownBlock[]): readonly TextObject[] {
  const found: TextObject[] = [];
  JSON.stringify(blocks, (_key, part: unknown) => {
    const { type, text } = (part ?? {}) as Partial<TextObject>;
    if ((type === 'plain_text' || type === 'mrkdwn') && typeof text === 'string') found.push({ type, text });
    return part;
  });
  return found;
}

/** Dates in the reader's own time zone, and who is called. */
const marksIn = (blocks: readonly KnownBlock[]): readonly string[] =>
  textsOf(blocks)
    .flatMap(({ type, text }) => (type === 'mrkdwn' ? (text.match(/<[!@][^>|]*/gu) ?? []) : []))
    .toSorted();

const KINDS: Readonly<Record<string, (typed: string) => Screens>> = {
  'a request': requestScreens,
  'a freeze': freezeScreens,
  'a case': caseScreens,
};

describe.each(Object.entries(KINDS))('what people type in %s', (_kind, draw) => {
  const [typed, harmless] = [draw(TYPED), draw(HARMLESS)];

  test('is shown somewhere, and always as they typed it', () => {
    const shown = Object.values(typed).flatMap((blocks) =>
      textsOf(blocks).filter(({ text }) => text.includes('QQ')),
    );
    expect(shown.length).toBeGreaterThan(0);
    // As code nothing is formatting.
    const isAsTyped = ({ type, text }: TextObject) =>
      type === 'plain_text' ? text.includes('QQ *b') : /`QQ \*b[^`]*`/u.test(text);
    expect(shown.filter((one) => !isAsTyped(one))).toEqual([]);
  });

  test.each(Object.keys(typed))('costs the screen no date and no mention: %s', (name) => {
    expect(marksIn(typed[name] ?? [])).toEqual(marksIn(harmless[name] ?? []));
  });
});

test('a reason costs the sentence around it nothing that is bold', () => {
  const boldIn = (typed: string) =>
    Object.entries(freezeScreens(typed)).map(([name, blocks]) => [
      name,
      textsOf(blocks)
        .filter(({ type }) => type === 'mrkdwn')
        .flatMap(({ text }) => text.replaceAll(/`[^`]*`/gu, '').match(/\*[^*]*[^*:]\*/gu) ?? []),
    ]);
  expect(boldIn(TYPED)).toEqual(boldIn(HARMLESS));
});

test('a name costs a case no call for who has to act', () => {
  const callsIn = (screens: Screens) =>
    Object.entries(screens).map(([name, blocks]) => [
      name,
      marksIn(blocks).filter((mark) => !mark.startsWith('<!date')),
    ]);
  expect(callsIn(caseScreens('', 'Dana :palm_tree: *Li*'))).toEqual(callsIn(caseScreens('')));
});
