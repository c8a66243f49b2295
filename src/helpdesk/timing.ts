/** How long one worker may hold a request. */
export const LEASE_MS = 30_000;

/** A command call is given up after this long; under half the lease, so that a sender never outlives its lease. */
export const CALL_TIMEOUT_MS = 12_000;

/** A sender for whom more than this passed between writing its intent and its call sends nothing. */
export const MOST_PAUSE_MS = 5_000;

/** An `unknown` end may be settled by hand after this long. */
export const SETTLE_BY_HAND_AFTER_MS = 15 * 60_000;

/** A sent command is followed this long; a device that is off may take weeks. */
export const FOLLOW_FOR_MS = 30 * 24 * 3_600_000;

/** When to look again at a sent command: often at first, then hourly, within the API budget. */
export function nextLookMs(sinceSentMs: number): number {
  if (sinceSentMs < 10_000) return 1_000;
  if (sinceSentMs < 60_000) return 5_000;
  if (sinceSentMs < 10 * 60_000) return 30_000;
  if (sinceSentMs < 3_600_000) return 5 * 60_000;
  return 3_600_000;
}
