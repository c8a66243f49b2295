import type { Schedule } from '../policy.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A week, and a day on either side for the time zone. */
const DAYS_BACK = 8;

/**
 * The last instant at or before `now` at which it was due, epoch ms. A day has one: a time that a clock change skips is due as much later
 * as the clock is set forward, and one that comes twice is due the first time.
 */
export function lastDue({ weekday, hour, minute, timeZone }: Schedule, now: number): number {
  const today = now + offsetMs(timeZone, now);
  for (let back = -1; back <= DAYS_BACK; back += 1) {
    const day = new Date(today - back * DAY_MS);
    if (weekday !== null && day.getUTCDay() !== weekday) continue;
    const wall = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour, minute);
    const due = instantOf(wall, timeZone);
    if (due <= now) return due;
  }
  throw new RangeError(`no day in the last ${DAYS_BACK} was due`);
}

/** @param wall what a clock on the wall shows there, as if it were UTC; epoch ms */
function instantOf(wall: number, timeZone: string): number {
  // No time zone changes its clock twice within two days.
  const before = wall - offsetMs(timeZone, wall - DAY_MS);
  const after = wall - offsetMs(timeZone, wall + DAY_MS);
  const shown = [before, after].filter((instant) => instant + offsetMs(timeZone, instant) === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** How far clocks in that time zone are ahead of UTC at an instant, in ms. */
function offsetMs(timeZone: string, instant: number): number {
  const second = Math.floor(instant / 1000) * 1000;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(second);
  const at = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) - second;
}

/** True for a name of the IANA database. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
