import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { requireRight } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { FleetCount, Ports } from '../ports.ts';
import type { FleetGroups, MatchWindow } from './fleet-index.ts';
import { createHomeNumbers, type HomeNumbers } from './home-numbers.ts';
import { createPrepare, type ReportAge } from './prepare-report.ts';
import { REPORTS, type ReportQuery } from './report-kinds.ts';
import { addItems, ofPeople, oneByOne, pagesOf, type ReportRow, withItems } from './report-rows.ts';

export { REPORT_NAMES, REPORTS, type ReportName, type ReportQuery } from './report-kinds.ts';

export interface Report extends ReportQuery, ReportAge {
  readonly title: string;
  /** Devices, or groups where `devices` is `null`. */
  readonly total: number;
  /** How many devices it is about, that this person may see: those of its platform, without removed records. */
  readonly concerned: number;
  /** The largest parts first. */
  readonly parts: FleetGroups['groups'];
  /** How many parts there are; the smallest of many are not in `parts`. */
  readonly partCount: number;
  /** The worst hundred. */
  readonly devices: readonly ReportRow[] | null;
}

export interface Reports {
  /** @throws Refusal, recorded */
  read(actor: Actor, query: ReportQuery): Promise<Report>;
  /** The numbers for Home; `null` for who may not see reports, and while there is no index. Nothing is recorded. */
  numbers(actor: Actor): Promise<HomeNumbers | null>;
  /**
   * Every device of it, one by one, for who writes to its people: not from an index that is too old.
   * @param emails those of these people alone, lower case @throws Refusal, recorded
   */
  assigned(
    actor: Actor,
    query: ReportQuery,
    emails?: readonly string[],
  ): Promise<Pick<Report, 'title' | 'asOf'> & { readonly devices: AsyncGenerator<Device, void> }>;
  /** Its number over the whole fleet, for no person in particular. Nothing is recorded. @throws Refusal */
  ofFleet(query: ReportQuery): Promise<FleetCount>;
  /** Every device of it, a few hundred at a time. @throws Refusal, recorded */
  rows(
    actor: Actor,
    query: ReportQuery,
  ): Promise<ReportAge & { readonly pages: AsyncGenerator<readonly ReportRow[], void> }>;
  /** What stands in the window of its devices, in the report's order, or of its parts, the largest first. @throws Refusal, recorded */
  page(actor: Actor, query: ReportQuery, list: ReportPage['list'], window: MatchWindow): Promise<ReportPage>;
}

/** A report's number. */
export type ReportNumber = Omit<Report, 'parts' | 'partCount' | 'devices'>;

/** Some of what a report lists: its devices, or its parts. */
export interface ReportPage extends ReportNumber {
  readonly from: number;
  readonly list: 'devices' | 'parts';
  readonly devices: readonly ReportRow[];
  readonly parts: FleetGroups['groups'];
  /** How many there are in all. */
  readonly listed: number;
}

export type { ReportAge } from './prepare-report.ts';
export type { ReportRow } from './report-rows.ts';

const TOO_OLD = 'This report is out of date and may name the wrong people. Try again when it is current.';

/** Reports over the index: each row is one that this person may look at. */
export function createReports(ports: Ports): Reports {
  const { search } = ports.store.fleet;
  const prepare = createPrepare(ports);
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
  /** Of library items in general, each device says which of its own failed. */
  const rowsOf = async ({ name, argument }: ReportQuery, devices: readonly Device[]) =>
    REPORTS[name].findings === 'items' && argument === '' ? addItems(search, devices) : devices;
  const count = async (actor: Actor, query: ReportQuery): Promise<Report> => {
    const { filter, concerned: all, visible, age, title } = await prepare(actor, query);
    const kind = REPORTS[query.name];
    const [concerned, parts, found] = await Promise.all([
      search.count(all, visible),
      search.groups(kind.groups, filter, visible, kind.least),
      kind.filter && search.find(filter, visible),
    ]);
    const total = found?.total ?? parts.named;
    const devices = found && (await rowsOf(query, found.devices));
    return {
      ...{ ...query, ...age, title, total, concerned, devices },
      ...{ parts: parts.groups, partCount: parts.total },
    };
  };
  return {
    read: async (actor, query) => {
      await requireRight(ports, actor, 'report');
      const report = await count(actor, query);
      await record(actor, 'searched', query, report.total);
      return report;
    },
    numbers: createHomeNumbers(ports, prepare),
    page: async (actor, query, wanted, window) => {
      await requireRight(ports, actor, 'report');
      const { filter, concerned: all, visible, age, title } = await prepare(actor, query);
      const { filter: ofDevices, groups, least } = REPORTS[query.name];
      const list = ofDevices === null ? 'parts' : wanted;
      const [concerned, found, parts] = await Promise.all([
        search.count(all, visible),
        list === 'devices' ? search.find(filter, visible, window) : null,
        list === 'parts' ? search.groups(groups, filter, visible, least, window) : null,
      ]);
      const listed = found?.total ?? parts?.total ?? 0;
      const total = ofDevices && parts ? await search.count(filter, visible) : (parts?.named ?? listed);
      await record(actor, 'searched', query, total);
      return {
        ...{ ...query, ...age, title, total, concerned, list, listed, from: window.from },
        ...{ devices: await rowsOf(query, found?.devices ?? []), parts: parts?.groups ?? [] },
      };
    },
    assigned: async (actor, query, emails) => {
      await requireRight(ports, actor, 'report');
      const { filter, visible, age, title } = await prepare(actor, query);
      if (age.staleMs !== null) throw new Refusal('too-early', TOO_OLD);
      const those = emails ? { ...filter, emails } : filter;
      return { title, asOf: age.asOf, devices: oneByOne(pagesOf(search, those, visible)) };
    },
    ofFleet: async (query) => {
      const { filter, concerned: all, visible, age, title } = await prepare(null, query);
      const kind = REPORTS[query.name];
      const [concerned, total] = await Promise.all([
        search.count(all, visible),
        kind.filter
          ? search.count(filter, visible)
          : search.groups(kind.groups, filter, visible, kind.least).then((groups) => groups.named),
      ]);
      return { ...query, ...age, title, total, concerned };
    },
    rows: async (actor, query) => {
      await requireRight(ports, actor, 'report');
      await requireRight(ports, actor, 'export');
      const { filter, visible, age } = await prepare(actor, query);
      const { findings: about, groups, least } = REPORTS[query.name];
      const devices = pagesOf(search, filter, visible);
      const people = groups === 'person' ? await search.devicesOfPeople(filter, visible, least) : null;
      const many = people
        ? people.values().reduce((sum, some) => sum + some, 0)
        : await search.count(filter, visible);
      await record(actor, 'exported', query, many);
      const rows = people ? ofPeople(people, devices) : devices;
      return { ...age, pages: about === 'items' ? withItems(search, devices) : rows };
    },
  };
}
