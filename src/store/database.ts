import { randomBytes, randomUUID } from 'node:crypto';
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import { retry } from '../helpdesk/retry.ts';
import { HELD_FILE_MS } from '../helpdesk/timing.ts';
import type { Tables } from './schema.ts';

export type Kind = 'sqlite' | 'postgres';

/** The ways to one database. */
export interface Connections {
  /** What it commits is on the disk. */
  readonly durable: Kysely<Tables>;
  /** See {@link Durability}. */
  relaxed<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
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
 * `relaxed`: a crash of the database's machine may take it back, so no one waits for the disk. For the budget and for who has taken up
 * due work: that is taken up again, and a later write that does wait takes it along. A crash of our process loses nothing.
 */
export type Durability = 'durable' | 'relaxed';

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
      retryOnConflict(() => (lasts === 'relaxed' ? connections.relaxed(work) : work(connections.durable))),
    );
  const transaction = <T>(work: (tx: Tx) => Promise<T>, lasts: Durability = 'durable') =>
    on(lasts, (db) => db.transaction().execute((trx) => work(bind(trx))));
  return {
    kind,
    read: (work, lasts = 'durable') => on(lasts, (db) => work(bind(db))),
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

/** So often PostgreSQL may undo our work before we give up. */
const TRIES = 400;

/**
 * Runs `work` again when the database undid it for someone else's sake: a deadlock (40P01) or a serialisation failure (40001) of
 * PostgreSQL, or a SQLite file that another process is writing to (5, SQLITE_BUSY). Between tries the process is free.
 */
export function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  return retry(work, (error, failures) => {
    const goesOn = isHeld(error)
      ? performance.now() - began < HELD_FILE_MS
      : failures < TRIES && isUndone(error);
    return goesOn ? 5 + Math.random() * 15 : null;
  });
}

const isUndone = (error: unknown): boolean =>
  causesOf(error).some(({ code }) => code === '40P01' || code === '40001');

const isHeld = (error: unknown): boolean => causesOf(error).some(({ errcode }) => errcode === 5);

/**
 * Carries out statements that write to different tables. A server gets them as one, because each trip to it takes longer than the
 * work there (PostgreSQL docs, "Data-Modifying Statements in WITH"); SQLite lives in this process.
 * @returns what the last one says it is `returning`
 */
export async function batchStatements<Row>(
  tx: Tx,
  others: readonly Write<unknown>[],
  last: Write<Row>,
): Promise<readonly Row[]> {
  if (tx.kind === 'sqlite' || others.length === 0) {
    for (const other of others) await other.execute();
    return last.execute();
  }
  const parts = others.map((other, index) => sql`${sql.ref(`write_${index}`)} as (${other})`);
  const { rows } = await sql<Row>`with ${sql.join(parts)} ${last}`.execute(tx.db);
  return rows;
}

/** A statement of Kysely's, not yet carried out. */
export type Write<Row> = Compilable & { execute(): Promise<Row[]> };

/** Text as both databases keep it, byte for byte: PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8 form. */
export const plainText = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** {@link plainText} that lets `null` through. */
export const plainTextOrNull = (text: string | null): string | null =>
  text === null ? null : plainText(text);

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight characters that a person can read aloud: Crockford's base32 without I, L, O, U; 40 random bits. */
export function newRequestId(random: Uint8Array = randomBytes(8)): string {
  return Array.from(random.subarray(0, 8), (byte) => CROCKFORD[byte % 32]).join('');
}

/** For rows that no one reads aloud. */
export const newRowId = (): string => randomUUID();

/** The database cannot be reached or would not take what was written. Nothing is half done; callers say "not now". */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** A store that may not be opened as things are: the message is a sentence for the person who starts the process. Never a secret. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** The schema is missing or older than this version, and the process that opened the store did not want it changed. */
export class StoreOutdated extends StoreRefused {
  constructor() {
    super('The tables of this version are not there yet: the next start makes them.');
  }
}

/**
 * True when the database refused a row because one of these tables has the only one there can be: 23505 of PostgreSQL,
 * SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE of SQLite, which name the table.
 */
export const isUniqueViolation = (error: unknown, tables: readonly (keyof Tables)[]): boolean =>
  causesOf(error).some(
    (cause) =>
      (cause.code === '23505' && tables.some((table) => cause.table === table)) ||
      ([1555, 2067].includes(Number(cause.errcode)) &&
        tables.some((table) => cause.message.includes(` ${table}.`))),
  );

/** True when the trigger of `controls` refused it: changes are frozen. */
export const isFrozen = (error: unknown): boolean =>
  causesOf(error).some(
    ({ code, errcode, message }) =>
      code === 'KF001' || (Number(errcode) === 1811 && message.includes('changes are frozen')),
  );

/** What a driver says of its faults: `code` and `table` are PostgreSQL's, `errcode` is SQLite's. */
type Cause = Error & { readonly code?: unknown; readonly table?: unknown; readonly errcode?: unknown };

/** An error and what has led to it, outermost first. */
const causesOf = (error: unknown): readonly Cause[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];

/**
 * Tries again what the database did not do, or did without our hearing of it: a connection may be lost between a commit and its
 * answer. For work that counts once however often it is done. What took long is not tried again: someone waits for an answer.
 */
export function retryOnce<T>(work: (isSecond: boolean) => Promise<T>): Promise<T> {
  const began = performance.now();
  return retry(
    (attempt) => work(attempt === 2),
    (error, failures) =>
      failures === 1 && error instanceof StoreError && performance.now() - began <= SOON_MS ? 0 : null,
  );
}

const SOON_MS = 1_000;
