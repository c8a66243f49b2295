import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitWords } from '../../../src/helpdesk/text.ts';
import { humanize } from '../../../src/kandji/schemas/activity.ts';
import { LIBRARY_STATUSES, PARAMETER_STATUSES, statusGroup } from '../../../src/kandji/schemas/library.ts';
import { lostModeState } from '../../../src/kandji/schemas/lost-mode.ts';
import { gigabytesOf, toFlag, toInstant, toNumber, toText } from '../../../src/kandji/schemas/primitives.ts';

describe('a time', () => {
  test.each([
    ['2026-03-02T08:14:55.120431Z', '2026-03-02T08:14:55.120Z'],
    ['2026-03-02T08:14:55.120431+00:00', '2026-03-02T08:14:55.120Z'],
    ['2026-03-02T08:14:50Z', '2026-03-02T08:14:50.000Z'],
    ['2026-03-02T08:14:50', '2026-03-02T08:14:50.000Z'],
    ['2026-01-14 09:21:07.553201+00:00', '2026-01-14T09:21:07.553Z'],
    ['2026-01-14 09:24:18+00:00', '2026-01-14T09:24:18.000Z'],
    ['2026-01-14 09:21:33 +0000', '2026-01-14T09:21:33.000Z'],
    ['2026-01-14 09:21:33 +0130', '2026-01-14T07:51:33.000Z'],
    ['2026-01-14 09:21:33 -05:00', '2026-01-14T14:21:33.000Z'],
    ['2024-02-29T00:00:00.5Z', '2024-02-29T00:00:00.500Z'],
  ])('%s is read', (text, iso) => {
    expect(new Date(toInstant(text) ?? 0).toISOString()).toBe(iso);
  });

  test.each([
    '',
    ' ',
    '3 weeks ago',
    'Mar 1, 2026 at 6:02:11 AM',
    '2026-02-30T00:00:00Z',
    '2026-13-01 00:00:00',
    null,
    5,
    {},
  ])('%j is none', (value) => expect(toInstant(value)).toBeNull());

  test('every instant survives being written in Kandji’s three styles', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString();
          const styles = [
            iso.replace('Z', '431Z'),
            iso.replace('T', ' ').replace('Z', '201+00:00'),
            `${iso.slice(0, 19).replace('T', ' ')} +0000`,
          ];
          const [exact, spacedStyle, seconds] = styles.map(toInstant);
          expect([exact, spacedStyle]).toEqual([date.getTime(), date.getTime()]);
          expect(seconds).toBe(Math.floor(date.getTime() / 1000) * 1000);
        },
      ),
    );
  });
});

test('a switch is written in many ways', () => {
  expect([true, 'True', 'true', 'Yes', ' yes ', 1, '1'].map(toFlag)).toEqual(Array(7).fill(true));
  expect([false, 'False', 'No', 'no', 0, '0'].map(toFlag)).toEqual(Array(6).fill(false));
  expect(['', null, undefined, 'maybe', 2, {}, []].map(toFlag)).toEqual(Array(7).fill(null));
});

test('nothing is written in many ways', () => {
  expect(['', '  ', null, undefined, 'No value', {}, [], true].map(toText)).toEqual(Array(8).fill(null));
  expect(['x', ' x ', 7].map(toText)).toEqual(['x', ' x ', '7']);
  expect(['8', 8, '2.5', 'eight', ''].map(toNumber)).toEqual([8, 8, 2.5, null, null]);
});

test.each([
  ['494.38 GB', 494.38],
  ['926,3 GB', 926.3],
  ['1 TB', 1000],
  ['512 MB', 0.512],
  ['0 GB', 0],
  ['41%', null],
  ['', null],
  ['lots', null],
])('the size %s is %s gigabytes', (text, gigabytes) => {
  if (gigabytes === null) expect(gigabytesOf(text)).toBeNull();
  else expect(gigabytesOf(text)).toBeCloseTo(gigabytes, 6);
});

