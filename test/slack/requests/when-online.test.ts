import { describe, expect, test } from 'vitest';
import type { Device, DeviceDetails } from '../../../src/helpdesk/device.ts';
import { seenWith } from '../../../src/helpdesk/device-seen.ts';
import { OPERATION_NAMES, type OperationName } from '../../../src/helpdesk/operation.ts';
import { operationNamed } from '../../../src/helpdesk/operations/index.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { draftOf } from '../../../src/helpdesk/requests/review-request.ts';
import { releaseView } from '../../../src/slack/freeze/hold.ts';
import { afterThis, approveView } from '../../../src/slack/requests/approve.ts';
import { renderRequestCard } from '../../../src/slack/requests/card.ts';
import { changeBlocks } from '../../../src/slack/requests/change-blocks.ts';
import { arrivalText, decidedPart } from '../../../src/slack/requests/decision-blocks.ts';
import { requestView } from '../../../src/slack/requests/request-modal.ts';
import { DAY, details, HOUR, ipad, MINUTE, mac, NOW, request } from '../../support/slack/fixtures.ts';

const LATER = NOW + 5 * HOUR;

/** Of operations that need something. */
const PARAMS: Partial<Record<OperationName, unknown>> = {
  'set-blueprint': { blueprintId: 'b1', blueprintName: 'Sales' },
  'assign-user': { user: null },
  'edit-tags': { add: ['Berlin'], remove: [] },
  'set-asset-tag': { assetTag: 'LF-1' },
  'enable-lost-mode': { message: 'Call IT', phone: '', footnote: '' },
  rename: { name: 'Front desk' },
  'unlock-account': { username: 'noor' },
  'delete-device': { keys: 'saved' },
  ...Object.fromEntries(
    OPERATION_NAMES.filter((name) => operationNamed(name).kind === 'secret').map((name) => [
      name,
      { recipient: { userId: 'U0ANA', name: 'Ana' }, requester: 'U0ANA' },
    ]),
  ),
};

const deviceFor = (operation: OperationName): Device =>
  operationNamed(operation).platforms.includes('Mac') ? mac() : ipad();

/** A waiting request as its review stores it. `seen`: the device's last check-in; `details`: `null` where they could not be read. */
function requested(
  operation: OperationName,
  seen: number | null,
  read: DeviceDetails | null = details({ mdmCheckInAt: null }),
): HelpdeskRequest {
  const device = { ...deviceFor(operation), agentCheckInAt: seen };
  const draft = draftOf(null, { roles: [] }, { ...seenWith(device, read), takenAt: NOW }, [
    { operation, params: PARAMS[operation] ?? {} },
  ]);
  const { changes, snapshot, differences, consequences } = draft;
  return request({ changes, snapshot, differences, consequences, createdAt: NOW, expiresAt: NOW + DAY });
}

const AGE = /just now|\d+ (?:min|h|hours?|days?) ago|within minutes/gu;
/** What happens if it is online is true at any time. */
const IF_ONLINE = /If it's online, [^.]*\./gu;
const agesIn = (drawn: unknown): readonly string[] => [
  ...new Set(JSON.stringify(drawn).replace(IF_ONLINE, '').match(AGE)),
];

const LEA = { userId: 'U0LEA', name: 'Lea', human: 'U0LEA', roles: ['approver'], knownRoles: ['approver'] };
const readers = [
  ['the card', (one: HelpdeskRequest) => renderRequestCard(one, 'approvals', LATER)],
  ['the approve window', (one: HelpdeskRequest) => approveView(one, afterThis(one, LEA, LATER))],
  [
    'the details',
    (one: HelpdeskRequest) => requestView(one, LATER, { human: 'U0LEA', isRequester: false, holders: {} }),
  ],
] as const;

describe.each(OPERATION_NAMES)('%s', (operation) => {
  test('stores no age with a request', () => {
    for (const seen of [NOW - 2 * MINUTE, NOW - 2 * HOUR, NOW - 3 * DAY, null])
      expect(agesIn(requested(operation, seen))).toEqual([]);
  });

  test.each(readers)(
    'five hours later %s tells how old the check-in is by then, if anything',
    (_name, draw) => {
      expect(['5 h ago']).toEqual(
        expect.arrayContaining([...agesIn(draw(requested(operation, NOW - 2 * MINUTE)))]),
      );
      expect(['7 h ago']).toEqual(
        expect.arrayContaining([...agesIn(draw(requested(operation, NOW - 2 * HOUR)))]),
      );
      expect(['3 days ago']).toEqual(
        expect.arrayContaining([...agesIn(draw(requested(operation, NOW - 3 * DAY)))]),
      );
    },
  );
});

