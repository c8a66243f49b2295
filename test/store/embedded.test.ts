import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupDatabase, openStore } from '../../src/store/index.ts';
import { silent, temporaryFolder } from '../support/store/harness.ts';
import { askFor, entryOf } from '../support/store/samples.ts';
import { until } from '../support/store/until.ts';

describe('a DATA_DIR', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let dataDir: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = temporaryFolder();
    dataDir = join(folder.path, 'data');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    folder.remove();
  });

  const serve = () => openStore({ dataDir, log: silent });
  const read = () => openStore({ dataDir, log: silent, exclusive: false });

  /** Another process that writes; `lines` is what it has acknowledged so far. */
  const writer = () => {
    const child = spawn(process.execPath, [
      fileURLToPath(new URL('../support/store/writer.ts', import.meta.url)),
      dataDir,
    ]);
    children.push(child);
    const lines: string[] = [];
    let rest = '';
    child.stdout.on('data', (piece: Buffer) => {
      const parts = `${rest}${piece.toString()}`.split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    const ended = new Promise<void>((done) => child.once('close', () => done()));
    return { lines, kill: () => child.kill('SIGKILL'), ended };
  };

  test('is for one serving app; a second is refused with what to do', async () => {
    const first = await serve();
    await expect(serve()).rejects.toThrow(/Another helpdesk is running on .*DATABASE_URL/);
    await first.close();
    await (await serve()).close();
  });

  test('can be read, verified and backed up meanwhile', async () => {
    const serving = await serve();
    await serving.audit.append(entryOf());
    const reading = await read();
    expect(await reading.audit.verify()).toMatchObject({ ok: true, entries: 1 });
    await backupDatabase({ dataDir }, join(folder.path, 'copy'));
    await serving.audit.append(entryOf());
    await reading.close();
    await serving.close();
  });

  test('kill -9 in the middle of writing frees it and loses nothing that was acknowledged', async () => {
    const child = writer();
    await until(() => child.lines.length > 100);
    await expect(serve()).rejects.toThrow('DATABASE_URL');
    child.kill();
    await child.ended;
    const store = await serve();
    const [, ...acknowledged] = child.lines;
    const stored = new Set((await store.requests.list({ limit: 100_000 })).map((request) => request.id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    const verified = await store.audit.verify();
    expect(verified).toMatchObject({ ok: true, entries: stored.size });
    await store.close();
  });

  test('that a newer version wrote is refused with a sentence', async () => {
    await (await serve()).close();
    const db = new DatabaseSync(join(dataDir, 'helpdesk.sqlite'));
    db.exec(
      `insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00.000Z')`,
    );
    db.close();
    await expect(serve()).rejects.toThrow(/newer version of the helpdesk \(it has “9999-later”\)/);
    await expect(serve()).rejects.toThrow('newer version'); // and the lock was not left behind
  });

  test('that an older version wrote is brought up to date, and keeps what it has', async () => {
    const before = await serve();
    const asked = await before.requests.submit(
      askFor({ cards: [{ place: 'requester', channel: 'U0ANA' }] }),
      entryOf(),
      [],
    );
    await before.close();
    const db = new DatabaseSync(join(dataDir, 'helpdesk.sqlite'));
    // As the first version left it: every later migration is undone.
    db.exec(`delete from kysely_migration where name > '0001-first'; drop index cards_stale;
      create index cards_stale on cards (attempts, due_at) where shown < wanted and gone is null;
      alter table cards drop column rejections; alter table cards drop column reminder_ts;
      drop trigger requests_counted; drop index requests_held; drop table hold_cards;
      alter table requests drop column limit_key; alter table requests drop column release;
      alter table requests drop column counted;
      drop trigger requests_frozen_insert; drop trigger requests_frozen_update;
      drop table controls; drop table unfreezes;
      drop table known_groups; drop table group_members; drop index requests_dangerous;
      alter table requests drop column dangerous_of;
      drop table fleet_traits; drop table fleet_keys; drop table fleet_devices; drop table fleet_gone;
      drop table fleet_state; drop table fleet_findings; drop table fleet_items; delete from budget where id = 2;
      drop table cases; alter table requests drop column case_id; drop table watches; drop table digests;
      drop table message_batches; drop table user_messages;
      alter table requests drop column outcome_facts; alter table audit_head drop column signed_from`);
    const store = await serve();
    expect(await store.audit.verify()).toMatchObject({ ok: true, entries: 1 });
    // Posted with the request, so it notifies of no decision: the message for that is yet to come.
    expect(await store.cards.of(asked.request?.id ?? '')).toMatchObject([{ place: 'adopted' }]);
    await store.close();
    const index = db.prepare(`select sql from sqlite_master where name = 'cards_stale'`).get();
    expect(index?.sql).not.toContain('gone');
    const columns = db.prepare(`select name from pragma_table_info('cards')`).all();
    expect(columns).toContainEqual(expect.objectContaining({ name: 'rejections' }));
    expect(db.prepare('select count(*) as count from cases').get()).toEqual({ count: 0 });
    expect(db.prepare('select id, state from fleet_state').all()).toEqual([
      { id: 1, state: '' },
      { id: 2, state: '' },
    ]);
    db.close();
  });

  test('in a folder that was there before is for its owner alone, and one that all could read is taken back', async () => {
    const modes = () =>
      readdirSync(dataDir)
        .filter((name) => name.startsWith('helpdesk.sqlite') || name === 'instance.lock')
        .map((name) => [name, (statSync(join(dataDir, name)).mode & 0o777).toString(8)]);
    mkdirSync(dataDir, { mode: 0o755 });
    const first = await serve();
    expect(modes()).toContainEqual(['helpdesk.sqlite', '600']);
    expect(modes()).toContainEqual(['helpdesk.sqlite-wal', '600']);
    await first.close();
    const file = join(dataDir, 'helpdesk.sqlite');
    chmodSync(file, 0o644);
    const second = await serve();
    await second.audit.append(entryOf());
    expect(modes().filter(([name, mode]) => name?.startsWith('helpdesk.sqlite') && mode !== '600')).toEqual(
      [],
    );
    await second.close();
    chmodSync(file, 0o640);
    await (await serve()).close();
    expect(modes()).toContainEqual(['helpdesk.sqlite', '640']);
  });

  test('opened by many readers at once gets its tables once', async () => {
    const stores = await Promise.all(Array.from({ length: 10 }, read));
    expect((await stores[9]!.audit.append(entryOf())).seq).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('that cannot be made is refused with its name', async () => {
    await expect(openStore({ dataDir: '/dev/null/data', log: silent })).rejects.toThrow('/dev/null/data');
  });

  test('with a damaged file is a StoreError', async () => {
    await (await serve()).close();
    writeFileSync(join(dataDir, 'helpdesk.sqlite'), 'this is no database, and never was '.repeat(50));
    await expect(serve()).rejects.toMatchObject({ name: 'StoreError' });
  });

  test('a backup is a whole store that has to be accepted before it serves', async () => {
    const store = await serve();
    const submitted = await store.requests.submit(askFor(), entryOf(), []);
    expect(await store.identityChanged()).toBe(false);
    const copy = join(folder.path, 'restored', 'helpdesk.sqlite');
    mkdirSync(join(folder.path, 'restored'));
    await backupDatabase({ dataDir }, copy);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await expect(backupDatabase({ dataDir }, copy)).rejects.toThrow('exists already');
    expect(await store.identityChanged()).toBe(false);
    await store.close();

    const restored = await openStore({ dataDir: join(folder.path, 'restored'), log: silent });
    expect(await restored.requests.get(submitted.request!.id)).toMatchObject({ state: 'pending' });
    expect(await restored.identityChanged()).toBe(true);
    await restored.requests.voidUnfinished(entryOf({ action: 'restored', text: null }));
    expect(await restored.identityChanged()).toBe(false);
    expect(await restored.audit.verify()).toMatchObject({ ok: true, entries: 2 });
    await restored.close();
  });

  test('a backup of nothing says so', async () => {
    await expect(backupDatabase({ dataDir }, join(folder.path, 'copy'))).rejects.toThrow('no store');
    expect(existsSync(join(folder.path, 'copy'))).toBe(false);
  });
});
