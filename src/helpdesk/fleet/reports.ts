import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { canUse, requireRight } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { FleetFilter, FleetGroups, GroupField } from './fleet-index.ts';
import { versionOrder } from './os-version.ts';
import { createVisibility } from './visible-rows.ts';

/** One report: what it counts, and how. */
interface ReportKind {
  /** After the number: "37 devices not seen for 14 days". */
  readonly title: (argument: string) => string;
  /** What stands after its name where nothing was typed; `null`: it takes nothing. */
  readonly argument: string | null;
  /** The argument that was typed, as it is meant; `null` when it is none. */
  readonly read: (typed: string) => string | null;
  /** Which devices; `null`: all, by group. `now` is epoch ms. */
  readonly filter: ((argument: string, now: number) => FleetFilter) | null;
  readonly platform?: string;
  /** What its parts are. */
  readonly groups: GroupField;
  /** A group counts from so many devices on. */
  readonly least: number;
}

export const REPORT_NAMES = [
  'not-seen',
  'os-below',
  'unassigned',
  'several-devices',
  'by-blueprint',
  'by-model',
  'by-os',
] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

const DAY_MS = 86_400_000;
const ENROLLED = { words: [], isRemoved: false } as const;
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
    title: (argument) => `devices not seen for ${argument} days`,
    argument: '14',
    read: (typed) => /^([1-9]\d{0,2})\s*(?:d|days?)?$/i.exec(typed)?.[1] ?? null,
    filter: (argument, now) => ({ ...ENROLLED, seenBefore: now - Number(argument) * DAY_MS, sort: OLDEST }),
    groups: 'platform',
    least: 1,
  },
  'os-below': {
    title: (argument) => `Macs with an OS version below ${argument}`,
    argument: '15',
    read: (typed) => /^(?:mac ?os\s*)?(\d{1,3}(?:\.\d{1,4}){0,2})$/i.exec(typed)?.[1] ?? null,
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
    title: () => 'devices not assigned to anyone',
    argument: null,
    read: noArgument,
    filter: () => ({ ...ENROLLED, isAssigned: false, sort: OLDEST }),
    groups: 'platform',
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

export interface Report extends ReportQuery {
  readonly title: string;
  /** Devices, or groups where `devices` is `null`. */
  readonly total: number;
  /** How many devices this person may see in all, without removed records. */
  readonly fleet: number;
  /** The largest parts first. */
  readonly parts: FleetGroups['groups'];
  /** The worst hundred. */
  readonly devices: readonly Device[] | null;
  /** When the last walk over the fleet began, epoch ms. */
  readonly asOf: number;
}

export interface Reports {
  /** @throws Refusal, recorded */
  read(actor: Actor, query: ReportQuery): Promise<Report>;
  /** The numbers for Home; empty for who may not see reports, and while there is no index. Nothing is recorded. */
  numbers(actor: Actor): Promise<readonly Report[]>;
  /** Every device of it, a thousand at a time. @throws Refusal, recorded */
  rows(actor: Actor, query: ReportQuery): Promise<AsyncGenerator<readonly Device[], void>>;
}

/** What stands in Home. */
const HOME: readonly ReportQuery[] = [
  { name: 'not-seen', argument: '14' },
  { name: 'os-below', argument: '15' },
  { name: 'unassigned', argument: '' },
  { name: 'several-devices', argument: '' },
  { name: 'by-blueprint', argument: '' },
];

/** Reports over the index: each row is one that this person may look at. */
export function createReports(ports: Ports): Reports {
  const { search, state: readState } = ports.store.fleet;
  const visibility = createVisibility(search);
  const prepare = async (actor: Actor, { name, argument }: ReportQuery) => {
    const [{ state, now }, { visible, sets }] = await Promise.all([
      readState(),
      visibility(ports.policies.current(), actor),
    ]);
    if (state.tenant === '')
      throw new Refusal('not-possible', 'Reports need the device index, and it is turned off here.');
    if (state.last === null)
      throw new Refusal('too-early', 'The device index is still being built. Try again in a few minutes.');
    const { filter, platform } = REPORTS[name];
    const traits = platform && sets.filter((one) => one.traits.platform === platform).map(({ id }) => id);
    const asked: FleetFilter = { ...(filter?.(argument, now) ?? ENROLLED), ...(traits && { traits }) };
    return { filter: asked, visible, asOf: state.last.asOf };
  };
  const record = (
    actor: Actor,
    action: 'searched' | 'exported',
    { name, argument }: ReportQuery,
    count: number,
  ) =>
    ports.store.audit.append(
      auditEntry(action, actor, {
        operations: ['report'],
        result: `${name}${argument === '' ? '' : ` ${argument}`}: ${count}`,
        policyHash: ports.policies.current()?.hash,
      }),
    );
  const count = async (actor: Actor, query: ReportQuery): Promise<Report> => {
    const { filter, visible, asOf } = await prepare(actor, query);
    const kind = REPORTS[query.name];
    const [fleet, parts, found] = await Promise.all([
      search.count(ENROLLED, visible),
      search.groups(kind.groups, filter, visible, kind.least),
      kind.filter && search.find(filter, visible),
    ]);
    const total = found?.total ?? parts.total;
    const title = kind.title(query.argument);
    return { ...query, title, total, fleet, parts: parts.groups, devices: found?.devices ?? null, asOf };
  };
  return {
    read: async (actor, query) => {
      await requireRight(ports, actor, 'report');
      const report = await count(actor, query);
      await record(actor, 'searched', query, report.total);
      return report;
    },
    numbers: async (actor) => {
      if (canUse(ports.policies.current(), actor, 'report', null).verdict !== 'allowed') return [];
      const { state } = await readState();
      if (state.tenant === '' || state.last === null) return [];
      return Promise.all(HOME.map((query) => count(actor, query)));
    },
    rows: async (actor, query) => {
      await requireRight(ports, actor, 'report');
      await requireRight(ports, actor, 'export');
      const { filter, visible } = await prepare(actor, query);
      await record(actor, 'exported', query, await search.count(filter, visible));
      return pages((after) => search.page(filter, visible, after));
    },
  };
}

async function* pages(
  read: (after: string) => Promise<readonly Device[]>,
): AsyncGenerator<readonly Device[], void> {
  for (let after = ''; ; ) {
    const page = await read(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}
