const DAY_MS = 24 * 3_600_000;

/** How long one worker may hold a request. */
export const LEASE_MS = 30_000;

/** A command call is given up after this long; under half the lease, so that a sender never outlives its lease. */
export const CALL_TIMEOUT_MS = 12_000;

/** A sender for whom more than this passed between writing its intent and its call sends nothing. */
export const MOST_PAUSE_MS = 5_000;

/** An `unknown` end may be settled by hand after this long. */
export const SETTLE_BY_HAND_AFTER_MS = 15 * 60_000;

/** A sent command that the device does not obey may be settled by hand after this long: it holds up others of its kind. */
export const SETTLE_SENT_AFTER_MS = DAY_MS;

/** What was decided so long ago is no longer sent without a question: the helpdesk was down, or could not judge. */
export const STALE_AFTER_MS = 4 * 3_600_000;

/** A PATCH without an answer may still land for this long; tags replace the whole set, so others wait. */
export const MAY_STILL_LAND_MS = 150_000;

/** A sent command is followed this long; a device that is off may take weeks. */
export const FOLLOW_FOR_MS = 30 * DAY_MS;

/** When to look again at a sent command: often at first, then hourly, then daily, within the API budget. */
export function nextLookMs(sinceSentMs: number): number {
  if (sinceSentMs < 10_000) return 1_000;
  if (sinceSentMs < 60_000) return 5_000;
  if (sinceSentMs < 10 * 60_000) return 30_000;
  if (sinceSentMs < 3_600_000) return 5 * 60_000;
  return sinceSentMs < 7 * DAY_MS ? 3_600_000 : DAY_MS;
}

/** The two clocks of a machine, in ms: one that people set, and one that only runs on (and may stand still in standby). */
export interface Clocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

const CLOCKS: Clocks = { wall: Date.now, steady: () => performance.now() };

/** The wall clock counts whole ms, so between two readings it may seem to gain one. */
const ROUNDING_MS = 1;

/**
 * A clock for ages, in ms from 0: between two readings as much time has passed as the clock says that moved more. A clock set back,
 * forward, or forward and back again, and a machine in standby can only make things look older, never fresher.
 */
export function createStopwatch({ wall, steady }: Clocks = CLOCKS): () => number {
  let passed = 0;
  let last = { wall: wall(), steady: steady() };
  return () => {
    const now = { wall: wall(), steady: steady() };
    passed += Math.max(now.steady - last.steady, now.wall - last.wall - ROUNDING_MS, 0);
    last = now;
    return passed;
  };
}

/** Whether something of this age is still fresh; what seems to be from the future is not. Both in ms. */
export const isYounger = (ageMs: number, thanMs: number): boolean => ageMs >= 0 && ageMs < thanMs;
