import { describe, expect, test } from 'vitest';
import type { DeviceSeen } from '../../src/helpdesk/device.ts';
import { compareSnapshot } from '../../src/helpdesk/requests/compare-snapshot.ts';
import { device } from '../../src/kandji/schemas/device.ts';

const ROW = {
  device_id: 'c4f9b1b7-0f4a-4e02-b3fb-1f9f6f1f5d20',
  device_name: 'Warehouse iPad 7',
  serial_number: 'J9K2L7PQ4R',
  platform: 'iPad',
  last_enrollment: '2026-01-14 09:21:33.000000+00:00',
  user: { id: '17', name: 'Dana Li', email: 'dana@larkfield.example' },
  asset_tag: 'LF-IPD-07',
  blueprint_id: '0a1b2c3d-0000-4000-8000-000000000001',
  blueprint_name: 'Warehouse iPads',
  mdm_enabled: true,
  is_removed: false,
  lost_mode_status: 'ENABLED',
  tags: ['kiosk'],
} as const;

type Row = Readonly<Record<string, unknown>>;
const seen = (row: Row): DeviceSeen => ({
  device: device.parse(row),
  supervised: true,
  lostModeEnabledAt: null,
});
const without = (key: keyof typeof ROW): Row =>
  Object.fromEntries(Object.entries(ROW).filter(([name]) => name !== key));

/** Everything that any change could be about. */
const changed = (before: Row, now: Row) =>
  compareSnapshot(
    { ...seen(before), takenAt: 0 },
    seen(now),
    ['asset-tag', 'blueprint', 'lost-mode', 'lost-mode-since'],
    ['kiosk'],
  );

describe('the same device, as Kandji writes it on another day, voids nothing', () => {
  const same: readonly (readonly [string, Row, Row])[] = [
    ['an id in capitals', ROW, { ...ROW, device_id: ROW.device_id.toUpperCase() }],
    ['a platform in lower case', ROW, { ...ROW, platform: 'ipad' }],
    ['a time with a T', ROW, { ...ROW, last_enrollment: '2026-01-14T09:21:33Z' }],
    ['a time in seconds', ROW, { ...ROW, last_enrollment: '2026-01-14 09:21:33 +0000' }],
    ['a time of another zone', ROW, { ...ROW, last_enrollment: '2026-01-14 10:21:33 +0100' }],
    ['switches in words', ROW, { ...ROW, mdm_enabled: 'True', is_removed: 'False' }],
    ['a user id as a number', ROW, { ...ROW, user: { ...ROW.user, id: 17 } }],
    ['nobody: "" and null', { ...ROW, user: '' }, { ...ROW, user: null }],
    ['nobody: "" and no key', { ...ROW, user: '' }, without('user')],
    ['no asset tag: "" and null', { ...ROW, asset_tag: '' }, { ...ROW, asset_tag: null }],
    ['no asset tag: "" and no key', { ...ROW, asset_tag: '' }, without('asset_tag')],
    ['no blueprint: "" and null', { ...ROW, blueprint_id: '' }, { ...ROW, blueprint_id: null }],
    ['never enrolled: "" and null', { ...ROW, last_enrollment: '' }, { ...ROW, last_enrollment: null }],
    ['MDM unknown: null and no key', { ...ROW, mdm_enabled: null }, without('mdm_enabled')],
    ['not removed: false and no key', ROW, without('is_removed')],
    ['Lost Mode off: "" and no key', { ...ROW, lost_mode_status: '' }, without('lost_mode_status')],
    ['tags as objects', ROW, { ...ROW, tags: [{ id: 1, name: 'Kiosk' }] }],
    ['a key that we do not know', ROW, { ...ROW, colour: 'blue' }],
  ];
  test.each(same)('%s', (_what, before, now) => expect(changed(before, now)).toEqual([]));
});

test.each([
  ['another serial number', { serial_number: 'J9K2L7PQ4S' }, 'identity'],
  ['an enrolment a millisecond later', { last_enrollment: '2026-01-14 09:21:33.001+00:00' }, 'enrollment'],
  ['another user', { user: { ...ROW.user, id: '18' } }, 'user'],
  ['nobody', { user: '' }, 'user'],
  ['removed', { is_removed: 'True' }, 'management'],
  ['another Lost Mode', { lost_mode_status: 'PENDING' }, 'lost-mode'],
])('%s is a change', (_what, now, what) =>
  expect(changed(ROW, { ...ROW, ...now })).toMatchObject([{ what }]),
);
