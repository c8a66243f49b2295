import { DatabaseSync } from 'node:sqlite';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { migrationsFor } from '../../src/store/migrations/index.ts';
import { dataFile, sqliteConnections } from '../../src/store/sqlite.ts';
import { silent, temporaryFolder } from '../support/store/harness.ts';
import { askFor, entryOf } from '../support/store/samples.ts';

/** A store as the version before the safety limits left it, with one request that waits. */
async function olderStore(file: string): Promise<void> {
  const known = Object.entries(migrationsFor('sqlite')).filter(([name]) => name < '0009');
  const { durable, close } = sqliteConnections(file);
  const provider = { getMigrations: async () => Object.fromEntries(known) };
  const { error } = await new Migrator({ db: durable, provider }).migrateToLatest();
  await close();
  if (error) throw error;
  const db = new DatabaseSync(file);
  const { snapshot, changes } = askFor();
  const columns = {
    id: 'AAAA1111',
    state: 'pending',
    version: 1,
    device_id: 'device-1',
    changes: JSON.stringify(changes),
    requester_id: 'U0ANA',
    requester_name: 'Ana',
    reason: 'r',
    snapshot: JSON.stringify(snapshot),
    differences: '[]',
    consequences: '[]',
    requirements: '[]',
    policy_hash: 'h',
    policy_reason: 'p',
    created_at: 1,
    reminders: 0,
    approvals: '[]',
    commands_before: '[]',
    attempt: 0,
  };
  const names = Object.keys(columns);
  db.prepare(`insert into requests (${names.join()}) values (${names.map(() => '?').join()})`).run(
    ...Object.values(columns),
  );
  db.prepare(
    "insert into request_keys (device_id, key, request_id) values ('device-1', 'lost-mode', 'AAAA1111')",
  ).run();
  db.close();
}

test('a store of the version before keeps its requests, what hangs on them, and its guards', async () => {
  const folder = temporaryFolder();
  try {
    await olderStore(dataFile(folder.path));
    const store = await openStore({ dataDir: folder.path, log: silent });
    expect(await store.requests.get('AAAA1111')).toMatchObject({
      state: 'pending',
      limitKey: null,
      release: null,
    });
    expect(await store.requests.submit(askFor(), entryOf(), [])).toMatchObject({ kind: 'already-open' });
    const held = await store.requests.change('AAAA1111', () => ({
      state: 'held',
      dueInMs: 1000,
      set: { limitKey: 'disruptive' },
      entry: entryOf({ action: 'held' }),
    }));
    expect(held?.request.state).toBe('held');
    await store.controls.startFreeze(
      { userId: 'U1', name: 'Max', reason: 'drill' },
      entryOf({ action: 'froze' }),
      () => [],
    );
    const claimed = store.requests.change('AAAA1111', () => ({
      state: 'claimed',
      dueInMs: 1,
      entry: entryOf(),
    }));
    await expect(claimed).rejects.toThrow(/frozen/);
    await store.close();
    const db = new DatabaseSync(dataFile(folder.path));
    expect(db.prepare('pragma foreign_key_check').all()).toEqual([]);
    expect(
      db
        .prepare("select count(*) as n from sqlite_master where tbl_name = 'requests' and type = 'index'")
        .get()?.n,
    ).toBeGreaterThan(5);
    db.close();
  } finally {
    folder.remove();
  }
});
