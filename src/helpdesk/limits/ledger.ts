import { z } from 'zod';

/** Classes that have a safety limit. */
export const LIMITED_CLASSES = ['disruptive', 'maintenance', 'severe', 'irreversible', 'secret'] as const;
export type LimitedClass = (typeof LIMITED_CLASSES)[number];

/** At most so many of a class leave within a sliding window, for one human and in total. */
export interface SafetyLimit {
  readonly perPerson: number;
  readonly total: number;
  readonly windowMs: number;
}

/** Every limit of each class; all of them bind. */
export type SafetyLimits = Readonly<Record<LimitedClass, readonly SafetyLimit[]>>;

const HOUR_MS = 3_600_000;
const HOURLY: SafetyLimit = { perPerson: 25, total: 60, windowMs: HOUR_MS };

/** What holds where the policy file is silent. */
export const DEFAULT_LIMITS: SafetyLimits = {
  disruptive: [HOURLY],
  maintenance: [HOURLY],
  severe: [{ perPerson: 10, total: 30, windowMs: HOUR_MS / 2 }],
  irreversible: [
    { perPerson: 5, total: 10, windowMs: HOUR_MS },
    { perPerson: 10, total: 20, windowMs: 24 * HOUR_MS },
  ],
  secret: [
    { perPerson: 5, total: 20, windowMs: HOUR_MS / 2 },
    { perPerson: 20, total: 60, windowMs: 24 * HOUR_MS },
  ],
};

/** No window is longer, so nothing is kept longer. */
export const LONGEST_WINDOW_MS = 24 * HOUR_MS;

const sent = z.object({ class: z.enum(LIMITED_CLASSES), human: z.string(), at: z.number() });

/**
 * What has left lately, however it ended, and which limits are shut. `clock`: the latest time that was seen, so that a clock that is set
 * back opens nothing. Stored as JSON in the row that every sender locks.
 */
export const ledgerSchema = z.object({
  clock: z.number().default(0),
  sent: z.array(sent).default([]),
  /** Keys of {@link LimitReached}. */
  shut: z.array(z.string()).default([]),
});
export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;

/** A limit that holds a request. */
export interface LimitReached {
  /** "disruptive", or "disruptive:U0ANA" for one human's. */
  readonly key: string;
  readonly class: LimitedClass;
  /** Whether it is one human's limit rather than everybody's. */
  readonly isPersonal: boolean;
  /** How many left within the window, and how many may. */
  readonly sent: number;
  readonly limit: number;
  readonly windowMs: number;
}

/** What is about to leave. */
interface Sending {
  readonly classes: readonly LimitedClass[];
  readonly human: string;
  /** Someone released it: it passes once, and still counts. */
  readonly released: boolean;
}

const keyOf = (name: LimitedClass, human: string | null): string =>
  human === null ? name : `${name}:${human}`;

/**
 * Counts one request that is about to leave, or says which limit holds it. Pure.
 * @param heldKeys keys for which requests are on hold now: only they keep a limit shut
 */
export function countSending(
  ledger: Ledger,
  now: number,
  limits: SafetyLimits,
  sending: Sending,
  heldKeys: readonly string[],
): { readonly ledger: Ledger; readonly reached: LimitReached | null } {
  const clock = Math.max(now, ledger.clock);
  const kept = ledger.sent.filter(({ at }) => at > clock - LONGEST_WINDOW_MS);
  const shut = ledger.shut.filter((key) => heldKeys.includes(key));
  const reached = sending.released ? null : firstReached({ clock, sent: kept, shut }, limits, sending);
  if (reached) return { reached, ledger: { clock, sent: kept, shut: [...new Set([...shut, reached.key])] } };
  const left = sending.classes.map((name) => ({ class: name, human: sending.human, at: clock }));
  return { reached: null, ledger: { clock, sent: [...kept, ...left], shut } };
}

/** One human's limits come before everybody's: a thief is held by the narrower one. */
const firstReached = (
  ledger: Ledger,
  limits: SafetyLimits,
  { classes, human }: Pick<Sending, 'classes' | 'human'>,
): LimitReached | null => reachedOf(ledger, limits, [human, null], classes)[0] ?? null;

/** Those limits of some humans (`null`: everybody's) that hold whatever comes next, in this order. */
function reachedOf(
  { clock, sent: all, shut }: Ledger,
  limits: SafetyLimits,
  humans: readonly (string | null)[],
  classes: readonly LimitedClass[],
): readonly LimitReached[] {
  const candidates = humans.flatMap((who) =>
    classes.flatMap((name) =>
      limits[name].map((limit): LimitReached & { readonly isShut: boolean } => {
        const key = keyOf(name, who);
        const within = all.filter(
          (one) =>
            one.class === name && (who === null || one.human === who) && one.at > clock - limit.windowMs,
        );
        const most = who === null ? limit.total : limit.perPerson;
        return {
          key,
          class: name,
          isPersonal: who !== null,
          sent: within.length,
          limit: most,
          windowMs: limit.windowMs,
          isShut: shut.includes(key) || within.length >= most,
        };
      }),
    ),
  );
  return candidates.filter(({ isShut }) => isShut).map(({ isShut: _, ...reached }) => reached);
}

/** Every limit that is reached now, each once. @param heldKeys keys for which requests are on hold now */
export function everyReached(
  ledger: Ledger,
  now: number,
  limits: SafetyLimits,
  heldKeys: readonly string[],
): readonly LimitReached[] {
  const clock = Math.max(now, ledger.clock);
  const ofHeld = heldKeys.flatMap((key) => key.split(':').slice(1));
  const humans = new Set([...ledger.sent.map(({ human }) => human), ...ofHeld]);
  const present = { ...ledger, clock, shut: ledger.shut.filter((key) => heldKeys.includes(key)) };
  const all = reachedOf(present, limits, [null, ...humans], LIMITED_CLASSES);
  return all.filter(({ key }, at) => all.findIndex((one) => one.key === key) === at);
}

/** What would hold a request now, for a hint on its form; counts nothing. */
export const wouldHold = (
  ledger: Ledger,
  now: number,
  limits: SafetyLimits,
  sending: Pick<Sending, 'classes' | 'human'>,
  heldKeys: readonly string[],
): LimitReached | null =>
  countSending(ledger, now, limits, { ...sending, released: false }, heldKeys).reached;
