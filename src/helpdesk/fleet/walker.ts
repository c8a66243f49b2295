import type { Device } from '../device.ts';
import type { FindingsSource } from './findings.ts';
import { FLEET_LEASE } from './fleet-index.ts';
import { readFindings } from './read-findings.ts';
import { type FleetSource, type Walker, walkOn } from './walk.ts';

/** What reads of Kandji show by the way: begun before the read, told after it. */
export type DeviceObserver = () => (shown: {
  readonly devices: readonly Device[];
  /** Kandji has no such device. */
  readonly gone?: string;
}) => void;

/** The index as a process keeps it. */
export interface FleetKeeper {
  readonly observe: DeviceObserver;
  start(source: FleetSource & FindingsSource): void;
  /** Takes up nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

const AFTER_FAILURE_MS = 30_000;
/** Kandji's requests an hour (Kandji API docs). */
export const CALLS_AN_HOUR = 10_000;
/** What of the share the walk leaves for confirmations and watches. */
export const UNHURRIED = 1.25;

/**
 * The next piece of the walk, and of reading what no list of devices says: both together keep to one pace within the share.
 * @param heard given the database's clock
 * @returns in how many ms to look again
 */
export async function walkAndRead(
  base: Omit<Walker, 'pauseMs' | 'source'> & { readonly source: FleetSource & FindingsSource },
  share: number,
  heard: (now: number) => void = () => undefined,
): Promise<number> {
  const { fleet } = base.store;
  const pauseMs = (3_600_000 / (CALLS_AN_HOUR * share)) * UNHURRIED;
  const burst = Math.floor(CALLS_AN_HOUR * share * (1 - 1 / UNHURRIED));
  const [{ state, now }, findings] = await Promise.all([fleet.state(), fleet.findings.state()]);
  heard(now);
  const isAlone = state.last === null || findings.state.nextAt - now > pauseMs * 2;
  const walkAgain = await walkOn({ ...base, pauseMs: isAlone ? pauseMs : pauseMs * 2 });
  if (state.last === null) return walkAgain;
  return Math.min(walkAgain, await readFindings({ ...base, pauseMs: pauseMs * 2, burst }));
}

/**
 * Keeps the index true: walks, and takes in what other reads show. Any number of replicas may run one; a lease lets one walk.
 * @param share of Kandji's hour; `0` empties the index, and nothing more is done
 */
export function createFleetKeeper(base: Omit<Walker, 'source' | 'pauseMs'>, share: number): FleetKeeper {
  const { store, tenant, owner, log } = base;
  const clock = createDatabaseClock();
  const failed = (error: unknown) =>
    log.warn({ event: 'fleet.index_failed', err: error }, 'The device index could not be kept up to date');
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let writing: Promise<void> = Promise.resolve();
  const look = (source: FleetSource & FindingsSource) => {
    running = walkAndRead({ ...base, source }, share, clock.heard)
      .catch((error: unknown) => {
        failed(error);
        return AFTER_FAILURE_MS;
      })
      .then((waitMs) => {
        if (!stopped) timer = setTimeout(() => look(source), waitMs);
      });
  };
  return {
    start: (source) => {
      running = store.fleet
        .startFor(share > 0 ? tenant : '')
        .catch(failed)
        .then(() => {
          if (share > 0 && !stopped) look(source);
        });
    },
    observe: () => {
      const readAt = clock.now();
      return ({ devices, gone }) => {
        if (readAt === null || stopped) return;
        writing = writing
          .then(async () => {
            if (devices.length > 0) await store.fleet.put(tenant, devices, readAt);
            if (gone !== undefined) await store.fleet.remove(gone, readAt);
          })
          .catch(failed);
      };
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      await writing;
      if (share > 0) await store.leases.drop(FLEET_LEASE, owner).catch(failed);
    },
  };
}

/**
 * The database's clock without asking it: never ahead of it, because what it said is older than its answer. `null` before its first
 * word, and when that is long ago.
 */
function createDatabaseClock() {
  let last: { readonly said: number; readonly at: number } | null = null;
  return {
    heard: (said: number) => {
      last = { said, at: performance.now() };
    },
    now: (): number | null => {
      const passed = last === null ? Number.POSITIVE_INFINITY : performance.now() - last.at;
      return last === null || passed > 60_000 ? null : Math.floor(last.said + passed);
    },
  };
}
