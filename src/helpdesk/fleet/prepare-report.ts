import { requireRight } from '../policy/authorize.ts';
import { adminsToAsk } from '../policy/requirements.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { requireFindings } from './finding-reports.ts';
import { EVERY_ROW, type FleetFilter, type FleetSearch, isTooOld, type VisibleRows } from './fleet-index.ts';
import { ENROLLED, REPORTS, type ReportQuery } from './report-kinds.ts';
import { createVisibility, type Visibility } from './visible-rows.ts';

/** Since when a report is true. */
export interface ReportAge {
  /** When the oldest reading began that it rests on, epoch ms. */
  readonly asOf: number;
  /** How old the oldest reading is, in ms, where one that it rests on is too old; else `null`. */
  readonly staleMs: number | null;
  /** Library items that it is about, and whose status Kandji did not give in the last reading. */
  readonly unread: number;
}

/** What a report counts for one person. */
export interface PreparedReport {
  readonly title: string;
  readonly filter: FleetFilter;
  /** What it is about: the devices of its platform, without removed records. */
  readonly concerned: FleetFilter;
  readonly visible: VisibleRows;
  readonly age: ReportAge;
}

/** `null`: for no person in particular. @throws Refusal where it cannot be given, and that says why */
export type PrepareReport = (actor: Actor | null, query: ReportQuery) => Promise<PreparedReport>;

const turnedOff = async ({ people }: Pick<Ports, 'people'>, actor: Actor | null): Promise<Refusal> =>
  new Refusal('turned-off', 'Reports need the device index, and it is turned off here.', null, {
    admins: actor ? await adminsToAsk(people, actor.human) : [],
  });

/** Goes on only for who may see reports, and where the device index is on. @throws Refusal, recorded */
export async function requireReports(ports: Ports, actor: Actor): Promise<void> {
  await requireRight(ports, actor, 'report');
  if (ports.background.share === 0) throw await turnedOff(ports, actor);
}

export function createPrepare(ports: Ports): PrepareReport {
  const { search, findings, state: readState } = ports.store.fleet;
  const visibility = createVisibility(search);
  return async (actor, { name, argument }) => {
    const [{ state, now }, { visible, sets }] = await Promise.all([
      readState(),
      actor === null ? wholeFleet(search) : visibility(ports.policies.current(), actor),
    ]);
    if (state.tenant === '') throw await turnedOff(ports, actor);
    if (state.last === null)
      throw new Refusal('too-early', 'The device index is still being built. Try again in a few minutes.');
    const kind = REPORTS[name];
    const failed = visible.any === 'all' ? null : (ids: readonly string[]) => search.itemCounts(ids, visible);
    const found =
      kind.findings && (await requireFindings(findings, kind.findings, state.tenant, argument, failed));
    const items = found?.items ?? [];
    const traits = kind.platform && sets.filter((one) => one.traits.platform === kind.platform);
    const concerned: FleetFilter = { ...ENROLLED, ...(traits && { traits: traits.map(({ id }) => id) }) };
    // Whether a device was online since, the index does not know.
    const filter = { ...concerned, ...kind.filter?.(argument, { now: state.last.asOf, items }) };
    const [only] = items;
    const spelled = argument !== '' && items.length === 1 && only ? only.name : argument;
    const asOf = Math.min(state.last.asOf, found?.asOf ?? Number.POSITIVE_INFINITY);
    const isStale = isTooOld(state.last, now) || (found !== undefined && now - found.asOf > found.freshMs);
    const staleMs = isStale ? now - asOf : null;
    const age = { asOf, staleMs, unread: found?.unread ?? 0 };
    return { filter, concerned, visible, title: kind.title(spelled), age };
  };
}

/** What no policy narrows: for a channel that the policy names. */
const wholeFleet = async (search: Pick<FleetSearch, 'traitSets'>): Promise<Visibility> => ({
  visible: EVERY_ROW,
  sets: await search.traitSets(0),
});
