import { z } from 'zod';
import type { BudgetStore } from '../helpdesk/store-port.ts';
import { type CallWindow, recent, type Spent, slotAt, sum, waitUntil, withOne } from './call-window.ts';
import type { Database, Tx } from './database.ts';
import { turns } from './turns.ts';

/** Kandji's two limits and what of them is ours. */
export interface BudgetLimits {
  readonly second: CallWindow;
  readonly hour: CallWindow;
  /** Part of each, 0 to 1, that only changes may spend. */
  readonly reserve: number;
  /** What of the hour may be spent in the background, so that people hardly notice it. */
  readonly background: CallWindow;
}

/** The shared row. `told` is Kandji's last word on the hour: what was left, when, and what we have spent since. */
export type BudgetState = z.infer<typeof budgetState>;
const spent: z.ZodType<Spent> = z.record(z.string(), z.number());
const budgetState = z.object({
  second: spent.default({}),
  hour: spent.default({}),
  told: z.object({ left: z.number(), at: z.number(), since: z.number() }).nullable().default(null),
});

/** How long Kandji's word is believed: its window may begin anew without our hearing of it, because we no longer call. */
export const BELIEVED_MS = 60_000;

export interface Grant {
  readonly granted: boolean;
  readonly waitMs: number;
  readonly why: 'second' | 'hour' | null;
}

/** Defaults are Kandji's documented limits: 50 calls a second, 10,000 an hour, for the whole tenant (Kandji API docs). */
export function budgetLimits(given: {
  readonly perSecond?: number;
  readonly perHour?: number;
  readonly share?: number;
  readonly reserve?: number;
  readonly background?: number;
}): BudgetLimits {
  const share = given.share ?? 0.8;
  const perHour = given.perHour ?? 10_000;
  const hour = { slotMs: 60_000, slots: 61 };
  return {
    second: { calls: Math.floor((given.perSecond ?? 50) * share), slotMs: 100, slots: 11 },
    hour: { calls: Math.floor(perHour * share), ...hour },
    reserve: given.reserve ?? 0.2,
    background: { calls: Math.floor(perHour * (given.background ?? 0.05)), ...hour },
  };
}

type Purpose = Parameters<BudgetStore['take']>[0];

/** One call, if both windows and Kandji's own word have room for it. Pure. */
export function spend(
  limits: BudgetLimits,
  before: BudgetState,
  purpose: Purpose,
  now: number,
): { readonly state: BudgetState; readonly grant: Grant } {
  const state = {
    second: recent(limits.second, before.second, now),
    hour: recent(limits.hour, before.hour, now),
    told: believed(before, now),
  };
  const usable = purpose === 'change' ? 1 : 1 - limits.reserve;
  const refused = (why: 'second' | 'hour', waitMs: number) => ({
    state,
    grant: { granted: false, waitMs: Math.max(1, Math.ceil(waitMs)), why },
  });
  for (const why of ['hour', 'second'] as const) {
    const isHalved = purpose === 'background' && why === 'second';
    const most = Math.floor((limits[why].calls * usable) / (isHalved ? 2 : 1));
    if (sum(state[why]) >= most) return refused(why, waitUntil(limits[why], state[why], most - 1, now));
  }
  const reserved = purpose === 'change' ? 0 : Math.ceil(limits.hour.calls * limits.reserve);
  if (state.told !== null && state.told.left - state.told.since <= reserved)
    return refused('hour', state.told.at + BELIEVED_MS - now);
  return {
    state: {
      second: withOne(limits.second, state.second, now),
      hour: withOne(limits.hour, state.hour, now),
      told: state.told && { ...state.told, since: state.told.since + 1 },
    },
    grant: { granted: true, waitMs: 0, why: null },
  };
}

/** Kandji's word while it counts; one from a clock that was set back since does not. */
const believed = ({ told }: BudgetState, now: number): BudgetState['told'] =>
  told !== null && now >= told.at && now - told.at < BELIEVED_MS ? told : null;

/** What is ours and unspent in this hour, by our own count and by Kandji's last word. */
export function leftThisHour(limits: BudgetLimits, state: BudgetState, now: number): number {
  const ours = limits.hour.calls - sum(recent(limits.hour, state.hour, now));
  const told = believed(state, now);
  return Math.max(0, told === null ? ours : Math.min(ours, told.left - told.since));
}

/**
 * What Kandji says is left of the hour: kept when it is less than ours, and while an earlier word is in force.
 * @returns `null` when there is nothing to write.
 */
function observed(
  limits: BudgetLimits,
  state: BudgetState,
  remaining: number,
  now: number,
): BudgetState | null {
  const ours = limits.hour.calls - sum(recent(limits.hour, state.hour, now));
  if (remaining < ours) return { ...state, told: { left: Math.max(0, remaining), at: now, since: 0 } };
  return state.told === null ? null : { ...state, told: null };
}

/** What becomes of the shared row, `null` if it stays as it is, and what the caller gets. */
interface Revision<T> {
  readonly state: BudgetState | null;
  readonly result: T;
}

