// @module-tag postgres
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, startWorld } from '../support/e2e/harness.ts';
import { modalSaying, openUpdate, sent } from '../support/e2e/steps.ts';
import { silent } from '../support/store/harness.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

/** Each statement is a trip to the server, which takes longer than the work there: what a press costs is how many follow one another. */

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** The worker looks for due work only when it is woken. */
const RARELY = 600_000;
const worldOn = async (database: string) =>
  startWorld({ databaseUrl: await server.createDatabase(database), pollMs: RARELY });

/** Every statement from now on, shortened to what it does to which table. */
function statements(): string[] {
  const asked: string[] = [];
  const query = Client.prototype.query as (this: Client, ...given: unknown[]) => unknown;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...given: unknown[]
  ) {
    const [first] = given;
    asked.push(shortened(typeof first === 'string' ? first : (first as { text: string }).text));
    return query.apply(this, given);
  } as never);
  onTestFinished(() => spy.mockRestore());
  return asked;
}

const TABLE =
  /(?:from|update|into) "?(budget|controls|audit_head|audit_entries|requests|views|cards|cases|jobs|leases|watches|digests|[a-z]+_messages|message_[a-z]+|fleet_[a-z]+)\b"?/g;

function shortened(statement: string): string {
  const text = statement.trim().toLowerCase();
  if (text === 'begin' || text === 'commit') return text;
  const does = text.includes('for update') && !text.includes('skip locked') ? 'lock' : text.split(' ')[0];
  const tables = [...new Set([...text.matchAll(TABLE)].map(([, table]) => table))].sort();
  return `${does === 'with' ? 'write' : does} ${tables.join(' ')}`;
}

/** What is done beside: our share of Kandji's calls (see the budget), due work of the other lanes, and what follows the window. */
const isBeside = (statement: string): boolean =>
  /budget|cases|jobs|watches|digests|message|^update cards|^select requests$/.test(statement);

test('a card costs two entries in the audit log, each in four trips, four reads that no one waits for, and a look at the index', async () => {
  const world = await worldOn('card');
  await asks(world, ANA, 'find serial:C02ANA7RZQ05');
  const asked = statements();
  await asks(world, ANA, 'find serial:H4TX90QLM2');
  const entry = ['begin', 'lock audit_head', 'write audit_entries audit_head', 'commit'];
  expect(asked.filter((one) => !one.includes('budget')).sort()).toEqual(
    [
      ...entry,
      ...entry,
      ...['select cases', 'select requests', 'select controls', 'select watches'],
      // Whether the index may be asked instead of Kandji, and whom it shows what: read side by side.
      ...['select fleet_state', 'select fleet_traits'],
    ].sort(),
  );
});

test('a call to Kandji costs one trip of its own while no other replica has made one', async () => {
  const databaseUrl = await server.createDatabase('budget');
  const [ours, theirs] = [
    await openStore({ databaseUrl, log: silent }),
    await openStore({ databaseUrl, log: silent }),
  ];
  onTestFinished(async () => {
    await Promise.all([ours.close(), theirs.close()]);
  });
  await ours.budget.take('change');
  const asked = statements();
  const costs: number[] = [];
  for (let call = 0; call < 20; call += 1) {
    const before = asked.length;
    expect((await ours.budget.take('change')).granted).toBe(true);
    costs.push(asked.length - before);
  }
  // Where a tenth of a second ends on the way it is read and tried once more.
  expect(costs).toContain(1);
  expect(costs.filter((cost) => cost !== 1 && cost !== 3)).toEqual([]);
  await theirs.budget.take('change');
  const before = asked.length;
  await ours.budget.take('change');
  expect(asked.slice(before)).toEqual(['update budget', 'select budget', 'update budget']);
});

test('from a submission to the call two transactions of four trips, and one trip each for the window and the worker', async () => {
  const world = await worldOn('submission');
  const submit = async (typed: string) => {
    await world.slack.as(ANA).submit(await openUpdate(world, ANA, typed));
    const review = await modalSaying(world, ANA, 'No approval needed');
    const asked = statements();
    const before = sent(world).length;
    let upToCall: readonly string[] = [];
    const stop = world.kandji.onTraffic(({ method }) => {
      if (method === 'PATCH') upToCall = [...asked];
    });
    await world.slack.as(ANA).submit(review);
    await world.slack.until(() => sent(world).length > before && upToCall.length > 0, 'the PATCH');
    stop();
    await modalSaying(world, ANA, 'Saved in Kandji');
    return upToCall.filter((one) => !isBeside(one));
  };
  expect(await submit('H4TX90QLM2 asset LF-1')).toEqual([
    'select views',
    ...['begin', 'lock audit_head controls', 'write audit_entries audit_head requests', 'commit'],
    'update controls requests',
    ...[
      'begin',
      'lock audit_head controls requests',
      'write audit_entries audit_head cards controls requests',
      'commit',
    ],
  ]);
});
