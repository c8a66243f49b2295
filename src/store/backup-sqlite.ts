import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { dataFile } from './data-file.ts';
import { StoreError, StoreRefused } from './database.ts';

/** SQLite's own online copy. The copy gets an identity of its own, so that nobody serves from it unawares. */
export async function backupSqlite(
  dataDir: string,
  toFile: string,
): Promise<{ readonly restoreWith: string }> {
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
    restoreWith: `Stop the helpdesk, put the file in place of ${file} (and remove ${file}-wal and ${file}-shm), then run "restored".`,
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