/**
 * One row that each replica replaces only as it last read it, so that together they never spend more than is ours. No one
 * holds a lock; the second one reads again, which ends, because only so many calls a second are granted at all.
 */
export const createRateLimitStore = (database: Database, limits: BudgetLimits): BudgetStore => {
  const inTurn = turns();
  let known: Known | null = null;
  const revise = <T>(next: (state: BudgetState, now: number) => Revision<T>): Promise<T> =>
    inTurn(() =>
      database.read(async (tx) => {
        for (;;) {
          const { state, now, text } = await readState(tx);
          const after = next(state, now);
          if (after.state === null) return after.result;
          const replaced = await replace(tx, text, after.state);
          known = replaced ? knownFrom(after.state, now) : null;
          if (replaced) return after.result;
        }
      }, 'relaxed'),
    );
  /** In one trip where no one else has spent anything since we did. `null`: it has to be read. */
  const takeUnread = (purpose: Purpose): Promise<Grant | null> =>
    inTurn(async () => {
      // Kandji's own word is believed for a time that is measured exactly.
      if (known === null || known.state.told !== null) return null;
      const { state: before, text, ahead } = known;
      const now = Math.floor(performance.now() + ahead);
      const { state, grant } = spend(limits, before, purpose, now);
      if (!grant.granted) return null;
      const from = slotAt(limits.second, now) * limits.second.slotMs;
      const within = { from, to: from + limits.second.slotMs };
      const replaced = await database.read((tx) => replace(tx, text, state, { within }), 'relaxed');
      known = replaced ? { state, text: JSON.stringify(state), ahead } : null;
      return replaced ? grant : null;
    });
  const takeShared = async (purpose: Purpose): Promise<Grant> =>
    (await takeUnread(purpose)) ??
    revise((before, now) => {
      const { state, grant } = spend(limits, before, purpose, now);
      return { state: grant.granted ? state : null, result: grant };
    });
  return {
    take: async (purpose) => {
      if (purpose !== 'background') return takeShared(purpose);
      const share = await takeBackground(database, limits);
      return share.granted ? takeShared(purpose) : share;
    },
    observe: (remaining) =>
      revise((before, now) => ({ state: observed(limits, before, remaining, now), result: undefined })),
  };
};

/** The row as this process last wrote it, and by how much the database's clock is ahead of `performance.now()`, ms. */
interface Known {
  readonly state: BudgetState;
  readonly text: string;
  readonly ahead: number;
}

const knownFrom = (state: BudgetState, now: number): Known => ({
  state,
  text: JSON.stringify(state),
  ahead: now - performance.now(),
});

/** The row of background work: one of its own, because an older replica writes back only what it knows of the other. */
const BACKGROUND_ROW = 2;

/** One call of the background's own hour. Where the shared row then refuses it, it is spent all the same. */
const takeBackground = (database: Database, limits: BudgetLimits): Promise<Grant> =>
  database.read(async (tx) => {
    for (;;) {
      const { state, now, text } = await readState(tx, BACKGROUND_ROW);
      const hour = recent(limits.background, state.hour, now);
      const most = limits.background.calls;
      if (sum(hour) >= most) {
        const waitMs = Math.max(1, Math.ceil(waitUntil(limits.background, hour, most - 1, now)));
        return { granted: false, waitMs, why: 'hour' } as const;
      }
      const next = { ...state, hour: withOne(limits.background, hour, now) };
      if (await replace(tx, text, next, { row: BACKGROUND_ROW }))
        return { granted: true, waitMs: 0, why: null };
    }
  }, 'relaxed');

/** Calls of the last hour that were made in the background. */
export const backgroundCalls = async (tx: Tx, limits: BudgetLimits): Promise<number> => {
  const { state, now } = await readState(tx, BACKGROUND_ROW);
  return sum(recent(limits.background, state.hour, now));
};

/** The shared row, as it is and as it is written, and the database's clock. */
export async function readState(tx: Tx, row = 1): Promise<{ state: BudgetState; now: number; text: string }> {
  const found = await tx.db
    .selectFrom('budget')
    .select(['state', tx.clock().as('now')])
    .where('id', '=', row)
    .executeTakeFirstOrThrow();
  return { state: budgetState.parse(JSON.parse(found.state)), now: found.now, text: found.state };
}

interface Replacing {
  readonly row?: number;
  /** Only while the database's clock is in here, epoch ms. */
  readonly within?: { readonly from: number; readonly to: number };
}

/** `false`: someone else was faster, or its time is not within what was given. */
async function replace(
  tx: Tx,
  before: string,
  state: BudgetState,
  { row = 1, within }: Replacing = {},
): Promise<boolean> {
  let query = tx.db
    .updateTable('budget')
    .set({ state: JSON.stringify(state) })
    .where('id', '=', row)
    .where('state', '=', before);
  if (within !== undefined)
    query = query.where(tx.clock(), '>=', within.from).where(tx.clock(), '<', within.to);
  const replaced = await query.executeTakeFirst();
  return replaced.numUpdatedRows === 1n;
}
