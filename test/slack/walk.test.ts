import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { checkMessage, checkOptions, checkView } from '../../packages/slack-sandbox/src/limits/index.ts';
import type { Device, DeviceDetails } from '../../src/helpdesk/device.ts';
import type { DeviceView, Panel } from '../../src/helpdesk/device-view.ts';
import { REPORT_NAMES } from '../../src/helpdesk/fleet/reports.ts';
import { MdmError } from '../../src/helpdesk/mdm-error.ts';
import {
  ANSWERS,
  type Answer,
  MESSAGE_STATES,
  type MessageState,
  type UserMessage,
} from '../../src/helpdesk/message.ts';
import { MOST_WATCHES } from '../../src/helpdesk/watches/watch.ts';
import { context, loadingView } from '../../src/slack/block-kit/blocks.ts';
import type { Card } from '../../src/slack/block-kit/card.ts';
import { NEXT_STEPS } from '../../src/slack/block-kit/ids.ts';
import { ownText } from '../../src/slack/block-kit/text.ts';
import { EMPTY_PANEL_QUERY } from '../../src/slack/block-kit/view-state.ts';
import { deviceView, renderDeviceCard } from '../../src/slack/devices/card.ts';
import { renderSharedDevice, shareModal } from '../../src/slack/devices/share.ts';
import { errorModal } from '../../src/slack/errors.ts';
import { renderDigest } from '../../src/slack/fleet/digest.ts';
import { renderReport, renderReportPage } from '../../src/slack/fleet/report-card.ts';
import { renderHome } from '../../src/slack/home/home.ts';
import { homeRequest } from '../../src/slack/home/home-requests.ts';
import {
  countsText,
  messageLine,
  renderNews,
  renderUserMessage,
} from '../../src/slack/messages/message-text.ts';
import { previewView } from '../../src/slack/messages/messages.ts';
import { panelView } from '../../src/slack/panels/index.ts';
import { findOptions, findView } from '../../src/slack/search/find-modal.ts';
import { lookUpView } from '../../src/slack/search/look-up-message.ts';
import { renderDeviceList } from '../../src/slack/search/result-list.ts';
import { watchFormView } from '../../src/slack/watches/watch-form.ts';
import { renderWatchEnd } from '../../src/slack/watches/watch-text.ts';
import { renderWatches } from '../../src/slack/watches/watches.ts';
import {
  DAY,
  details,
  ipad,
  item,
  look,
  lostMode,
  mac,
  NASTY,
  NOW,
  openRequest,
  parameter,
  request,
} from '../support/slack/fixtures.ts';