test.each(OPERATION_NAMES)('%s: what is posted, or read later, tells a time and no age', (operation) => {
  for (const seen of [NOW - 2 * MINUTE, NOW - 2 * HOUR, NOW - 3 * DAY]) {
    const one = requested(operation, seen);
    const viewer = { human: 'U0LEA', isRequester: false, holders: {} };
    const sent = { ...one, state: 'sent' as const };
    const card = renderRequestCard(one, 'approvals', NOW);
    const drawn = [card, renderRequestCard(sent, 'approvals', NOW), requestView(one, NOW, viewer)];
    expect(agesIn(drawn)).toEqual([]);
    expect(JSON.stringify(card)).toContain(`last seen <!date^${seen / 1000}^`);
  }
});

test.each([
  "Last seen just now. It's erased within minutes. Unsaved work is lost.",
  "Last seen 3 min ago. It's cleared within minutes.",
  "Last seen 2 h ago. It's erased when it's next online.",
  "Last seen 9 days ago. It leaves Kandji now. Its agent is removed when it's next online.",
  "Never seen by Kandji. It locks when it's next online.",
  'It was last seen 30 hours ago: this will wait until it is online.',
  'It was last seen 3 days ago: this will wait until it is online.',
])('what an older version stored about it is said no more: %s', (stored) => {
  const one = requested('erase', NOW - 2 * MINUTE);
  const before = { ...one, consequences: [stored, ...one.consequences] };
  for (const [, draw] of readers) expect(draw(before)).toEqual(draw(one));
});

const reviewed = (operation: OperationName, seen: number | null, read?: DeviceDetails | null) =>
  JSON.stringify(changeBlocks(requested(operation, seen, read), NOW));

test.each([
  ['erase', NOW - 3 * MINUTE, "Last seen 3 min ago. It's erased within minutes. Unsaved work is lost."],
  ['erase', NOW - 9 * DAY, "Last seen 9 days ago. It's erased when it's next online."],
  ['erase', null, "Kandji doesn't say when it was last seen. It's erased when it's next online."],
  ['lock', NOW - 2 * MINUTE, 'Last seen 2 min ago. It locks within minutes.'],
  ['enable-lost-mode', NOW - 3 * DAY, "Last seen 3 days ago. Lost Mode turns on when it's online."],
  ['restart', NOW - 3 * DAY, "Last seen 3 days ago. It reaches the Mac when it's online."],
  ['set-blueprint', NOW - 3 * DAY, '• Last seen 3 days ago.\\n• At its next check-in'],
] as const)('the review of %s says when it reaches the device: %s', (operation, seen, line) => {
  expect(reviewed(operation, seen)).toContain(line);
});

test('nothing is said of a device that is in use, or of a change that Kandji keeps', () => {
  for (const [operation, seen] of [
    ['restart', NOW - 20 * HOUR],
    ['set-asset-tag', NOW - 9 * DAY],
  ] as const)
    expect(reviewed(operation, seen)).not.toContain('ast seen');
});

test.each(OPERATION_NAMES.filter((name) => operationNamed(name).kind === 'secret'))(
  '%s is read from Kandji, so it waits for no device',
  (operation) => {
    const one = requested(operation, NOW - 9 * DAY);
    for (const [, draw] of readers)
      expect(JSON.stringify(draw(one))).not.toMatch(/reaches the|when it's online/u);
  },
);

test('who releases it reads it, too, and it is no part of what is decided', () => {
  const held = { ...requested('lock', NOW - 9 * DAY), state: 'held' as const };
  const [plain, said] = [releaseView(held), releaseView(held, arrivalText(held, LATER))];
  expect(JSON.stringify(said)).toContain("The Mac was last seen 9 days ago. It locks when it's next online.");
  expect(decidedPart(said)).toEqual(decidedPart(plain));
});

test('a check-in by MDM counts', () => {
  const byMdm = details({ mdmCheckInAt: NOW - 3 * MINUTE });
  expect(reviewed('erase', NOW - 9 * DAY, byMdm)).toContain('Last seen 3 min ago.');
  const card = JSON.stringify(
    renderRequestCard(requested('erase', NOW - 9 * DAY, byMdm), 'approvals', LATER),
  );
  expect(card).toContain(`last seen <!date^${(NOW - 3 * MINUTE) / 1000}^`);
  expect(card).toContain("• If it's online, it's erased within minutes. Unsaved work is lost.");
});

test('a request of an older version tells of the check-in that it has', () => {
  const { lastSeenAt: _, ...snapshot } = requested('erase', NOW - 2 * HOUR).snapshot;
  const card = renderRequestCard({ ...requested('erase', null), snapshot }, 'approvals', LATER);
  expect(JSON.stringify(card)).toContain(`last seen <!date^${(NOW - 2 * HOUR) / 1000}^`);
});