describe('the desk group', () => {
  test.each([
    ['ERROR', 'problem'],
    ['failed', 'problem'],
    ['FAILED', 'problem'],
    ['PENDING', 'in-progress'],
    ['pending', 'in-progress'],
    ['DOWNLOADING', 'in-progress'],
    ['INSTALLING', 'in-progress'],
    ['CACHED', 'in-progress'],
    ['CHANGE_PENDING', 'in-progress'],
    ['PASS', 'fine'],
    ['success', 'fine'],
    ['Success', 'fine'],
    ['AVAILABLE', 'neutral'],
    ['EXCLUDED', 'neutral'],
    ['INCOMPATIBLE', 'neutral'],
    ['ROLLED_BACK', 'other'],
    ['', 'other'],
    ['constructor', 'other'],
  ])('of a library item that is %s is %s', (status, group) => {
    expect(statusGroup(LIBRARY_STATUSES, status)).toBe(group);
  });

  test('knows all thirteen library statuses', () => {
    expect(Object.keys(LIBRARY_STATUSES)).toHaveLength(13);
  });

  test.each([
    ['ERROR', 'problem'],
    ['WARNING', 'attention'],
    ['PENDING', 'in-progress'],
    ['REMEDIATED', 'fine'],
    ['PASS', 'fine'],
    ['INCOMPATIBLE', 'neutral'],
    ['CACHED', 'other'],
  ])('of a parameter that is %s is %s', (status, group) => {
    expect(statusGroup(PARAMETER_STATUSES, status)).toBe(group);
  });
});

describe('the Lost Mode state', () => {
  test.each([
    ['', 'off'],
    [null, 'off'],
    ['DISABLED', 'off'],
    ['ENABLED', 'on'],
    ['Enabled', 'on'],
    ['on', 'on'],
    ['SUCCESS', 'on'],
    ['PENDING', 'turning-on'],
    ['ENABLE_PENDING', 'turning-on'],
    ['DISABLE_PENDING', 'turning-off'],
    ['ERROR', 'error'],
    ['ENABLE_FAILED', 'error'],
    ['NOT_ENABLED', 'off'],
    ['NOT ON', 'off'],
    ['Not enabled', 'off'],
    ['not-on', 'off'],
    ['INACTIVE', 'off'],
    ['NotEnabled', 'off'],
    ['notEnabled', 'off'],
    ['NOTENABLED', 'off'],
    ['UNSET', 'off'],
    ['NEVER_ENABLED', 'off'],
    ["Wasn't enabled", 'off'],
    ['Wasn’t enabled', 'off'],
    ['WASNT_ENABLED', 'off'],
    ["ISN'T ON", 'off'],
    ['No longer active', 'off'],
    ['has never been set', 'off'],
    ['CannotEnable', 'unclear'],
    ["Isn't off", 'unclear'],
    ['LostModeEnabled', 'on'],
    ['LOST_MODE_ON', 'on'],
    ['Successfully enabled', 'on'],
    ['NOTE: ENABLED', 'on'],
    ['REENABLEDX', 'unclear'],
    ['NOT_DISABLED', 'unclear'],
    ['NOT_PENDING', 'unclear'],
    ['NOTIFIED_ON', 'on'],
    ['CONFIRMING', 'unclear'],
    ['??', 'unclear'],
  ] as const)('of %j is %s', (status, state) => expect(lostModeState(status)).toBe(state));

  test('follows how far turning off got', () => {
    expect(lostModeState('ENABLED', 'PENDING')).toBe('turning-off');
    expect(lostModeState('ENABLED', 'ERROR')).toBe('error');
    expect(lostModeState('ENABLED', '')).toBe('on');
    expect(lostModeState('', 'PENDING')).toBe('off');
  });
});

test('constants and Apple’s names become readable', () => {
  expect(humanize('mdm_command_failed')).toBe('MDM command failed');
  expect(humanize('INSTALLED_FROM_PLAY_STORE')).toBe('Installed from play store');
  expect(humanize('')).toBe('');
  expect(splitWords('ActivationLockBypassCode')).toBe('Activation Lock Bypass Code');
  expect(splitWords('MDMProfileList')).toBe('MDM Profile List');
});
