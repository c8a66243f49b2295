// @module-tag postgres
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { openStore } from '../../src/store/index.ts';
import { approvalCard, approve, askForLostModeOff, commandsAt } from '../support/e2e/approve-steps.ts';
import { ANA, APPROVALS, BEN } from '../support/e2e/harness.ts';
import { run } from '../support/ops/run-command.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { silent } from '../support/store/harness.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

let server: TestPostgres;
let made = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

/** A world whose replicas share a PostgreSQL; no one serves yet. */
async function open() {
  const world = await startSimulators();
  made += 1;
  const place = { DATABASE_URL: await server.createDatabase(`served_${made}`) };
  const restored = (...more: string[]) => run({ ...world.environment, ...place }, ['restored', ...more]);
  const verified = () => run({ ...world.environment, ...place }, ['audit', 'verify']);
  const unfreeze = () =>
    run({ ...world.environment, ...place }, ['unfreeze', '--name', 'Max Weber', 'Restored']);
  return { world, place, restored, verified, unfreeze };
}

const cardSays = (world: Simulators, words: RegExp) =>
  world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .find((card) => words.test(card.words)),
    `a card with ${words}`,
    15_000,
  );

test('restored, said while a replica serves, has nothing to accept; --anyway ends what waits, and the replica tells it', async () => {
  const { world, place, restored, verified, unfreeze } = await open();
  const app = await serveHere(world, place);
  await askForLostModeOff(world);
  await approvalCard(world);
  expect(await restored()).toMatchObject({ code: 0, out: expect.stringContaining('nothing to accept') });
  expect((await restored('--anyway')).out).toContain('1 unfinished request was ended');
  const gone = await cardSays(world, /restored from a backup/);
  expect(gone.buttons).not.toContain('Approve');
  const ana = world.slack.as(ANA);
  await world.slack.until(
    () => ana.sees(ana.dmId()).some(({ words }) => words.includes('restored from a backup')),
    'Ana to be told',
  );
  expect(commandsAt(world)).toEqual([]);
  // It serves on, frozen until someone at the host or two people in Slack say otherwise.
  expect((await unfreeze()).code).toBe(0);
  await askForLostModeOff(world);
  await approve(world);
  await cardSays(world, /✅.*Lost Mode/u);
  expect(commandsAt(world)).toHaveLength(1);
  await app.stop();
  expect((await verified()).out).toContain('✓ The audit log is intact');
});

test('restored --anyway while a replica asks Kandji: the command has left once, and the record tells both', async () => {
  const { world, place, restored, verified } = await open();
  const answered = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const between = (ports: Ports): Ports => ({
    ...ports,
    commands: {
      ...ports.commands,
      disableLostMode: async (...call) => {
        const sent = await ports.commands.disableLostMode(...call);
        answered.resolve();
        await goOn.promise;
        return sent;
      },
    },
  });
  const app = await serveHere(world, place, { between });
  await askForLostModeOff(world);
  await approve(world);
  await answered.promise;
  expect((await restored('--anyway')).out).toContain('1 unfinished request was ended');
  goOn.resolve();
  await cardSays(world, /restored from a backup/);
  await app.stop();
  const store = await openStore({ databaseUrl: place.DATABASE_URL, log: silent });
  const [request] = await store.requests.list({ limit: 1, deviceId: NAMED.warehouseIpad });
  expect(request).toMatchObject({ state: 'void' });
  const history = await store.audit.history({ requestId: request?.id ?? '', limit: 20 });
  expect(history.map(({ action }) => action)).toEqual(['restored', 'sending', 'approved', 'asked']);
  await store.close();
  expect(commandsAt(world)).toHaveLength(1);
  expect((await verified()).out).toContain('✓ The audit log is intact');
});
