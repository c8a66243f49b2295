import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import {
  approvalCard,
  approve,
  askForLostModeOff,
  commandsAt,
  doneCard,
} from '../support/e2e/approve-steps.ts';
import { APPROVALS, BEN } from '../support/e2e/harness.ts';
import { run } from '../support/ops/run-command.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { silent, temporaryFolder } from '../support/store/harness.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';
import { until } from '../support/store/until.ts';

type Place = Readonly<Record<string, string>>;

const cards = (world: Simulators) => world.slack.as(BEN).sees(APPROVALS);

const cardSays = (world: Simulators, words: RegExp) =>
  world.slack.until(
    () => cards(world).some((card) => words.test(card.words)),
    `a card with ${words}`,
    15_000,
  );

/** A request waits while the backup is made; afterwards it is approved and runs. @returns the backup's file */
async function backUpThenRun(world: Simulators, place: Place, path?: string): Promise<string> {
  const backup = join(world.folder, 'backup');
  const app = await serveHere(world, place);
  await askForLostModeOff(world);
  await cardsAreKept(world, place);
  const made = await run({ ...world.environment, ...place }, ['backup', backup], {
    environment: { PATH: path },
  });
  expect(made).toMatchObject({ code: 0, err: '' });
  await approve(world);
  await doneCard(world);
  expect(commandsAt(world)).toHaveLength(1);
  await app.stop();
  return backup;
}

/** The store knows where its cards were posted, so that a restored one can still redraw them. */
async function cardsAreKept({ environment }: Simulators, { DATABASE_URL }: Place): Promise<void> {
  const where = DATABASE_URL ? { databaseUrl: DATABASE_URL } : { dataDir: environment.DATA_DIR ?? '' };
  const store = await openStore({ ...where, log: silent, exclusive: false });
  await until(async () => {
    const [request] = await store.requests.list({ limit: 1 });
    const copies = request ? await store.cards.of(request.id) : [];
    return copies.length > 0 && copies.every(({ ts }) => ts !== null);
  }).finally(() => store.close());
}

/** The app refuses the restored store until it was accepted; then the old request is void and sends nothing. */
async function acceptsIt(world: Simulators, place: Place): Promise<void> {
  const environment = { ...world.environment, ...place };
  const { out: found, code: broken } = await run(environment, ['doctor']);
  expect(found).toContain('✗ Database: this store was restored or copied, and has not been accepted.');
  expect(broken).toBe(1);
  await expect(serveHere(world, place)).rejects.toThrow(/restored or copied since it last served/);
  const first = await run(environment, ['restored']);
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('1 unfinished request was ended') });
  expect((await run(environment, ['restored'])).out).toContain('nothing to accept');
  const app = await serveHere(world, place);
  await cardSays(world, /restored from a backup/);
  expect(cards(world).flatMap(({ buttons }) => buttons)).not.toContain('Approve');
  expect(commandsAt(world)).toHaveLength(1);
  await app.stop();
  expect((await run(environment, ['audit', 'verify'])).out).toContain('✓ The audit log is intact');
}

test('the embedded store: backed up, changed, put back, refused, accepted; nothing is sent twice', async () => {
  const world = await startSimulators();
  const dataDir = world.environment.DATA_DIR ?? '';
  const backup = await backUpThenRun(world, {});
  for (const more of ['-wal', '-shm']) rmSync(join(dataDir, `helpdesk.sqlite${more}`), { force: true });
  copyFileSync(backup, join(dataDir, 'helpdesk.sqlite'));
  await acceptsIt(world, {});
});

/** Of the whole folder, or of the database alone. */
const copyOf = (from: string, to: string, what: 'folder' | 'database') =>
  cpSync(from, to, {
    recursive: true,
    filter: (path) => what === 'folder' || path === from || basename(path).startsWith('helpdesk.sqlite'),
  });

