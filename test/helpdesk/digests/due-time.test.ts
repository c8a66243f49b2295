import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone, lastDue } from '../../../src/helpdesk/digests/due-time.ts';
import type { Schedule } from '../../../src/helpdesk/policy.ts';

const DAY = 86_400_000;
const at = (iso: string): number => Date.parse(iso);
const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 16);
const schedule = (timeZone: string, hour: number, minute = 0, weekday: number | null = null): Schedule => ({
  timeZone,
  hour,
  minute,
  weekday,
});

describe('when a digest was due', () => {
  test.each([
    [
      'Monday 09:00 in Berlin, in summer',
      schedule('Europe/Berlin', 9, 0, 1),
      '2026-06-10T00:00Z',
      '2026-06-08T07:00',
    ],
    [
      'Monday 09:00 in Berlin, in winter',
      schedule('Europe/Berlin', 9, 0, 1),
      '2026-12-07T08:00Z',
      '2026-12-07T08:00',
    ],
    [
      'a minute before it is the week before',
      schedule('Europe/Berlin', 9, 0, 1),
      '2026-12-07T07:59Z',
      '2026-11-30T08:00',
    ],
    [
      'the day there, not in London',
      schedule('Pacific/Auckland', 1, 0, 2),
      '2026-06-15T13:30Z',
      '2026-06-15T13:00',
    ],
    ['a day behind London', schedule('Pacific/Honolulu', 23, 0, 0), '2026-06-15T10:00Z', '2026-06-15T09:00'],
    [
      'before the hour that is skipped',
      schedule('Europe/Berlin', 1, 59),
      '2026-03-29T12:00Z',
      '2026-03-29T00:59',
    ],
    [
      'in the hour that is skipped: as much later',
      schedule('Europe/Berlin', 2, 30),
      '2026-03-29T12:00Z',
      '2026-03-29T01:30',
    ],
    [
      'not before it in that night',
      schedule('Europe/Berlin', 2, 30),
      '2026-03-29T01:29Z',
      '2026-03-28T01:30',
    ],
    [
      'after the hour that is skipped',
      schedule('Europe/Berlin', 3, 0),
      '2026-03-29T12:00Z',
      '2026-03-29T01:00',
    ],
    [
      'in the hour that comes twice: the first time',
      schedule('Europe/Berlin', 2, 30),
      '2026-10-25T12:00Z',
      '2026-10-25T00:30',
    ],
    [
      'and not again the second time',
      schedule('Europe/Berlin', 2, 30),
      '2026-10-25T01:45Z',
      '2026-10-25T00:30',
    ],
    [
      'after the hour that comes twice',
      schedule('Europe/Berlin', 3, 0),
      '2026-10-25T12:00Z',
      '2026-10-25T02:00',
    ],
    [
      'New York skips at another night',
      schedule('America/New_York', 2, 30),
      '2026-03-08T12:00Z',
      '2026-03-08T07:30',
    ],
    [
      'New York: the hour that comes twice, the first time',
      schedule('America/New_York', 1, 30),
      '2026-11-01T12:00Z',
      '2026-11-01T05:30',
    ],
    [
      'New York: not again the second time',
      schedule('America/New_York', 1, 30),
      '2026-11-01T06:45Z',
      '2026-11-01T05:30',
    ],
    [
      'Monday in Berlin, after the Sunday that was an hour shorter',
      schedule('Europe/Berlin', 9, 0, 1),
      '2026-03-30T07:00Z',
      '2026-03-30T07:00',
    ],
    [
      'Monday in New York, after the Sunday that was an hour longer',
      schedule('America/New_York', 9, 0, 1),
      '2026-11-02T13:59Z',
      '2026-10-26T13:00',
    ],
    [
      'half an hour is skipped on Lord Howe',
      schedule('Australia/Lord_Howe', 2, 15),
      '2026-10-04T12:00Z',
      '2026-10-03T15:45',
    ],
  ] as const)('%s', (_name, when, now, due) => {
    expect(iso(lastDue(when, at(now)))).toBe(due);
  });

  test('every day of three years is due once, at its time or as much later as the clock was set forward', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: at('2025-01-01T00:00Z'), max: at('2028-01-01T00:00Z') }),
        (timeZone, hour, minute, now) => {
          const when = schedule(timeZone, hour, minute);
          const due = lastDue(when, now);
          expect(due).toBeLessThanOrEqual(now);
          expect(now - due).toBeLessThan(DAY + 3 * 3_600_000);
          expect(lastDue(when, due)).toBe(due);
          const before = lastDue(when, due - 1);
          expect(due - before).toBeGreaterThanOrEqual(DAY - 2 * 3_600_000);
          expect(due - before).toBeLessThanOrEqual(DAY + 2 * 3_600_000);
          const shown = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(due);
          const [shownHour = 0, shownMinute = 0] = shown.split(':').map(Number);
          const later = shownHour * 60 + shownMinute - (hour * 60 + minute);
          expect([0, 30, 60]).toContain(later);
        },
      ),
      { numRuns: 400 },
    );
  });
});

test('time zones are those of the IANA database', () => {
  for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia', 'Asia/Calcutta'])
    expect(isTimeZone(name), name).toBe(true);
  for (const name of ['', 'Berlin', 'Europe/Berlino', '+02:00', 'Mars/Olympus'])
    expect(isTimeZone(name), name).toBe(false);
});
