import { Kysely, PostgresDialect } from 'kysely';
import { type ClientBase, Pool, types } from 'pg';
import type { Log } from '../../helpdesk/ports.ts';
import type { Tables } from '../schema.ts';

/** Slack wants its answer within 3 s: a caller that gets no connection in this time says "not now". */
const CONNECT_MS = 2500;
/** A press that comes minutes after the last one must not wait for new connections. */
const IDLE_MS = 10 * 60_000;
/**
 * Longest time that anybody has a connection, in ms: longer than a statement may take. The server's limits do not help when its
 * machine or the way to it is gone without a word, and the system would wait for a quarter of an hour.
 */
const HELD_MS = 12_000;
const INT8 = 20;

export interface PoolOptions {
  readonly address: string;
  readonly log: Log;
  /** Most connections at once. */
  readonly max: number;
  /** Whether a connection is taken away from a caller that has it for too long. */
  readonly impatient: boolean;
  /** Makes a new connection ready; one that cannot be made ready is thrown away. */
  readonly prepare: (ask: Ask) => Promise<void>;
}

/** Asks one connection directly. @returns the rows */
export type Ask = (statement: string) => Promise<readonly Record<string, unknown>[]>;

export function openPool({ address, log, max, impatient, prepare }: PoolOptions): Kysely<Tables> {
  const pool = new Pool({
    connectionString: address,
    application_name: 'kandji-helpdesk',
    max,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Epoch ms fit into a number; `pg` would give text.
    types: {
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
    // pg-pool waits for this, and throws the connection away when it fails; Kysely's own hook would keep its place in the pool.
    onConnect: (client) => prepare(asking(client)),
  });
  // The pool hears of its idle connections alone (pg docs, "Pool events"); one in use may be lost between two statements as well.
  pool.on('error', () => undefined);
  pool.on('connect', (client) =>
    client.on('error', (error) =>
      log.warn({ event: 'store.connection_lost', fault: error.message }, 'A database connection was lost'),
    ),
  );
  if (impatient) takeBack(pool, log);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

const asking =
  (client: ClientBase): Ask =>
  async (text) => {
    const question = { text, query_timeout: CONNECT_MS };
    const { rows } = await client.query<Record<string, unknown>>(question);
    return rows;
  };

function takeBack(pool: Pool, log: Log): void {
  const limits = new Map<ClientBase, NodeJS.Timeout>();
  pool.on('acquire', (client) => {
    const late = () => {
      log.warn(
        { event: 'store.connection_silent', afterMs: HELD_MS },
        'A database connection was silent for too long; closing it',
      );
      void client.end();
    };
    limits.set(client, setTimeout(late, HELD_MS).unref());
  });
  pool.on('release', (_error, client) => {
    clearTimeout(limits.get(client));
    limits.delete(client);
  });
}
