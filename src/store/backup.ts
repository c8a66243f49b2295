import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Log } from '../helpdesk/ports.ts';
import { type Database, StoreError, StoreRefused, type Tx } from './database.ts';
import { openDatabase, setFact } from './open-database.ts';
import { checkedDatabaseUrl } from './postgres/index.ts';
import type { Tables } from './schema.ts';
import { dataFile } from './sqlite.ts';

/** Where the store is; the same as for opening it. */
interface BackupOptions {
  readonly databaseUrl?: string | null;
  readonly dataDir?: string;
  /** For `pg_dump`: where to find it (`PATH`), and what else it may need. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Copies the store while it serves into a new file: a SQLite file, or a `pg_dump` archive for `pg_restore`.
 * @throws StoreRefused when the file exists, or with what to do when this cannot be done from here.
 */
export async function backupDatabase(
  options: BackupOptions,
  toFile: string,
): Promise<{ readonly restoreWith: string }> {
  if (existsSync(toFile))
    throw new StoreRefused(`${toFile} exists already. Name a new file: a backup never replaces another.`);
  const { databaseUrl } = options;
  if (databaseUrl == null || databaseUrl === '') return backupSqlite(options.dataDir ?? './data', toFile);
  return backupPostgres(databaseUrl, toFile, options.environment ?? {});
}

/**
 * In this order, so that what is referred to is there first. `facts` say which store this is and stay behind; so does the index of the
 * fleet, which the next walk makes anew.
 */
const COPIED = [
  ['requests', 'id'],
  ['request_keys', 'request_id'],
  ['cards', 'id'],
  ['cases', 'id'],
  ['jobs', 'id'],
  ['views', 'view_id'],
  ['view_uses', 'view_id'],
  ['first_times', 'key'],
  ['leases', 'name'],
  ['refusals', 'actor_id'],
  ['audit_entries', 'seq'],
  ['audit_texts', 'seq'],
  ['unfreezes', 'id'],
  ['hold_cards', 'key'],
  ['known_groups', 'group_id'],
  ['group_members', 'user_id'],
  ['watches', 'id'],
  ['digests', 'key'],
  ['message_batches', 'id'],
  ['user_messages', 'id'],
] as const;

/** PostgreSQL takes 65,535 parameters in one statement; the widest table has 39 columns. */
const BATCH = 1000;

interface CopyOptions {
  /** The embedded store; no one may be serving from it. */
  readonly dataDir: string;
  /** An empty database. */
  readonly databaseUrl: string;
  readonly log: Log;
}

/**
 * Moves an embedded store to PostgreSQL, with every open request and the whole record, or not at all. The old one is left as it was,
 * but would have to be accepted (`restored`) before anybody serves from it again.
 * @throws StoreRefused when someone serves from the store, or when the database has a record already.
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
  const budget = await from.read(({ db }) => db.selectFrom('budget').selectAll().execute());
  await to.db.updateTable('audit_head').set(head).execute();
  for (const { id, state } of budget)
    await to.db.updateTable('budget').set({ state }).where('id', '=', id).execute();
  const { id: _, ...held } = await from.read(({ db }) =>
    db.selectFrom('controls').selectAll().executeTakeFirstOrThrow(),
  );
  await to.db.updateTable('controls').set(held).execute();
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

const PROGRAM = 'pg_dump';
const RESTORE =
  'Restore into an empty database with “pg_restore --no-owner --dbname=…”, then run “restored”.';

/** Runs `pg_dump`, which reads one consistent state while others write. The password travels by the environment, not as an argument. */
async function backupPostgres(
  databaseUrl: string,
  toFile: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly restoreWith: string }> {
  const url = new URL(checkedDatabaseUrl(databaseUrl));
  const password = decodeURIComponent(url.password);
  url.password = '';
  // pg's own word; libpq says "require" for the same.
  if (url.searchParams.get('sslmode') === 'no-verify') url.searchParams.set('sslmode', 'require');
  const dump = spawn(
    PROGRAM,
    ['--format=custom', `--file=${toFile}`, `--dbname=${url.href}`, '--no-password'],
    {
      env: { ...environment, ...(password === '' ? {} : { PGPASSWORD: password }) },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let complaint = '';
  dump.stderr.on('data', (piece: Buffer) => {
    complaint = `${complaint}${piece.toString()}`.slice(0, 2000);
  });
  const code = await new Promise<number | null>((ended, failed) => {
    dump.once('error', (error) => failed(missing(error)));
    dump.once('close', ended);
  });
  if (code === 0) return { restoreWith: RESTORE };
  rmSync(toFile, { force: true });
  throw new StoreError(`pg_dump did not make the backup: ${complaint.trim() || 'no reason given'}`);
}

const missing = (cause: Error): StoreRefused =>
  new StoreRefused(
    'pg_dump is not installed here. Run it where it is, in the version of your server or newer: ' +
      'pg_dump --format=custom --file=backup.dump --dbname="$DATABASE_URL"',
    { cause },
  );

/** SQLite's own online copy. The copy gets an identity of its own, so that no one serves from it unawares. */
async function backupSqlite(dataDir: string, toFile: string): Promise<{ readonly restoreWith: string }> {
  const file = dataFile(dataDir);
  if (!existsSync(file)) throw new StoreRefused(`There is no store in ${dataDir} (DATA_DIR) to back up.`);
  const part = `${toFile}.part`;
  rmSync(part, { force: true });
  const source = new DatabaseSync(file, { timeout: 5000 });
  try {
    await backup(source, part);
    stamp(part);
    chmodSync(part, 0o600);
    renameSync(part, toFile);
  } catch (error) {
    const words = error instanceof Error ? error.message : 'unknown fault';
    throw new StoreError(`The backup was not made: ${words}`, error);
  } finally {
    source.close();
    rmSync(part, { force: true });
  }
  return {
    restoreWith: `Stop the helpdesk, put the file in place of ${file} (and remove ${file}-wal and ${file}-shm), then run “restored”.`,
  };
}

function stamp(copy: string): void {
  const db = new DatabaseSync(copy);
  try {
    const [checked] = db.prepare('pragma quick_check').all();
    if (checked?.quick_check !== 'ok') throw new Error('the copy is damaged');
    db.exec('pragma journal_mode = delete');
    db.prepare(
      `insert into facts (name, value) values ('confirmed', 'none') on conflict (name) do nothing`,
    ).run();
    db.prepare(
      `insert into facts (name, value) values ('identity', ?) on conflict (name) do update set value = excluded.value`,
    ).run(randomUUID());
  } finally {
    db.close();
  }
}