const times = <Row>(count: number, row: (index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => row(index));

/** A device whose every text is this one. */
const called = (text: string): Device =>
  mac({
    name: text,
    model: text,
    serialNumber: text,
    osVersion: text,
    platform: text,
    assetTag: text,
    user: { id: 'x', name: text, email: text, archived: true },
    blueprint: { id: 'b', name: text },
    tags: times(50, () => text),
    isMissing: true,
    isRemoved: true,
    mdmEnabled: false,
    lostMode: 'unclear',
  });

/** A device of which Kandji tells nothing that it need not. */
const bare = (): Device =>
  mac({
    name: '',
    model: '',
    serialNumber: '',
    osVersion: '',
    agentCheckInAt: null,
    user: null,
    assetTag: null,
    blueprint: null,
    mdmEnabled: null,
    agentInstalled: null,
    agentVersion: null,
    firstEnrolledAt: null,
    lastEnrolledAt: null,
    tags: null,
  });

const noDetails: DeviceDetails = {
  deviceId: mac().id,
  mdmCheckInAt: null,
  supervised: null,
  filevault: null,
  storage: null,
  uptime: null,
  posture: null,
  encrypted: null,
  hasPasscode: null,
  activationLock: null,
  macAddress: null,
  lostMode: null,
  appleSilicon: null,
  localAccounts: null,
  groups: [],
};

const outage = (sentence: string) =>
  new MdmError({
    kind: 'no-answer',
    reason: 'invalid',
    status: 400,
    sentence,
    endpoint: sentence,
    permission: sentence,
  });

const lookOf = (text: string, change: Partial<DeviceView> = {}): DeviceView =>
  look({
    device: called(text),
    details: {
      ok: true,
      value: details({
        uptime: { kind: 'since', words: text },
        lostMode: lostMode({ state: 'unclear', statusText: text, enabledBy: text }),
      }),
    },
    status: {
      ok: true,
      value: {
        deviceId: mac().id,
        libraryItems: times(500, () => item({ name: text, status: text })),
        parameters: times(70, () => parameter({ group: 'attention' })),
      },
    },
    fromCache: true,
    readAt: NOW - DAY,
    openRequests: times(5, () => openRequest({ requester: { name: text, isSelf: false } })),
    lostModeBy: text,
    ...change,
  });

const worst = (text: string): readonly (readonly [string, DeviceView])[] => [
  ['everything', lookOf(text)],
  [
    'parts failed',
    lookOf(text, { details: { ok: false, error: outage(text) }, status: { ok: false, error: outage(text) } }),
  ],
  [
    'bare',
    look({
      device: bare(),
      details: { ok: true, value: noDetails },
      status: { ok: true, value: { deviceId: '', libraryItems: [], parameters: [] } },
    }),
  ],
  ['may nothing', lookOf(text, { may: { rights: [], operations: [] } })],
];

const panels = (text: string): readonly Panel[] => [
  {
    name: 'library',
    items: times(500, (n) =>
      item({
        itemId: String(n),
        name: `${text}${n}`,
        type: text,
        status: text,
        log: `${text}\n`.repeat(200),
        auditLog: text.repeat(50),
        group: n % 2 ? 'problem' : 'other',
      }),
    ),
  },
  {
    name: 'parameters',
    parameters: times(300, (n) =>
      parameter({ name: text, category: `${text}${n}`, subcategory: text, status: text }),
    ),
  },
  {
    name: 'apps',
    apps: times(3000, () => ({ name: text, version: text, identifier: text, source: text, path: text })),
  },
  {
    name: 'activity',
    activity: times(1000, (n) => ({
      id: String(n),
      at: n % 7 ? NOW - n * DAY : null,
      type: text,
      title: text,
      detail: text,
      by: { kind: 'person', name: text },
      failed: n % 3 === 0,
    })),
  },
  {
    name: 'commands',
    commands: times(600, (n) => ({
      uuid: String(n),
      type: text,
      state: (['pending', 'failed', 'not-now', 'completed', 'unclear'] as const)[n % 5] ?? 'running',
      requestedAt: n % 7 ? NOW - n * DAY : null,
      completedAt: n % 2 ? NOW - n * DAY : null,
      error: n % 3 ? `${text} `.repeat(40) : null,
    })),
    mdmCheckInAt: NOW - 9 * DAY,
    openRequests: times(5, () => openRequest({ requester: { name: text, isSelf: false } })),
  },
  {
    name: 'notes',
    notes: times(300, (n) => ({
      id: String(n),
      at: n % 2 ? NOW : null,
      author: text,
      text: `${text}\n`.repeat(400),
    })),
    canAdd: true,
  },
  {
    name: 'details',
    details: details({
      groups: times(40, () => ({
        title: text,
        rows: times(35, (n) => ({
          label: text,
          value: n % 3 ? text : NOW,
          ...(n % 3 ? {} : { kind: 'instant' as const }),
        })),
      })),
    }),
  },
  {
    name: 'lost',
    lostMode: lostMode({
      state: 'error',
      statusText: text,
      enabledBy: text,
      message: text,
      phone: text,
      footnote: text,
      locationStatus: text,
      soundStatus: text,
      location: { latitude: text, longitude: text, at: null },
    }),
    maySeeLocation: true,
  },
  { name: 'lost', lostMode: null, maySeeLocation: false },
  { name: 'library', items: [] },
  { name: 'parameters', parameters: [] },
  { name: 'apps', apps: [] },
  { name: 'activity', activity: [] },
  { name: 'details', details: noDetails },
];

/** Every markup text of a card. */
const markup = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(markup);
  if (typeof value !== 'object' || value === null) return [];
  const held = value as Record<string, unknown>;
  return held.type === 'mrkdwn' ? [String(held.text)] : Object.values(held).flatMap(markup);
};

/** What Slack would turn into a mention, a channel link or a foreign link. */
const INJECTED = /<!(?!date\^)|<@|<#|<https?:(?!\/\/www\.openstreetmap\.org)|&am$|&l$|&lt$/u;

function sound(card: Card, blocks: KnownBlock[] = card.blocks) {
  expect(checkMessage({ text: card.text, blocks }, { update: true })).toEqual([]);
  for (const text of [card.text, ...markup(blocks)]) expect(text).not.toMatch(INJECTED);
}

function soundView(view: { type: string; blocks: unknown }) {
  expect(checkView(view)).toEqual([]);
  for (const text of markup(view.blocks)) expect(text).not.toMatch(INJECTED);
}

