import type { ReadOptions, ReadResult } from '../../helpdesk/ports.ts';
import { isYounger } from '../../helpdesk/timing.ts';
import { isOwnBudget } from './rate-limit.ts';

/** A cached value may stand in for a read that our budget refused until it is this old, in ms. */
const STAND_IN_MS = 600_000;
const MOST_ENTRIES = 300;

/** Readings of one kind, by key. Equal reads under way are joined; finished ones are kept for a short while. */
export interface Cache<T> {
  read(
    key: string,
    options: ReadOptions | undefined,
    load: (purpose: 'lookup' | 'change') => Promise<T>,
  ): Promise<ReadResult<T>>;
  /** Forgets these, also those under way. */
  forget(concerns: (key: string) => boolean): void;
}

interface Kept<T> {
  readonly value: T;
  /** Epoch ms, to be shown. */
  readonly readAt: number;
  /** By the clock for ages. */
  readonly at: number;
}

export interface CacheOptions {
  readonly now: () => number;
  /** Ms, never set: how old something is. Default `now`. */
  readonly monotonic?: () => number;
  readonly cacheMs: number;
  /** Default 300 entries. */
  readonly most?: number;
}

export function createCache<T>({
  now,
  monotonic = now,
  cacheMs,
  most = MOST_ENTRIES,
}: CacheOptions): Cache<T> {
  const kept = new Map<string, Kept<T>>();
  const underWay = new Map<string, Promise<Kept<T>>>();

  /** A fresh read takes the place of an older flight, whose value is then not kept. */
  const fly = (key: string, load: () => Promise<T>): Promise<Kept<T>> => {
    const flight = load().then((value) => {
      const reading = { value, readAt: now(), at: monotonic() };
      if (underWay.get(key) === flight) keep(key, reading);
      return reading;
    });
    underWay.set(key, flight);
    const land = () => {
      if (underWay.get(key) === flight) underWay.delete(key);
    };
    flight.then(land, land);
    return flight;
  };

  const keep = (key: string, reading: Kept<T>) => {
    kept.delete(key);
    kept.set(key, reading);
    for (const [oldest, { at }] of kept) {
      if (kept.size <= most && isYounger(monotonic() - at, STAND_IN_MS)) break;
      kept.delete(oldest);
    }
  };

  const younger = (key: string, ms: number): Kept<T> | null => {
    const found = kept.get(key);
    return found !== undefined && isYounger(monotonic() - found.at, ms) ? found : null;
  };

  return {
    read: async (key, options, load) => {
      const purpose = options?.purpose ?? 'lookup';
      const cached = options?.fresh === true ? null : younger(key, cacheMs);
      if (cached !== null) return readingOf(cached, false);
      const older = options?.fresh === true || purpose === 'change' ? undefined : underWay.get(key);
      try {
        return readingOf(await (older ?? fly(key, () => load(purpose))), false);
      } catch (error) {
        const standIn = purpose === 'lookup' && isOwnBudget(error) ? younger(key, STAND_IN_MS) : null;
        if (standIn === null) throw error;
        return readingOf(standIn, true);
      }
    },
    forget: (concerns) => {
      for (const key of [...kept.keys()].filter(concerns)) kept.delete(key);
      for (const key of [...underWay.keys()].filter(concerns)) underWay.delete(key);
    },
  };
}

const readingOf = <T>({ value, readAt }: Kept<T>, fromCache: boolean): ReadResult<T> => ({
  value,
  readAt,
  fromCache,
});
