import { canUse } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { isYounger } from '../timing.ts';
import type { VisibleRows } from './fleet-index.ts';
import type { PreparedReport, PrepareReport, ReportAge } from './prepare-report.ts';
import { ENROLLED, HOME_REPORTS, MOST_IN_HOME, REPORTS, type ReportQuery } from './report-kinds.ts';
import { createVisibility } from './visible-rows.ts';

export interface HomeNumbers {
  /** How many devices this person may see in all, without removed records. */
  readonly fleet: number;
  readonly reports: readonly HomeNumber[];
}

interface HomeNumber extends ReportQuery, ReportAge {
  readonly title: string;
  /** Devices, or groups where the report is of groups. */
  readonly total: number;
}

const KEEP_MS = 60_000;
/** Of what so many people with different rights see. */
const MOST_KEPT = 100;

interface Kept {
  /** Epoch ms of the database. */
  readonly at: number;
  readonly numbers: Promise<HomeNumbers>;
}

/** Counted once a minute for all who may see the same rows, and anew after a walk or a reading. */
export function createHomeNumbers(
  ports: Ports,
  prepare: PrepareReport,
): (actor: Actor) => Promise<HomeNumbers | null> {
  const { search, findings, state: readState } = ports.store.fleet;
  const visibility = createVisibility(search);
  const kept = new Map<string, Kept>();

  const count = async (actor: Actor, visible: VisibleRows): Promise<HomeNumbers> => {
    const known: (ReportQuery & { readonly prepared: PreparedReport })[] = [];
    for (const query of HOME_REPORTS) {
      const prepared = known.length < MOST_IN_HOME ? await orUnknown(prepare(actor, query)) : null;
      if (prepared) known.push({ ...query, prepared });
    }
    const filters = known.map(({ prepared }) => prepared.filter);
    const [fleet = 0, ...totals] = await search.counts([ENROLLED, ...filters], visible);
    const totalOf = async ({ name, prepared }: (typeof known)[number], counted = 0): Promise<number> => {
      const { filter, groups, least } = REPORTS[name];
      if (filter) return counted;
      return (await search.groups(groups, prepared.filter, visible, least)).named;
    };
    const reports: HomeNumber[] = [];
    for (const [index, one] of known.entries()) {
      const { name, argument, prepared } = one;
      const total = await totalOf(one, totals[index]);
      reports.push({ name, argument, ...prepared.age, title: prepared.title, total });
    }
    return { fleet, reports };
  };

  return async (actor) => {
    if (canUse(ports.policies.current(), actor, 'report', null).verdict !== 'allowed') return null;
    const [{ state, now }, { state: read }, { visible, sets }] = await Promise.all([
      readState(),
      findings.state(),
      visibility(ports.policies.current(), actor),
    ]);
    if (state.tenant === '' || state.last === null) return null;
    const key = JSON.stringify([state.tenant, state.last, read.fileVault, read.items, visible, sets.length]);
    const before = kept.get(key);
    if (before && isYounger(now - before.at, KEEP_MS)) return before.numbers;
    const numbers = count(actor, visible);
    kept.delete(key);
    kept.set(key, { at: now, numbers });
    for (const [oldest, { at }] of kept) {
      if (kept.size <= MOST_KEPT && isYounger(now - at, KEEP_MS)) break;
      kept.delete(oldest);
    }
    numbers.catch(() => kept.delete(key));
    return numbers;
  };
}

/** `null` where nothing is known of it yet. */
const orUnknown = (prepared: Promise<PreparedReport>): Promise<PreparedReport | null> =>
  prepared.catch((error: unknown) => {
    if (error instanceof Refusal) return null;
    throw error;
  });
