import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../src/helpdesk/ports.ts';
import { type OpenStore, openStore, type StoreOptions } from '../../../src/store/index.ts';

/** One database for one test: opened as often as wanted, with a clock that the test moves. */
export interface World {
  readonly kind: 'sqlite' | 'postgres';
  /** Adds to the database's clock of every store opened here. */
  forward(ms: number): void;
  /** A store on this database; closed with the world. All share the database, each is like one replica. */
  open(options?: Partial<StoreOptions>): Promise<OpenStore>;
  /** SQL from outside, as someone with the password could run it. */
  sql(statement: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export type MakeWorld = () => Promise<World>;

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Keeps what was logged. */
export function keepingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (facts: Readonly<Record<string, unknown>>, message: string) => {
    lines.push(`${message} ${JSON.stringify(facts)}`);
  };
  return { lines, info: keep, warn: keep, error: keep };
}

/** The parts of a world that are the same on both databases. */
export function worldWith(
  kind: World['kind'],
  where: Partial<StoreOptions>,
  sql: World['sql'],
  cleanUp: () => Promise<void>,
): World {
  let offset = 0;
  const opened: OpenStore[] = [];
  return {
    kind,
    sql,
    forward: (ms) => {
      offset += ms;
    },
    open: async (options = {}) => {
      const store = await openStore({ log: silent, clockOffset: () => offset, ...where, ...options });
      opened.push(store);
      return store;
    },
    close: async () => {
      await Promise.allSettled(opened.map((store) => store.close()));
      await cleanUp();
    },
  };
}

/** A folder of one's own. */
export const temporaryFolder = (): { path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'helpdesk-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
