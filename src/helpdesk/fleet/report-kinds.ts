import type { Named } from '../device.ts';
import type { FleetFilter, GroupField } from './fleet-index.ts';
import { versionOrder } from './os-version.ts';

/** One report: what it counts, and how. */
interface ReportKind {
  /** After the number: "37 devices not seen for 14 days". */
  readonly title: (argument: string) => string;
  /** What stands after its name where nothing was typed; `null`: it takes nothing. */
  readonly argument: string | null;
  /** The argument that was typed, as it is meant; `null` when it is none. */
  readonly read: (typed: string) => string | null;
  /** Which devices; `null`: all, by group. */
  readonly filter: ((argument: string, facts: ReportFacts) => FleetFilter) | null;
  readonly platform?: string;
  /** Where it looks beside the list of devices: what is not read there yet, or cannot be, is said. */
  readonly findings?: 'fileVault' | 'items';
  /** What its parts are. */
  readonly groups: GroupField;
  /** A group counts from so many devices on. */
  readonly least: number;
}

interface ReportFacts {
  /** Epoch ms. */
  readonly now: number;
  /** The library items that were asked for; all, where none was. */
  readonly items: readonly Named[];
}

export const REPORT_NAMES = [
  'not-seen',
  'filevault-off',
  'os-below',
  'unassigned',
  'failing-items',
  'several-devices',
  'by-blueprint',
  'by-model',
  'by-os',
] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

const DAY_MS = 86_400_000;
const MOST_DAYS = 999;
/** Of a library item's name, so that a button can carry it. */
export const LONGEST_NAME = 100;
export const ENROLLED = { words: [], isRemoved: false } as const;
const OLDEST = [{ by: 'last_check_in', descending: false }] as const;
const noArgument = (typed: string): string | null => (typed === '' ? '' : null);

const grouped = (title: string, groups: GroupField, least = 1): ReportKind => ({
  title: () => title,
  argument: null,
  read: noArgument,
  filter: null,
  groups,
  least,
});

/** Every report, in the order in which people read them. */
export const REPORTS: Readonly<Record<ReportName, ReportKind>> = {
  'not-seen': {
    title: (argument) => `devices not seen for ${argument} ${argument === '1' ? 'day' : 'days'}`,
    argument: '14',
    read: (typed) => {
      const [, number = '', weeks] = /^([1-9]\d{0,2})\s*(?:d|days?|(w|weeks?))?$/i.exec(typed) ?? [];
      const days = Number(number) * (weeks ? 7 : 1);
      return days >= 1 && days <= MOST_DAYS ? String(days) : null;
    },
    filter: (argument, { now }) => ({
      ...ENROLLED,
      seenBefore: now - Number(argument) * DAY_MS,
      sort: OLDEST,
    }),
    groups: 'platform',
    least: 1,
  },
  'filevault-off': {
    title: () => 'Macs with FileVault off',
    argument: null,
    read: noArgument,
    filter: () => ({ ...ENROLLED, finding: { kind: 'filevault-off' }, sort: OLDEST }),
    platform: 'Mac',
    findings: 'fileVault',
    groups: 'blueprint',
    least: 1,
  },
  'os-below': {
    title: (argument) => `Macs with an OS version below ${argument}`,
    argument: '15',
    // 15.0 is 15.
    read: (typed) =>
      /^(?:mac ?os\s*)?(\d{1,3}(?:\.\d{1,4}){0,2})$/i.exec(typed)?.[1]?.replace(/(?:\.0+)+$/, '') ?? null,
    filter: (argument) => ({
      ...ENROLLED,
      osBelow: versionOrder(argument),
      sort: [{ by: 'os_version', descending: false }],
    }),
    platform: 'Mac',
    groups: 'os',
    least: 1,
  },
  unassigned: {
    title: () => 'devices unassigned',
    argument: null,
    read: noArgument,
    filter: () => ({ ...ENROLLED, isAssigned: false, sort: OLDEST }),
    groups: 'platform',
    least: 1,
  },
  'failing-items': {
    title: (argument) =>
      argument === '' ? 'devices with failing library items' : `devices where “${argument}” failed`,
    argument: '',
    read: (typed) => typed.replace(/^(?:library\s+)?items?$/i, '').slice(0, LONGEST_NAME),
    filter: (argument, { items }) => ({
      ...ENROLLED,
      finding: { kind: 'item-failed', ...(argument !== '' && { subjects: items.map(({ id }) => id) }) },
      sort: OLDEST,
    }),
    findings: 'items',
    groups: 'item',
    least: 1,
  },
  'several-devices': grouped('people with several devices', 'person', 2),
  'by-blueprint': grouped('blueprints with devices', 'blueprint'),
  'by-model': grouped('models', 'model'),
  'by-os': grouped('OS versions', 'os'),
};

export interface ReportQuery {
  readonly name: ReportName;
  /** As {@link ReportKind.read} gives it. */
  readonly argument: string;
}

/** What stands in Home: five of these, in this order; those of which nothing is known yet are left out. */
export const HOME_REPORTS: readonly ReportQuery[] = [
  { name: 'not-seen', argument: '14' },
  { name: 'filevault-off', argument: '' },
  { name: 'os-below', argument: '15' },
  { name: 'unassigned', argument: '' },
  { name: 'failing-items', argument: '' },
  { name: 'several-devices', argument: '' },
  { name: 'by-blueprint', argument: '' },
];
export const MOST_IN_HOME = 5;
