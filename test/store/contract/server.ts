import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupDatabase, copyStore, grantServingRole, openStore } from '../../../src/store/index.ts';
import { migrationsFor } from '../../../src/store/migrations/index.ts';
import { mac } from '../../support/slack/fixtures.ts';
import { fleetDevice, indexed, TENANT, writeWalkPage } from '../../support/store/fleet.ts';
import { keepingLog, silent, temporaryFolder } from '../../support/store/harness.ts';
import type { TestPostgres } from '../../support/store/postgres.ts';
import type { postgresWorlds } from '../../support/store/postgres-harness.ts';
import { standBetween } from '../../support/store/postgres-proxy.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';
import { until } from '../../support/store/until.ts';
import { writeOn } from '../../support/store/write-on.ts';

/** What only a server has: roles, rival starts, connections that break. */
export function serverContract(
  makeWorld: ReturnType<typeof postgresWorlds>,
  server: () => TestPostgres,
): void {
  describe('a server', () => {
    let world: Awaited<ReturnType<typeof makeWorld>>;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(() => world.close());

    test('twenty start at once on an empty database, and it is made once', async () => {
      const stores = await Promise.all(Array.from({ length: 20 }, () => world.open()));
      expect((await stores[13]!.audit.append(entryOf())).seq).toBe(1);
      await Promise.all(stores.map((store) => store.close()));
      const made = Object.keys(migrationsFor('postgres')).length;
      expect(await world.sql('select count(*)::int as count from kysely_migration')).toEqual([
        { count: made },
      ]);
    });

    test('a database that a newer version wrote is refused with a sentence', async () => {
      await (await world.open()).close();
      await world.sql(`insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')`);
      await expect(world.open()).rejects.toMatchObject({
        name: 'StoreRefused',
        message: expect.stringContaining('newer version'),
      });
    });

    test('one that does not exist, or does not answer, is a StoreError without the password', async () => {
      const open = (databaseUrl: string) => openStore({ databaseUrl, log: silent });
      await expect(open(server().url('nowhere'))).rejects.toMatchObject({ name: 'StoreError' });
      const dead = open('postgres://me:s3cret@127.0.0.1:1/helpdesk');
      await expect(dead).rejects.toMatchObject({ name: 'StoreError' });
      await expect(dead).rejects.not.toThrow('s3cret');
    });

    test('the owner who serves is warned; a role that owns nothing serves, and cannot touch the record', async () => {
      const log = keepingLog();
      const owner = await world.open({ log });
      expect(log.lines.join()).toContain('owns the audit log');
      await owner.audit.append(entryOf());
      await owner.close();

      const role = `serving_${world.name}`;
      await world.sql(`create role ${role} login`);
      await grantServingRole(world.url, role, silent);
      await grantServingRole(world.url, role, silent); // again, after an update
      const databaseUrl = server().url(world.name, role);
      const quiet = keepingLog();
      const store = await openStore({ databaseUrl, log: quiet });
      expect(quiet.lines).toEqual([]);
      await everythingServingDoes(store);
      await store.close();

      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      for (const attack of [
        `update audit_entries set actor_id = 'U0MALLORY'`,
        'delete from audit_entries',
        'truncate audit_entries',
        'drop trigger audit_entries_change on audit_entries',
        'alter table audit_entries disable trigger all',
        'drop table audit_entries',
        'create or replace function refuse_audit_change() returns trigger language sql as $$ select 1 $$',
      ])
        await expect(client.query(attack), attack).rejects.toThrow(/permission denied|must be owner/);
      await client.end();
    });

    test.each([
      ['waits for a sender before it takes the head of the audit log', 'select 1', 'created'],
      ['sees the freeze that it waited for', 'update controls set frozen_at = 1', 'frozen'],
    ])('a request that needs no approval %s', async (_what, meanwhile, kind) => {
      const store = await world.open();
      const sender = new Client({ connectionString: world.url });
      await sender.connect();
      await sender.query('begin');
      await sender.query('select * from controls for update');
      const submitted = store.requests.submit(askFor({ state: 'claimed' }), entryOf(), []);
      await until(async () => {
        const [row] = await world.sql(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return row?.n === 1;
      });
      // What a sender takes next: it must be free, or the two wait for each other.
      await sender.query('select * from audit_head for update nowait');
      await sender.query(meanwhile);
      await sender.query('commit');
      expect(await submitted).toMatchObject({ kind });
      await sender.end();
    });

    test.each([
      ['request', 'requests', ['controls', 'audit_head'], 'trying'],
      ['controls', 'controls', ['audit_head'], null],
    ])(
      'a change that waits for the %s holds nothing that is locked after it, and sees what it waited for',
      async (_what, table, free, note) => {
        const store = await world.open();
        const { request } = await store.requests.submit(askFor(), entryOf(), []);
        const sender = new Client({ connectionString: world.url });
        await sender.connect();
        await sender.query('begin');
        await sender.query(`select 1 from ${table} for update`);
        const seen: unknown[] = [];
        const changed = store.requests.change(
          request?.id ?? '',
          ({ note }, { freeze }) => {
            seen.push(note, freeze?.at);
            return null;
          },
          'controls',
        );
        await until(async () => {
          const [row] = await world.sql(
            `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          return row?.n === 1;
        });
        for (const later of free) await sender.query(`select * from ${later} for update nowait`);
        if (note !== null) await sender.query(`update requests set note = '${note}'`);
        await sender.query('update controls set frozen_at = 77');
        await sender.query('commit');
        expect(await changed).toMatchObject({ changed: false });
        expect(seen).toEqual([note, 77]);
        await sender.end();
      },
    );

    test('a lesser role that meets an empty database is told who has to make the tables', async () => {
      const role = `poor_${world.name}`;
      await world.sql(`create role ${role} login`);
      const open = openStore({ databaseUrl: server().url(world.name, role), log: silent });
      await expect(open).rejects.toMatchObject({
        name: 'StoreRefused',
        message: expect.stringContaining('the role that owns the database'),
      });
    });

    test('a role whose commits do not wait for the disk waits here, for all but the budget and taking up due work', async () => {
      const role = `hasty_${world.name}`;
      await world.sql(`create role ${role} login superuser`);
      await world.sql(`alter role ${role} set synchronous_commit = off`);
      await world.sql(`alter role ${role} set default_transaction_isolation = 'serializable'`);
      const store = await openStore({ databaseUrl: server().url(world.name, role), log: silent });
      await world.sql(`create table seen (sync text, isolation text)`);
      await world.sql(`create function note() returns trigger language plpgsql as $$ begin
        insert into seen values (current_setting('synchronous_commit'), current_setting('transaction_isolation'));
        return new; end $$`);
      const noted = async (table: string, act: () => Promise<unknown>) => {
        await world.sql(
          `create trigger note after insert or update on ${table} for each row execute function note()`,
        );
        await act();
        return world.sql('delete from seen returning *');
      };
      expect(await noted('audit_entries', () => store.audit.append(entryOf()))).toEqual([
        { sync: 'on', isolation: 'read committed' },
      ]);
      await world.sql('drop trigger note on audit_entries');
      const submitted = await store.requests.submit(askFor({ dueInMs: 0 }), entryOf(), []);
      expect(await noted('requests', () => store.requests.claimDue('a', 1000))).toEqual([
        { sync: 'off', isolation: 'read committed' },
      ]);
      expect(submitted.kind).toBe('created');
      await store.close();
    });

    test('when the server drops its connections, the store says so and then works again', async () => {
      const store = await world.open();
      await store.ping();
      await world.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      await until(() =>
        store.ping().then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject({ name: 'StoreError' });
            return false;
          },
        ),
      );
    });

    test.each(['fast', 'crash'] as const)(
      'restarted (%s) under a store that writes: what was acknowledged is there, and it works on',
      async (how) => {
        const store = await world.open();
        const writers = Array.from({ length: 6 }, (_, n) => writeOn(store, `writer-${n}`));
        await until(() => writers.every(({ denied }) => denied.length > 5));
        const head = await store.audit.head();
        let before = 0;
        await server().restart(how, async () => {
          await expect(store.ping()).rejects.toMatchObject({ name: 'StoreError' });
          await until(() => writers.every(({ faults }) => faults.length > 0));
          before = Math.max(...writers.map(({ denied }) => denied.length));
        });
        await until(() => writers.every(({ denied }) => denied.length > before));
        await Promise.all(writers.map((writer) => writer.stop()));
        for (const fault of writers.flatMap(({ faults }) => faults))
          expect(fault).toMatchObject({ name: 'StoreError' });
        const [asked, denied] = [writers.flatMap((one) => one.asked), writers.flatMap((one) => one.denied)];
        for (const id of asked) expect(await store.requests.get(id)).not.toBeNull();
        for (const id of denied) expect(await store.requests.get(id)).toMatchObject({ state: 'denied' });
        const record = await store.audit.verify({ head });
        expect(record).toMatchObject({ ok: true, findings: [] });
        expect(record.entries).toBeGreaterThanOrEqual(asked.length + denied.length);
        expect(await store.identityChanged()).toBe(false);
      },
    );

    test('a process that stood still within a transaction until the server ended it says so and works on', async () => {
      const store = await world.open();
      const other = new Client({ connectionString: world.url });
      other.on('error', () => undefined);
      await other.connect();
      const { rows } = await other.query('select pg_backend_pid() as pid');
      const holder: number = rows[0].pid;
      await other.query('begin');
      await other.query('select * from audit_head for update');
      const refused = expect(store.audit.append(entryOf())).rejects.toMatchObject({ name: 'StoreError' });
      const waiting = `wait_event_type = 'Lock' and datname = current_database()`;
      await until(
        async () => (await world.sql(`select pid from pg_stat_activity where ${waiting}`)).length > 0,
      );
      // Our process stands still here: the answer to its statement and the end of its connection arrive together.
      const asleep = server().run('psql', [
        world.url,
        '--quiet',
        '--command',
        `select pg_terminate_backend(${holder}, 5000)`,
        '--command',
        'select pg_sleep(0.5)',
        '--command',
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where state = 'idle in transaction' and datname = current_database()`,
      ]);
      expect(asleep.stderr).toBe('');
      await refused;
      expect((await store.audit.append(entryOf())).seq).toBe(1);
    });

    test('new connections that end at once cost no place in the pool', async () => {
      const between = await standBetween(world.url);
      const store = await openStore({ databaseUrl: between.url, log: silent });
      await world.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      between.cut(true);
      for (let n = 0; n < 15; n += 1) {
        await expect(store.now()).rejects.toMatchObject({ name: 'StoreError' });
        await expect(store.budget.take('lookup')).rejects.toMatchObject({ name: 'StoreError' });
      }
      between.cut(false);
      await store.ping();
      expect((await store.budget.take('lookup')).granted).toBe(true);
      await store.close();
      await between.close();
    });

    test('a commit whose answer is lost counts once, and is told as it is', async () => {
      const between = await standBetween(world.url);
      const store = await openStore({ databaseUrl: between.url, log: silent });
      between.loseNextCommit();
      const submitted = await store.requests.submit(askFor({ viewId: 'V1' }), entryOf(), []);
      expect(submitted).toMatchObject({ kind: 'created', request: { state: 'pending' } });
      const again = await store.requests.submit(askFor({ viewId: 'V1' }), entryOf(), []);
      expect(again).toMatchObject({ kind: 'already-submitted', request: { id: submitted.request!.id } });
      between.loseNextCommit();
      const decide = (viewId: string) =>
        store.requests.change(submitted.request!.id, ({ state }) =>
          state === 'pending' ? { state: 'denied', entry: entryOf(), dueInMs: null, viewId } : null,
        );
      expect(await decide('V2')).toMatchObject({ changed: true, request: { state: 'denied', version: 2 } });
      expect(await decide('V2')).toMatchObject({ changed: false });
      expect(await store.audit.verify()).toMatchObject({ ok: true, entries: 2 });
      await store.close();
      await between.close();
    });

    test('connections that fall silent are given up, and what waits behind them goes on', async () => {
      const between = await standBetween(world.url);
      const log = keepingLog();
      const store = await openStore({ databaseUrl: between.url, log });
      await Promise.all([store.ping(), store.budget.take('lookup')]);
      between.silence();
      const first = [store.budget.take('lookup'), store.audit.append(entryOf())];
      const behind = [store.budget.take('lookup'), store.audit.append(entryOf())];
      for (const one of first) await expect(one).rejects.toMatchObject({ name: 'StoreError' });
      await Promise.all(behind);
      expect(log.lines.join()).toContain('silent for too long');
      await store.close();
      await between.close();
    });

    test('a database that takes the place of the one that is served is asked nothing', async () => {
      const store = await world.open();
      expect(await store.identityChanged()).toBe(false);
      let said: string | null = null;
      void store.replaced.then((sentence) => {
        said = sentence;
      });
      const admin = new Client({ connectionString: server().url('postgres') });
      await admin.connect();
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${world.name}'`,
      );
      await admin.query(`alter database "${world.name}" rename to "${world.name}_before"`);
      await admin.query(`create database "${world.name}" template "${world.name}_before"`);
      await admin.end();
      await until(() =>
        store
          .ping()
          .catch(() => undefined)
          .then(() => said !== null),
      );
      expect(said).toContain('was replaced while I served from it');
      await expect(store.ping()).rejects.toMatchObject({ name: 'StoreError' });
      const next = await world.open();
      expect(await next.identityChanged()).toBe(true);
    });

    test('while the record is locked, entries wait together and no one else waits for a connection', async () => {
      const store = await world.open();
      const other = new Client({ connectionString: world.url });
      await other.connect();
      await other.query('begin');
      await other.query('select * from audit_head for update');
      const looks = Array.from({ length: 60 }, (_, n) => entryOf({ actorId: `U${n}` }));
      const appended = Promise.all(looks.map((look) => store.audit.append(look)));
      expect(await store.requests.get('nobody')).toBeNull();
      await other.query('commit');
      await other.end();
      const entries = await appended;
      expect(entries.map(({ seq, actorId }) => `${seq} ${actorId}`)).toEqual(
        looks.map(({ actorId }, index) => `${index + 1} ${actorId}`),
      );
      expect(await store.audit.verify()).toMatchObject({ ok: true, entries: 60 });
    });

    test('an embedded store moves here with its requests and its record, once, and not while it serves', async () => {
      const folder = temporaryFolder();
      const dataDir = folder.path;
      const old = await openStore({ dataDir, log: silent });
      const submitted = await old.requests.submit(askFor({ viewId: 'V1' }), entryOf(), [
        { job: { kind: 'remind', requestId: '' }, key: 'remind' },
      ]);
      await old.budget.take('lookup');
      await old.fleet.startFor(TENANT);
      await old.fleet.put(TENANT, [fleetDevice(1)], 1);
      const move = () => copyStore({ dataDir, databaseUrl: world.url, log: silent });
      await expect(move()).rejects.toThrow('Another helpdesk is running');
      await old.close();
      await move();
      await expect(move()).rejects.toThrow('has a record already');
      const store = await world.open();
      expect(await store.requests.get(submitted.request!.id)).toEqual(submitted.request);
      expect(await store.cards.of(submitted.request!.id)).toHaveLength(2);
      expect((await store.jobs.claim('a', 1000))?.job.kind).toBe('remind');
      expect(await store.identityChanged()).toBe(false);
      // The next walk makes the index anew.
      expect((await store.fleet.state()).state.tenant).toBe('');
      expect(await indexed(store)).toEqual([]);
      await store.audit.append(entryOf());
      expect(await store.audit.verify()).toMatchObject({ ok: true, entries: 2 });
      const left = await openStore({ dataDir, log: silent });
      expect(await left.identityChanged()).toBe(true);
      await left.close();
      folder.remove();
    });

    test('watches, messages to people and digests move along', async () => {
      const folder = temporaryFolder();
      const dataDir = folder.path;
      const old = await openStore({ dataDir, log: silent });
      const place = { channel: 'C0HELP', ts: '1.2' };
      const subject = { kind: 'check-in', since: 5 } as const;
      const watch = { userId: 'U0ANA', userName: 'Ana', device: mac(), subject, place, viewId: null };
      await old.watches.add({ ...watch, dueInMs: 1_000 }, entryOf());
      const recipient = {
        email: 'noor@larkfield.example',
        name: 'Noor',
        devices: [{ id: 'd', name: 'Mac' }],
      };
      const about = { kind: 'device', deviceId: 'd', deviceName: 'Mac' } as const;
      const sender = { userId: 'U0MAX', name: 'Max' };
      await old.messages.send(
        { subject: about, sender, messages: [{ recipient, template: 'Hi' }], viewId: 'V1' },
        () => entryOf(),
        ({ ledger }) => ledger,
      );
      const message = (await old.messages.claimDue('a', 1_000)) ?? expect.fail();
      await old.messages.ended(message, { state: 'sent', userId: 'U0NOOR', place });
      await old.messages.answer(message.id, 'U0NOOR', 'lost', () => entryOf());
      await old.digests.posted('digest', 42);
      const [watches, batches] = [await old.watches.list('U0ANA'), await old.messages.about('device:d', 1e9)];
      await old.close();
      await copyStore({ dataDir, databaseUrl: world.url, log: silent });
      const store = await world.open();
      expect(watches).toHaveLength(1);
      expect(await store.watches.list('U0ANA')).toEqual(watches);
      expect(await store.messages.about('device:d', 1e9)).toEqual(batches);
      expect(await store.messages.claimNews('b', 1_000), 'the answer is yet to be said').toMatchObject({
        sender,
        messages: [{ answer: 'lost' }],
      });
      expect(await store.digests.lastPosted('digest')).toBe(42);
      folder.remove();
    });

    test('a backup is a pg_dump archive, and a store that is restored from it has to be accepted', async () => {
      const store = await world.open();
      const submitted = await store.requests.submit(askFor(), entryOf(), []);
      expect(await store.identityChanged()).toBe(false);
      const folder = temporaryFolder();
      const file = join(folder.path, 'backup.dump');
      const environment = { PATH: server().path };
      await expect(
        backupDatabase({ databaseUrl: world.url, environment: { PATH: '/nowhere' } }, file),
      ).rejects.toThrow('pg_dump is not installed here');
      await expect(
        backupDatabase({ databaseUrl: server().url('nowhere'), environment }, file),
      ).rejects.toMatchObject({ name: 'StoreError' });
      expect(existsSync(file)).toBe(false);
      await backupDatabase({ databaseUrl: world.url, environment }, file);

      const other = await makeWorld();
      const restored = server().run('pg_restore', ['--no-owner', `--dbname=${other.url}`, file]);
      expect(restored.stderr).toBe('');
      folder.remove();
      const copy = await other.open();
      expect(await copy.requests.get(submitted.request!.id)).toMatchObject({ state: 'pending' });
      expect(await copy.identityChanged()).toBe(true);
      expect(await copy.audit.verify()).toMatchObject({ ok: true, entries: 1 });
      await expect(other.sql('delete from audit_entries')).rejects.toThrow('append-only');
      await other.close();
    });
  });
}

/** A walk through every table, to see that the grants are enough. */
async function everythingServingDoes(store: Awaited<ReturnType<typeof openStore>>): Promise<void> {
  const submitted = await store.requests.submit(askFor({ viewId: 'V1' }), entryOf(), [
    { job: { kind: 'remind', requestId: '' }, key: 'remind' },
  ]);
  const id = submitted.request!.id;
  const card = await store.cards.claim('a', 1000);
  await store.cards.drawn(card!.card.id, 1, { channel: 'C1', ts: '1.1' });
  await store.cards.adopt(id, { channel: 'C2', ts: '2.2' });
  const job = await store.jobs.claim('a', 1000);
  await store.jobs.retry(job!.id, 0, 'again');
  await store.jobs.done(job!.id);
  const taken = await store.requests.claimDue('a', 1000);
  await store.requests.release(id, taken!.attempt, 0);
  await store.requests.change(id, () => ({ state: 'denied', entry: entryOf(), dueInMs: null }));
  await store.views.put({ viewId: 'V1', userId: 'U1', requestId: null, digest: 'd', draft: null });
  await store.views.put({ viewId: 'V1', userId: 'U1', requestId: null, digest: 'e', draft: null });
  await store.views.forget(-1000);
  await store.firstTime('k', 1000);
  await store.leases.take('l', 'a', 1000);
  await store.leases.drop('l', 'a');
  await store.fleet.startFor(TENANT);
  await writeWalkPage(store, { devices: [fleetDevice(1)] });
  await store.fleet.remove(fleetDevice(1).id, await store.now());
  await store.fleet.put(TENANT, [fleetDevice(2)], 1);
  expect(await indexed(store)).toHaveLength(1);
  await store.fleet.startFor('');
  await store.budget.take('background');
  await store.budget.take('change');
  await store.budget.observe(5);
  await store.audit.appendRefused(entryOf());
  expect(await store.identityChanged()).toBe(false);
  await store.requests.voidUnfinished(entryOf({ action: 'restored' }));
  const before = new Date((await store.now()) + 60_000);
  expect((await store.audit.prune(before)).forgotten).toBeGreaterThan(0);
  expect((await store.audit.verify()).ok).toBe(true);
  await store.ping();
}
