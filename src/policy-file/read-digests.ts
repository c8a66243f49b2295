import { isScalar, type Node } from 'yaml';
import { isTimeZone } from '../helpdesk/digests/due-time.ts';
import { REPORT_NAMES, REPORTS, type ReportName } from '../helpdesk/fleet/reports.ts';
import type { DigestPolicy, Policy, Schedule } from '../helpdesk/policy.ts';
import { readChannel } from './read-settings.ts';
import { closestKey, didYouMean, type Entry, readList, readMap, readText } from './schema.ts';
import type { YamlSource } from './source.ts';

/** What stands after a report's name, and how the file calls it. */
const ARGUMENTS = { 'not-seen': 'days', 'os-below': 'below' } as const;
const KEYS = ['report', 'days', 'below', 'every', 'timezone', 'channel'] as const;
type Keys = ReadonlyMap<(typeof KEYS)[number], Entry>;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** More would be noise. */
const MOST = 20;
const ITEM = 'Each item of “digests”';

/** Reports whose number is posted by the clock. Default: none. */
export function readDigests(source: YamlSource, entry: Entry | undefined): Policy['digests'] {
  if (entry === undefined) return [];
  const items = readList(source, entry, '“digests”') ?? [];
  if (items.length > MOST) source.complain(entry.value, `“digests” has more than ${MOST} items.`);
  return items.flatMap((node) => {
    const map = readMap(source, node, node ?? entry.key, ITEM, KEYS);
    const digest = map && readDigest(source, map, node ?? entry.key);
    return digest ? [digest] : [];
  });
}

function readDigest(source: YamlSource, map: Keys, at: Node): DigestPolicy | null {
  const report = readReport(source, map, at);
  const time = readTime(source, map, at);
  const timeZone = readTimeZone(source, map, at);
  if (!map.has('channel')) source.complain(at, `${ITEM} needs “channel”: where is it posted?`);
  const channel = readChannel(source, map.get('channel'));
  if (!report || !time || timeZone === null || channel === null) return null;
  return { ...report, schedule: { ...time, timeZone }, channel };
}

function textAt(
  source: YamlSource,
  map: Keys,
  at: Node,
  key: (typeof KEYS)[number],
  why: string,
): string | null {
  const entry = map.get(key);
  if (!entry) source.complain(at, `${ITEM} needs “${key}”: ${why}`);
  return entry ? (readText(source, entry.value, entry.key, `“${key}” in “digests”`)?.trim() ?? null) : null;
}

function readReport(
  source: YamlSource,
  map: Keys,
  at: Node,
): Pick<DigestPolicy, 'report' | 'argument'> | null {
  const typed = textAt(source, map, at, 'report', `there is ${REPORT_NAMES.join(', ')}.`);
  if (typed === null) return null;
  const report = REPORT_NAMES.find((name) => name === typed);
  if (report === undefined) {
    source.complain(
      map.get('report')?.value ?? at,
      `There is no such report: ${didYouMean(typed, REPORT_NAMES)}`,
    );
    return null;
  }
  const argument = readArgument(source, map, report);
  return argument === null ? null : { report, argument };
}

/** A number or a text: `days: 14`, `below: 15.3`. */
function readArgument(source: YamlSource, map: Keys, report: ReportName): string | null {
  const kind = REPORTS[report];
  const key = Object.hasOwn(ARGUMENTS, report) ? ARGUMENTS[report as keyof typeof ARGUMENTS] : null;
  for (const other of ['days', 'below'] as const) {
    const entry = map.get(other);
    if (entry && other !== key) source.complain(entry.key, `The report ${report} takes no “${other}”.`);
  }
  const entry = key && map.get(key);
  if (!entry) return kind.argument ?? '';
  const value = isScalar(entry.value) ? entry.value.value : null;
  const read = kind.read(typeof value === 'number' || typeof value === 'string' ? String(value) : '?');
  if (read === null)
    source.complain(
      entry.value ?? entry.key,
      `“${key}” in “digests” must be ${key === 'days' ? 'a number of days from 1 to 999' : 'a version such as 15.3'}.`,
    );
  return read;
}

/** `monday 09:00`, `day 09:00`. */
function readTime(source: YamlSource, map: Keys, at: Node): Omit<Schedule, 'timeZone'> | null {
  const typed = textAt(source, map, at, 'every', 'when is it posted? Such as “monday 09:00” or “day 09:00”.');
  if (typed === null) return null;
  const [, day = '', hour = '', minute = ''] = /^(\S+)\s+(\d{1,2}):(\d{2})$/.exec(typed.toLowerCase()) ?? [];
  const node = map.get('every')?.value ?? at;
  if (day === '' || Number(hour) > 23 || Number(minute) > 59) {
    source.complain(
      node,
      '“every” in “digests” must be a day and a time, such as “monday 09:00” or “day 09:00”.',
    );
    return null;
  }
  const weekday = (DAYS as readonly string[]).indexOf(day);
  if (weekday < 0 && day !== 'day') {
    source.complain(node, `“every” in “digests” names no day: ${didYouMean(day, ['day', ...DAYS])}`);
    return null;
  }
  return { weekday: weekday < 0 ? null : weekday, hour: Number(hour), minute: Number(minute) };
}

function readTimeZone(source: YamlSource, map: Keys, at: Node): string | null {
  const typed = textAt(source, map, at, 'timezone', 'whose clock? Such as Europe/Berlin.');
  if (typed === null || isTimeZone(typed)) return typed;
  const near = closestKey(typed, Intl.supportedValuesOf('timeZone'));
  source.complain(
    map.get('timezone')?.value ?? at,
    `There is no such time zone: ${near ? `did you mean “${near}”?` : 'write one such as Europe/Berlin.'}`,
  );
  return null;
}
