import { describe, expect, test } from 'vitest';
import type { Device, DeviceSeen } from '../../../src/helpdesk/device.ts';
import { OPERATION_NAMES, type OperationName } from '../../../src/helpdesk/operation.ts';
import { operationNamed } from '../../../src/helpdesk/operations/index.ts';
import type { Snapshot } from '../../../src/helpdesk/request.ts';
import { compareSnapshot } from '../../../src/helpdesk/requests/compare-snapshot.ts';
import { askFor } from '../../support/store/samples.ts';

type Voids = 'every change' | 'none' | readonly OperationName[];
/** For each field: another value, and which changes it voids. */
type Table<Of> = { readonly [Field in keyof Of]-?: readonly [another: Of[Field], voids: Voids] };

const LOST_MODE = ['enable-lost-mode', 'disable-lost-mode', 'cancel-lost-mode'] as const;

/** A new field of a device has to say here what it means. */
const DEVICE: Table<Device> = {
  id: ['device-2', 'every change'],
  serialNumber: ['OTHER1', 'every change'],
  platform: ['iPad', 'every change'],
  lastEnrolledAt: [1_700_000_000_001, 'every change'],
  isRemoved: [true, 'every change'],
  mdmEnabled: [false, 'every change'],
  user: [{ id: 'user-2', name: 'Dana Li', email: 'dana@example.com', archived: false }, 'every change'],
  assetTag: ['LF-1', ['set-asset-tag']],
  blueprint: [{ id: 'blueprint-2', name: 'Phones' }, ['set-blueprint']],
  // What is erased, deleted or opened while it is lost ends more than its data.
  lostMode: ['error', [...LOST_MODE, 'clear-passcode', 'erase', 'delete-device']],
  // Those that a rule names are told apart below.
  tags: [[], 'none'],
  name: ['Renamed', 'none'],
  model: ['iPhone 16', 'none'],
  osVersion: ['99', 'none'],
  agentCheckInAt: [1_770_000_000_000, 'none'],
  agentInstalled: [true, 'none'],
  agentVersion: ['9.9', 'none'],
  isMissing: [true, 'none'],
  firstEnrolledAt: [1, 'none'],
};
const BESIDE: Table<Omit<Snapshot, 'device'>> = {
  lostModeEnabledAt: [1_750_000_000_001, ['disable-lost-mode', 'cancel-lost-mode']],
  // What is not supervised any more cannot be in Lost Mode: that is a reason of its own.
  supervised: [false, 'none'],
  lastSeenAt: [1_770_000_000_000, 'none'],
  takenAt: [1_760_000_000_001, 'none'],
  isBlocked: [true, 'none'],
};

const { snapshot } = askFor();
const BEFORE: Snapshot = { ...snapshot, device: { ...snapshot.device, agentVersion: '5.1' } };
const withDevice = (facts: Partial<Device>): DeviceSeen => ({
  ...BEFORE,
  device: { ...BEFORE.device, ...facts },
});

const voided = (now: DeviceSeen): readonly OperationName[] =>
  OPERATION_NAMES.filter((name) => compareSnapshot(BEFORE, now, operationNamed(name).watches).length > 0);

const rows: readonly (readonly [string, DeviceSeen, Voids])[] = [
  ...Object.entries(DEVICE).map(
    ([field, [another, voids]]) => [field, withDevice({ [field]: another }), voids] as const,
  ),
  ...Object.entries(BESIDE).map(
    ([field, [another, voids]]) => [field, { ...BEFORE, [field]: another }, voids] as const,
  ),
];

describe('another value of each field between asking and sending', () => {
  test.each(rows)('%s', (_field, now, voids) => {
    expect(now).not.toEqual(BEFORE);
    const expected = voids === 'every change' ? OPERATION_NAMES : voids === 'none' ? [] : voids;
    expect(new Set(voided(now))).toEqual(new Set(expected));
  });

  test('nothing is nothing', () => expect(voided(BEFORE)).toEqual([]));
});

describe('only the id counts of', () => {
  test('a person, who was renamed, has another address or has left', () => {
    const user = { id: 'user-1', name: 'Dana Noor', email: 'noor@example.com', archived: true };
    expect(voided(withDevice({ user }))).toEqual([]);
  });

  test('a blueprint, which was renamed', () => {
    expect(voided(withDevice({ blueprint: { id: 'blueprint-1', name: 'Telephones' } }))).toEqual([]);
  });
});

describe('no one, nothing and unknown are values, too', () => {
  const nothing: readonly (readonly [Partial<Device>, OperationName])[] = [
    [{ user: null }, 'blank-push'],
    [{ lastEnrolledAt: null }, 'blank-push'],
    [{ mdmEnabled: null }, 'blank-push'],
    [{ blueprint: null }, 'set-blueprint'],
  ];
  test.each(nothing)('%j', (facts, operation) => expect(voided(withDevice(facts))).toContain(operation));
});

describe('a tag that is touched and that a rule names', () => {
  const changed = (tags: Device['tags']) =>
    compareSnapshot(BEFORE, withDevice({ tags }), [], ['kiosk', 'executive']);
  test('came or went', () => {
    expect(changed(['kiosk', 'executive'])).toEqual([{ what: 'tag-added', to: 'executive' }]);
    expect(changed([])).toEqual([{ what: 'tag-removed', to: 'kiosk' }]);
    expect(changed(null)).toEqual([{ what: 'tag-removed', to: 'kiosk' }]);
  });

  test('is spelt otherwise, or other tags came', () => {
    expect(changed(['KIOSK'])).toEqual([]);
    expect(changed(['berlin', 'kiosk', 'loaner'])).toEqual([]);
  });
});

test('what changed is named with what it is now', () => {
  const now = { ...withDevice({ user: null, assetTag: 'X', lostMode: 'off' }), lostModeEnabledAt: null };
  expect(compareSnapshot(BEFORE, now, ['asset-tag', 'lost-mode', 'lost-mode-since'])).toEqual([
    { what: 'user', to: null },
    { what: 'asset-tag', to: 'X' },
    { what: 'lost-mode', to: 'off' },
    { what: 'lost-mode-since', to: null },
  ]);
});
