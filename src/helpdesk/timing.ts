/*
 * Every budget of waiting and every lease that others depend on, in one place. Who pressed waits for the first group, no one for the
 * others. What must hold between them is a test: before the commit < a late ack < Slack's patience, and a call < half a lease.
 *
 * | | |
 * |---|---|
 * | Slack waits for an ack | 3 s |
 * | an ack that left later than this may have come too late: the window is drawn again | 2.5 s |
 * | all that is read before the commit of one submission, from when it came in | 2.2 s |
 * | type-ahead, from when it came in | 2.2 s |
 * | help in the ack's own body | 1.5 s |
 * | a SQLite file that another process is writing to | 1.5 s |
 * | the names of admins, beside a refusal | 0.5 s |
 * | the device of today, before it is taken as its request saw it | 1.2 s |
 * | Slack's own `Retry-After`, where someone pressed | 0.5 s |
 * | the same at the start, where no one waits | 5 s |
 * | the same for the last way there is to answer someone | 30 s |
 * | a window that cannot be filled yet says nothing at most this long | 3 s |
 * | one call of Slack with all its tries | 10 s |
 * | a window waits for the result of what was sent from it | 8 s |
 * | from when on the same result comes as a message, had the window not shown it | 20 s |
 * | a request's and a card's lease | 30 s |
 * | a call of Kandji that changes something | 12 s |
 * | a call of Kandji for a key; and until its window must be filled | 10 s, 30 s |
 * | a key in its window; the same key again, from its first showing | 5 min, 15 min |
 */

/** Slack gives up on an ack after this long and shows "trouble connecting" (Slack docs, Acknowledging requests). */
export const ACK_WITHIN_MS = 3_000;

/** An ack that left this long after its payload came in may have been too late on its way. */
export const ACK_LATE_MS = 2_500;

/** Everything that is read before the commit of one submission shares this, from when its payload came in. */
export const BEFORE_COMMIT_MS = 2_200;

/** A menu must offer something by then (Slack docs, block_suggestion: three seconds). */
export const TYPE_AHEAD_MS = 2_200;

/** Help comes in the ack's own body when it is there by then: who someone is may have to be asked first. */
export const HELP_MS = 1_500;

/** For so long another process may hold the SQLite file before who pressed is told to try again. */
export const HELD_FILE_MS = 1_500;

/** So long a refusal waits for the names of those who can help; without them it is said all the same. */
export const ADMIN_NAMES_MS = 500;

/** So long who decides waits for the device of today; then it is taken as its request saw it, and read again before sending. */
export const DEVICE_NOW_MS = 1_200;

/** So long a call waits for Slack's `Retry-After` by itself: where someone pressed, and where no one does. */
export const SHORT_RETRY_AFTER_MS = 500;
export const START_RETRY_AFTER_MS = 5_000;

/** And so long where every other way to answer someone was refused. */
export const LAST_RETRY_AFTER_MS = 30_000;

/** A window that Slack's rate limit keeps from being filled for longer than this is explained where the person is. */
export const SILENT_WINDOW_MS = 3_000;

/** One call of Slack: the last of its tries begins within the first, and each takes at most the second. */
export const SLACK_TRIES_MS = 2_000;
export const SLACK_TRY_MS = 8_000;

/** So long a window waits for the result of what was sent from it; then a message is promised. */
export const RESULT_WITHIN_MS = 8_000;

/** From so long after a request on, its result comes as a message, unless the window has shown it by then. */
export const SHOWN_IN_WINDOW_MS = 20_000;

const DAY_MS = 24 * 3_600_000;

/** How long one worker may hold a request. */
export const LEASE_MS = 30_000;

/** A command call is given up after this long; under half the lease, so that a sender never outlives its lease. */
export const CALL_TIMEOUT_MS = 12_000;

/** A sender for whom more than this passed between writing its intent and its call sends nothing. */
export const MOST_PAUSE_MS = 5_000;

/** An `unknown` end may be settled by hand after this long. */
export const SETTLE_BY_HAND_AFTER_MS = 15 * 60_000;

/** A sent command that the device does not carry out may be settled by hand after this long: it holds up others of its kind. */
export const SETTLE_SENT_AFTER_MS = DAY_MS;

/** What was decided so long ago is no longer sent without a question: the helpdesk was down, or could not judge. */
export const STALE_AFTER_MS = 4 * 3_600_000;

/** From its first showing on a key can be shown again to the same person for so long. */
export const KEY_OPEN_MS = 15 * 60_000;

/** So long a key stays in its window; then "Hidden" takes its place. */
export const KEY_SHOWN_MS = 5 * 60_000;

/** Kandji has so long to answer with a key; who fills the window later than the second does not fill it. */
export const KEY_READ_MS = 10_000;
export const KEY_FILL_MS = 30_000;

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
