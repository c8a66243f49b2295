import { z } from 'zod';
import { recent, type Spent, sum, type Window, waitUntil, withOne } from './window.ts';

/** Kandji's two limits and what of them is ours. */
export interface BudgetLimits {
  readonly second: Window;
  readonly hour: Window;
  /** Part of each, 0 to 1, that only changes may spend. */
  readonly reserve: number;
}

/** The shared row. `told` is Kandji's last word on the hour: what was left, when, and what we have spent since. */
export type BudgetState = z.infer<typeof budgetState>;
const spent: z.ZodType<Spent> = z.record(z.string(), z.number());
export const budgetState = z.object({
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
}): BudgetLimits {
  const share = given.share ?? 0.8;
  return {
    second: { calls: Math.floor((given.perSecond ?? 50) * share), slotMs: 100, slots: 11 },
    hour: { calls: Math.floor((given.perHour ?? 10_000) * share), slotMs: 60_000, slots: 61 },
    reserve: given.reserve ?? 0.2,
  };
}

/** One call, if both windows and Kandji's own word have room for it. Pure. */
export function spend(
  limits: BudgetLimits,
  before: BudgetState,
  purpose: 'lookup' | 'change',
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
    const most = Math.floor(limits[why].calls * usable);
    if (sum(state[why]) >= most) return refused(why, waitUntil(limits[why], state[why], most - 1, now));
  }
  const kept = purpose === 'change' ? 0 : Math.ceil(limits.hour.calls * limits.reserve);
  if (state.told !== null && state.told.left - state.told.since <= kept)
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
export function heard(
  limits: BudgetLimits,
  state: BudgetState,
  remaining: number,
  now: number,
): BudgetState | null {
  const ours = limits.hour.calls - sum(recent(limits.hour, state.hour, now));
  if (remaining < ours) return { ...state, told: { left: Math.max(0, remaining), at: now, since: 0 } };
  return state.told === null ? null : { ...state, told: null };
}