describe.each(NASTY.map((text) => [JSON.stringify([...text].slice(0, 20).join('')), text] as const))(
  'with %s everywhere',
  (_, text) => {
    test.each(worst(text))('device cards: %s', (_name, seen) => {
      sound(renderDeviceCard(seen, NOW));
      soundView(deviceView(seen, NOW));
      sound(
        renderSharedDevice(seen, { userId: 'U0ANA', name: 'Ana' }, NOW),
        renderSharedDevice(seen, { userId: 'x', name: text }, NOW).blocks,
      );
      soundView(shareModal(seen, { channelId: 'C0HELP' }, { userId: 'nobody', name: text }, NOW));
    });

    test.each(NEXT_STEPS)('lists that lead to %s', (next) => {
      for (const page of [0, 7, 29, 1000]) {
        const list = {
          devices: times(300, () => called(text)),
          more: true,
          page,
          searched: text,
          typed: text,
          next,
          rest: text,
          narrower: text,
          remarks: times(9, () => text),
        };
        sound(renderDeviceList(list, NOW));
      }
    });

    test.each(panels(text).map((panel, index) => [`${index} ${panel.name}`, panel] as const))(
      'panel %s',
      (_name, panel) => {
        for (const device of [called(text), bare(), ipad()])
          for (const ask of [
            EMPTY_PANEL_QUERY,
            { search: text, filter: text, page: 99_999 },
            { search: '', filter: 'problem', page: 3 },
          ])
            soundView(panelView(panel, { device, ask, now: NOW }));
      },
    );

    test('watches, messages to people and digests', () => {
      const device = called(text);
      const item = { kind: 'library-item', itemId: 'item-1', name: text } as const;
      const base = { id: 'AAAA1111', userId: 'U0WAITS', userName: text, device, createdAt: NOW, endsAt: NOW };
      const watches = [item, { kind: 'check-in', since: null } as const].map((subject) => ({
        ...base,
        subject,
        place: { channel: 'C1', ts: '1.2' },
        end: null,
        attempt: 1,
      }));
      const ends = [
        { kind: 'checked-in', at: NOW },
        { kind: 'left-error', status: text },
        { kind: 'left-error', status: null },
        { kind: 'gone' },
        { kind: 'expired' },
        { kind: 'expired', isUnchecked: true },
        { kind: 'not-allowed' },
      ] as const;
      for (const watch of watches)
        for (const end of ends)
          for (const inThread of [true, false]) {
            // In a thread it mentions who waited, and no one else.
            const card = JSON.stringify(renderWatchEnd(watch, end, inThread));
            expect(card.split('<@U0WAITS>').length - 1).toBe(inThread ? 2 : 0);
            sound(JSON.parse(card.replaceAll('<@U0WAITS>', '@Ana')));
          }
      const many = times(MOST_WATCHES, () => watches[0]!);
      sound(renderWatches({ watches: many, paceMs: 90 * DAY }, '/kandji'));
      sound(renderWatches({ watches: [], paceMs: null }, '/kandji', true));
      const failed = times(40, (index) => ({ itemId: `item-${index}`, name: text }));
      const thread = { channel: 'C0HELP', ts: '1234567890.123456' };
      for (const form of [
        { device, failed, paceMs: 1, left: 1, own: many },
        { device, failed: null, paceMs: 1, left: 0, own: many },
      ])
        soundView(watchFormView(form, thread, '/kandji'));
      const recipients = times(50, () => ({
        email: text,
        name: text,
        devices: times(30, () => ({ id: 'd', name: text })),
      }));
      const leftOut = { unassigned: 1e6, notAllowed: 1e6, people: 1e6, recent: 1e6 };
      const reached = {
        key: 'disruptive',
        class: 'disruptive',
        isPersonal: false,
        sent: 1,
        limit: 1,
        windowMs: 1,
      } as const;
      const subjects = [
        { kind: 'report', name: 'failing-items', argument: text.slice(0, 100), title: text },
        { kind: 'device', deviceId: 'd', deviceName: text },
      ] as const;
      for (const subject of subjects)
        for (const form of [
          { recipients, reached: null },
          { recipients: [], reached },
        ])
          soundView(
            previewView({ subject, asOf: 0, template: `${text} {person} {device}`, leftOut, ...form }, NOW),
          );
      const message = (answer: Answer | null, state: MessageState): UserMessage => ({
        id: 'm'.repeat(36),
        recipient: recipients[0]!,
        template: `${text} {person} {device}`.repeat(20),
        sender: { userId: 'U0ANA', name: text },
        state,
        userId: 'U0DANA',
        answer,
        attempt: 1,
      });
      for (const answer of [null, ...ANSWERS]) {
        sound(renderUserMessage(message(answer, 'sent'), { mayReport: true }));
        sound(renderUserMessage(message(answer, 'sent'), { mayReport: false, ask: ownText('Ask an admin') }));
      }
      for (const subject of subjects)
        for (const messages of [
          times(50, (index) =>
            message(ANSWERS[index % 4] ?? null, MESSAGE_STATES[index % MESSAGE_STATES.length]!),
          ),
          ...MESSAGE_STATES.map((state) => [message(null, state)]),
          ...ANSWERS.map((answer) => [message(answer, 'sent')]),
        ]) {
          const sender = { userId: 'U0ANA', name: text };
          const batch = { id: 'b', subject, sender, sentAt: NOW, messages };
          sound(renderNews({ ...batch, unchecked: 0 }));
          sound(renderNews({ ...batch, unchecked: 2 }));
          sound(renderNews({ ...batch, messages: [], unchecked: 2 }));
          const sent = messages.map((one, index) => ({ ...one, sentAt: NOW - index }));
          sound({
            text: 'counts',
            blocks: [context(countsText(sent)), context(messageLine(sent[0] ?? expect.fail()))],
          });
        }
      const number = { title: text, total: 1e6, concerned: 1e6, asOf: 0, staleMs: 9e9, unread: 3 };
      const parts = ['os', 'item'].flatMap((by) =>
        times(5, (n) => ({ label: n === 0 ? '' : text, count: n, ...(by === 'os' && { platform: text }) })),
      );
      const rows = times(7, () => called(text));
      for (const name of REPORT_NAMES) {
        const of = { ...number, name, argument: '' };
        const may = { mayExport: true, mayMessage: true, messages: [] };
        for (const devices of [null, rows])
          sound(renderReport({ ...of, devices, parts, partCount: 9e4 }, may, NOW));
        sound(renderReportPage({ ...of, from: 20, list: 'parts', devices: [], parts, listed: 9e4 }, NOW));
        sound(
          renderReportPage({ ...of, from: 20, list: 'devices', devices: rows, parts: [], listed: 9e4 }, NOW),
        );
      }
      const schedule = { weekday: 3, hour: 9, minute: 5, timeZone: 'America/Argentina/ComodRivadavia' };
      sound(
        renderDigest(
          { report: 'not-seen', argument: '14', schedule, channel: 'C1' },
          {
            name: 'not-seen',
            argument: '14',
            title: text,
            total: 1e6,
            concerned: 1e6,
            asOf: NOW,
            staleMs: 9e9,
          },
        ),
      );
    });

    test('the other modals and Home', () => {
      soundView(loadingView(text, text));
      soundView(errorModal(text, text));
      soundView(findView());
      expect(
        checkOptions({
          options: findOptions(
            times(300, () => called(text)),
            NOW,
          ),
        }),
      ).toEqual([]);
      const candidate = {
        kind: 'email' as const,
        written: text,
        devices: times(30, () => called(text)),
        more: true,
        failed: null,
      };
      soundView(
        lookUpView(
          {
            candidates: [...times(9, () => candidate), { ...candidate, failed: text }],
            left: 900,
            isCut: true,
            command: '/kandji',
          },
          NOW,
        ),
      );
      sound({
        text: 'x',
        blocks: lookUpView(
          { candidates: times(10, () => candidate), left: 900, isCut: true, command: '/kandji' },
          NOW,
          'message',
        ).blocks as never,
      });
      soundView(lookUpView({ candidates: [], left: 0, isCut: false, command: '/kandji' }, NOW));
      const rows = times(200, () =>
        homeRequest(
          request({
            snapshot: { ...request().snapshot, device: called(text) },
            requesterName: text,
            outcome: { code: 'sentence', text },
          }),
        ),
      );
      soundView(
        renderHome({
          devices: times(200, () => called(text)),
          mine: rows,
          waiting: rows,
          refused: null,
          canFind: true,
          now: NOW,
          command: '/kandji',
          email: text,
          places: { admins: ['U0ROOT'], channel: 'C0HELP', phone: '+1 555 0100' },
        }),
      );
      soundView(
        renderHome({
          devices: text,
          mine: [],
          waiting: text,
          refused: null,
          canFind: true,
          now: NOW,
          command: '/kandji',
          email: text,
          places: { admins: ['U0ROOT'], channel: 'C0HELP', phone: '+1 555 0100' },
        }),
      );
      soundView(
        renderHome({
          devices: null,
          mine: [],
          waiting: null,
          refused: text,
          canFind: true,
          now: NOW,
          command: '/kandji',
          email: text,
          places: { admins: ['U0ROOT'], channel: 'C0HELP', phone: '+1 555 0100' },
        }),
      );
    });
  },
);
