import type { Log } from '../helpdesk/ports.ts';
import { type Database, StoreRefused, type Tx } from './database.ts';
import { openDatabase } from './open-database.ts';
import type { Tables } from './schema.ts';
import { setFact } from './store-identity.ts';

/** In this order, so that what is referred to is there first. `facts` say which store this is and stay behind. */
const COPIED = [
  ['requests', 'id'],
  ['request_keys', 'request_id'],
  ['cards', 'id'],
  ['jobs', 'id'],
  ['views', 'view_id'],
  ['view_uses', 'view_id'],
  ['first_times', 'key'],
  ['leases', 'name'],
  ['refusals', 'actor_id'],
  ['audit_entries', 'seq'],
  ['audit_texts', 'seq'],
] as const;

/** PostgreSQL takes 65,535 parameters in one statement; the widest table has 30 columns. */
const BATCH = 1000;

interface CopyOptions {
  /** The embedded store; nobody may be serving from it. */
  readonly dataDir: string;
  /** An empty database. */
  readonly databaseUrl: string;
  readonly log: Log;
}

/**
 * Moves an embedded store to PostgreSQL, with every open request and the whole record, or not at all. The old one is left as it was,
 * but would have to be accepted (`restored`) before anybody serves from it again.
 * @throws StoreRefused when somebody serves from the store, or when the database has a record already.
 */
export async function copyStore({
  dataDir,
  databaseUrl,
  log,
}: CopyOptions): Promise<{ readonly rows: number }> {
  const from = await openDatabase({ dataDir, log });
  try {
    const to = await openDatabase({ databaseUrl, log, exclusive: false });
    try {
      const rows = await to.transaction((tx) => copyAll(from, tx));
      await from.read((tx) => setFact(tx, 'confirmed', 'moved to PostgreSQL'));
      return { rows };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

async function copyAll(from: Database, to: Tx): Promise<number> {
  const { seq } = await to.db.selectFrom('audit_head').select('seq').forUpdate().executeTakeFirstOrThrow();
  if (seq > 0)
    throw new StoreRefused('The database in DATABASE_URL has a record already. Name an empty one.');
  let rows = 0;
  for (const [table, order] of COPIED) rows += await copyTable(from, to, table, order);
  const head = await from.read(({ db }) =>
    db.selectFrom('audit_head').select(['seq', 'hash', 'signed_from']).executeTakeFirstOrThrow(),
  );
  const budget = await from.read(({ db }) =>
    db.selectFrom('budget').select('state').executeTakeFirstOrThrow(),
  );
  await to.db.updateTable('audit_head').set(head).execute();
  await to.db.updateTable('budget').set(budget).execute();
  return rows;
}

async function copyTable(from: Database, to: Tx, table: keyof Tables, order: string): Promise<number> {
  for (let copied = 0; ; ) {
    const rows = await from.read(({ db }) =>
      db.selectFrom(table).selectAll().orderBy(db.dynamic.ref(order)).limit(BATCH).offset(copied).execute(),
    );
    if (rows.length === 0) return copied;
    await to.db.insertInto(table).values(rows).execute();
    copied += rows.length;
  }
}
