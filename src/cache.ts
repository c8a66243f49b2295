import { isYounger } from './helpdesk/timing.ts';

export interface CacheRead<T> {
  readonly load: () => Promise<T>;
  /** What is not older than this, in ms, is not read anew. */
  readonly fresh: number;
  /** When reading fails, what is not older than this, in ms, stands in for it. */
  readonly stale: number;
  /** The failures for which something may stand in. Default: each. */
  readonly mayStandIn?: (error: unknown) => boolean;
  /** Whether a read that is under way will do. Default: yes. */
  readonly joins?: boolean;
}

/** Readings of one kind, by key. Equal reads under way are joined; finished ones are kept. */
export interface Cache<T> {
  read(key: string, how: CacheRead<T>): Promise<T>;
  /** What was read of these is not fresh any more, but may stand in; what is being read counts as read before. */
  expire(key: string): void;
  /** Forgets these altogether, also those under way. */
  forget(concerns: (key: string) => boolean): void;
}

export interface CacheOptions<T> {
  /** Ms that never jump: how old something is. */
  readonly now: () => number;
  /** More entries than this: the oldest goes. */
  readonly most: number;
  /** Ms after which an entry is of no use to anybody. Default: never. */
  readonly keepMs?: number;
  /** Told what was known before whenever it is read again. */
  readonly changed?: (before: T, after: T) => void;
}

interface CacheEntry<T> {
  readonly value: T;
  /** When reading it began: it is not younger than that. */
  readonly at: number;
  readonly expired: boolean;
}

export function createCache<T>(options: CacheOptions<T>): Cache<T> {
  const { now, most, keepMs = Number.POSITIVE_INFINITY, changed } = options;
  const entries = new Map<string, CacheEntry<T>>();
  const underWay = new Map<string, Promise<T>>();

  const store = (key: string, value: T, at: number) => {
    const before = entries.get(key);
    entries.delete(key);
    entries.set(key, { value, at, expired: false });
    for (const [oldest, entry] of entries) {
      if (entries.size <= most && isYounger(now() - entry.at, keepMs)) break;
      entries.delete(oldest);
    }
    if (before) changed?.(before.value, value);
  };

  /** A later read takes the place of an older one under way, whose value is then not kept. */
  const readAnew = (key: string, load: () => Promise<T>): Promise<T> => {
    const at = now();
    const flight = load().then((value) => {
      if (underWay.get(key) === flight) store(key, value, at);
      return value;
    });
    underWay.set(key, flight);
    const land = () => {
      if (underWay.get(key) === flight) underWay.delete(key);
    };
    flight.then(land, land);
    return flight;
  };

  const younger = (key: string, ms: number): CacheEntry<T> | null => {
    const found = entries.get(key);
    return found !== undefined && isYounger(now() - found.at, ms) ? found : null;
  };

  return {
    read: async (key, { load, fresh, stale, mayStandIn = () => true, joins = true }) => {
      const known = younger(key, fresh);
      if (known?.expired === false) return known.value;
      try {
        return await ((joins ? underWay.get(key) : undefined) ?? readAnew(key, load));
      } catch (error) {
        const standIn = mayStandIn(error) ? younger(key, stale) : null;
        if (standIn === null) throw error;
        return standIn.value;
      }
    },
    expire: (key) => {
      const known = entries.get(key);
      if (known) entries.set(key, { ...known, expired: true });
      underWay.delete(key);
    },
    forget: (concerns) => {
      for (const key of [...entries.keys()].filter(concerns)) entries.delete(key);
      for (const key of [...underWay.keys()].filter(concerns)) underWay.delete(key);
    },
  };
}