test.each(['while it served', 'while it was stopped'])(
  'the database file, copied %s and put back over its folder: refused, accepted; nothing is sent twice',
  async (when) => {
    const world = await startSimulators();
    const dataDir = world.environment.DATA_DIR ?? '';
    const copy = join(world.folder, 'copy');
    let app = await serveHere(world);
    await askForLostModeOff(world);
    await cardsAreKept(world, {});
    if (when !== 'while it served') await app.stop();
    copyOf(dataDir, copy, 'database');
    if (when !== 'while it served') app = await serveHere(world);
    await approve(world);
    await doneCard(world);
    await app.stop();
    for (const more of ['', '-wal', '-shm']) rmSync(join(dataDir, `helpdesk.sqlite${more}`), { force: true });
    copyOf(copy, dataDir, 'database');
    await expect(serveHere(world)).rejects.toThrow(/restored or copied since it last served/);
    await acceptsIt(world, {});
  },
);

test('ends and starts of every kind ask for nothing', async () => {
  const folder = temporaryFolder();
  const open = () => openStore({ dataDir: folder.path, log: silent });
  for (let round = 0; round < 3; round += 1) {
    const store = await open();
    expect(await store.identityChanged()).toBe(false);
    await store.close();
  }
  // Killed between the two: the database has counted, the lock file has not.
  const database = new DatabaseSync(join(folder.path, 'helpdesk.sqlite'));
  database.exec("update facts set value = cast(value as integer) + 1 where name = 'uses'");
  const killed = await open();
  expect(await killed.identityChanged()).toBe(false);
  await killed.close();
  database.exec("update facts set value = cast(value as integer) + 2 where name = 'uses'");
  database.close();
  const strange = await open();
  expect(await strange.identityChanged()).toBe(true);
  await strange.close();
  // Opening it again does not make it right.
  const again = await open();
  expect(await again.identityChanged()).toBe(true);
  await again.close();
  folder.remove();
});

test('a copied disk looks like the store that served last: --anyway accepts it all the same', async () => {
  const world = await startSimulators();
  const app = await serveHere(world);
  await askForLostModeOff(world);
  await approvalCard(world);
  await expect(run(world.environment, ['restored', '--anyway'])).rejects.toThrow(
    /Another helpdesk is running/,
  );
  await app.stop();
  expect((await run(world.environment, ['restored'])).out).toContain('add --anyway');
  expect((await run(world.environment, ['restored', '--anyway'])).out).toContain(
    '1 unfinished request was ended',
  );
});

describe('PostgreSQL', { tags: 'postgres' }, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('dumped, changed, restored, refused, accepted; nothing is sent twice', async () => {
    const world = await startSimulators();
    const backup = await backUpThenRun(
      world,
      { DATABASE_URL: await server.createDatabase('before') },
      server.path,
    );
    const DATABASE_URL = await server.createDatabase('after');
    const put = server.run('pg_restore', ['--no-owner', `--dbname=${DATABASE_URL}`, backup]);
    expect(put.stderr).toBe('');
    await acceptsIt(world, { DATABASE_URL });
  });

  test('an embedded store moves with its open request and its record; no one serves from the old one by mistake', async () => {
    const world = await startSimulators();
    const app = await serveHere(world);
    await askForLostModeOff(world);
    await cardsAreKept(world, {});
    const DATABASE_URL = await server.createDatabase('moved');
    const environment = { ...world.environment, DATABASE_URL };
    await expect(run(environment, ['database', 'move'])).rejects.toThrow(/Another helpdesk is running/);
    await app.stop();
    expect(await run(environment, ['database', 'move'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ rows were moved/),
    });
    await expect(serveHere(world)).rejects.toThrow(/restored or copied/);
    const moved = await serveHere(world, { DATABASE_URL });
    await approve(world);
    await doneCard(world);
    expect(commandsAt(world)).toHaveLength(1);
    await moved.stop();
    expect((await run(environment, ['audit', 'verify'])).out).toContain('✓ The audit log is intact');
  });
});
