import { type Kysely, type RawBuilder, sql } from 'kysely';
import { retryOnConflict } from './again.ts';
import type { Tables } from './schema.ts';
import { StoreError, StoreRefused } from './store-error.ts';

export type Kind = 'sqlite' | 'postgres';

/** The ways to one database. */
export interface Connections {
  /** What it commits is on the disk. */
  readonly forGood: Kysely<Tables>;
  /** See {@link Durability}. */
  forNow<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Resolves with a sentence when they lead to another database than they did; usually never. */
  readonly replaced: Promise<string>;
  close(): Promise<void>;
}

/** One statement, or one transaction, and the clock it is measured by. */
export interface Tx {
  readonly kind: Kind;
  readonly db: Kysely<Tables>;
  /** The database's clock as SQL, epoch ms, moved by the clock offset and by so many ms. */
  clock(ms?: number): RawBuilder<number>;
  /** The clock, read now. Inside a transaction: read it after the lock that it must follow. */
  now(): Promise<number>;
}

/**
 * `for-now`: a crash of the database's machine may take it back, so nobody waits for the disk. For the budget and for who has taken up
 * due work: that is taken up again, and a later write that does wait takes it along. A crash of our process loses nothing.
 */
export type Durability = 'for-good' | 'for-now';

/** Both databases behind one face. Every fault of theirs leaves as {@link StoreError}. */
export interface Database {
  readonly kind: Kind;
  /** Single statements, each committed by itself; `work` may run again when another process was writing. */
  read<T>(work: (tx: Tx) => Promise<T>, lasts?: Durability): Promise<T>;
  /** All or nothing; `work` may run again after a deadlock, and its own errors (see {@link CallerError}) come out as they are. */
  transaction<T>(work: (tx: Tx) => Promise<T>, lasts?: Durability): Promise<T>;
  readonly replaced: Promise<string>;
  close(): Promise<void>;
}

/** Carries an error of the caller's own code through a transaction, so that it is not taken for the database's. */
export class CallerError extends Error {
  override readonly name = 'CallerError';
}

/** @param clockOffset ms that are added to the database's clock in every statement. */
export function createDatabase(kind: Kind, connections: Connections, clockOffset: () => number): Database {
  const bind = (db: Kysely<Tables>): Tx => {
    const clock = (ms = 0) => clockOf(kind, clockOffset() + ms);
    const now = async () => {
      const { rows } = await sql<{ now: number }>`select ${clock()} as now`.execute(db);
      return rows[0]?.now ?? 0;
    };
    return { kind, db, clock, now };
  };
  const on = <T>(lasts: Durability, work: (db: Kysely<Tables>) => Promise<T>) =>
    guarded(() =>
      retryOnConflict(() => (lasts === 'for-now' ? connections.forNow(work) : work(connections.forGood))),
    );
  const transaction = <T>(work: (tx: Tx) => Promise<T>, lasts: Durability = 'for-good') =>
    on(lasts, (db) => db.transaction().execute((trx) => work(bind(trx))));
  return {
    kind,
    read: (work, lasts = 'for-good') => on(lasts, (db) => work(bind(db))),
    transaction,
    replaced: connections.replaced,
    close: connections.close,
  };
}

function clockOf(kind: Kind, offset: number): RawBuilder<number> {
  const ms = Math.round(offset);
  return kind === 'postgres'
    ? sql<number>`(floor(extract(epoch from clock_timestamp()) * 1000)::bigint + cast(${ms} as bigint))`
    : sql<number>`(cast(unixepoch('subsec') * 1000 as integer) + cast(${ms} as integer))`;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CallerError) throw error.cause;
    // Our own mistakes must not pass for an outage.
    if (isOurs(error)) throw error;
    const words = error instanceof Error ? error.message : 'unknown fault';
    throw new StoreError(`The database did not do it: ${words}`, error);
  }
}

const isOurs = (error: unknown): boolean =>
  [StoreError, StoreRefused, TypeError, ReferenceError].some((kind) => error instanceof kind);
