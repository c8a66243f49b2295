import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { HelpdeskRequest, RequestState } from '../../../src/helpdesk/request.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { LOST_OFF } from '../helpdesk/lost-mode-fixture.ts';
import { until } from '../store/until.ts';
import type { Point } from './fault-points.ts';
import { type FaultWorld, openFaultWorld } from './harness.ts';
import type { AppProcess } from './start-process.ts';

const ANA = 'U0ANA';
const BEN = 'U0BEN';
const APPROVALS = 'C0APPROVALS';
/** Fifteen processes, one after the other, on a busy machine. */
export const MANY_STARTS_MS = 300_000;
/** Longer than any lease. */
export const LEASES_END_MS = 31_000;

interface Life {
  /** Where each process dies, one after the other; the last one lives. */
  readonly points: readonly Point[];
  readonly ends: 'completed' | 'unknown';
  /** How many commands Kandji sees. */
  readonly commands: 0 | 1;
}

/** One request each; together they die at every arrow. */
const LIVES: Readonly<Record<string, Life>> = {
  'at every step until the answer, and while it is found out': {
    points: [
      'before asking',
      'after asking',
      'before card pending',
      'after card pending',
      'inside approved',
      'after approved',
      'before taking up',
      'after taking up',
      'inside sending',
      'inside sent',
      'inside lost-track',
      'after lost-track',
      'inside settled',
      'after settled',
    ],
    ends: 'completed',
    commands: 1,
  },
  'at every step after the answer': {
    points: [
      'after sent',
      'inside completed',
      'after completed',
      'before card completed',
      'after card completed',
    ],
    ends: 'completed',
    commands: 1,
  },
  'around the message': {
    points: ['before message completed', 'after message completed'],
    ends: 'completed',
    commands: 1,
  },
  'before the note': { points: ['before the note'], ends: 'completed', commands: 1 },
  'after the note': { points: ['after the note'], ends: 'completed', commands: 1 },
  // Written down, not sent: no one can know that, so no one sends it again.
  'before the call': { points: ['before the call'], ends: 'unknown', commands: 0 },
  'after the call': { points: ['after the call'], ends: 'completed', commands: 1 },
};

const WORDS = { completed: '✅', unknown: "Don't know yet" } as const;

/** The lives of requests whose processes are killed, on one kind of store. */
export function killCases(databaseUrl: () => Promise<string | null>): void {
  test.each(Object.entries(LIVES))('killed %s', { timeout: MANY_STARTS_MS }, async (_where, life) => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl() });
    const people = peopleOf(world);
    for (const point of life.points) {
      const app = await world.start({ point });
      await people.press(app);
      await passing(world, () => app.isGone());
      world.forward(LEASES_END_MS);
    }
    const app = await world.start();
    await people.press(app);
    await isTrue(world, await people.request(), life);
    expect((await people.store()).kind).toBe(
      app.output().includes('"store":"postgres"') ? 'postgres' : 'sqlite',
    );
  });

  test('killed while the call is under way: it is found out by reading, and not sent again', async () => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl() });
    world.kandji.faults.add({ method: 'POST', kind: 'process-then-hang', times: 1 });
    const people = peopleOf(world);
    const app = await world.start();
    await people.press(app);
    await until(() => world.commands().length === 1);
    app.signal('SIGKILL');
    await app.gone;
    world.forward(LEASES_END_MS);
    await world.start();
    await isTrue(world, await people.request(), { points: [], ends: 'completed', commands: 1 });
  });
}

/** Ana and Ben, who press again what was not acknowledged. */
function peopleOf(world: FaultWorld) {
  let opened: Promise<OpenStore> | null = null;
  let acknowledged: HelpdeskRequest | null = null;
  const store = () => {
    opened ??= world.store();
    return opened;
  };
  const ask = async (app: AppProcess) => {
    const asked = await app.does(ANA, { verb: 'ask', deviceId: NAMED.warehouseIpad, changes: LOST_OFF });
    if (asked.how === 'done') acknowledged = asked.request;
    else expect(asked.how).toBe('dead');
  };
  return {
    store,
    press: async (app: AppProcess) => {
      if (!acknowledged) await ask(app);
      if (!acknowledged) return;
      const { id } = acknowledged;
      const pending = async () => (await (await store()).requests.get(id))?.state === 'pending';
      if (!(await pending())) return;
      // Ben sees a card before he approves.
      await until(() => app.isGone() || copiesOf(world).length > 0);
      const answer = await app.does(BEN, { verb: 'approve', requestId: id });
      expect(answer.how).not.toBe('refused');
      // What was acknowledged is not lost.
      if (answer.how === 'done') expect(await pending()).toBe(false);
    },
    request: async (): Promise<{ id: string; store: OpenStore }> => {
      if (!acknowledged) throw new Error('nothing was acknowledged');
      expect(await (await store()).requests.list({ limit: 5 })).toHaveLength(1);
      return { id: acknowledged.id, store: await store() };
    },
  };
}

/** Lets time pass in small steps, so that follow-ups come due and leases of the living do not end. */
export async function passing(world: FaultWorld, met: () => boolean): Promise<void> {
  await until(() => {
    world.forward(100);
    return met();
  });
}

/** Each life has one request, and a card that needs no one names it no more. */
const copiesOf = (world: FaultWorld) =>
  world.slack
    .as(BEN)
    .sees(APPROVALS)
    .filter(({ words, author }) => author.isBot && words.includes('Lost Mode'));

/** Card, message, record, Kandji: all tell the same. */
async function isTrue(
  world: FaultWorld,
  { id, store }: { id: string; store: OpenStore },
  { ends, commands }: Life,
): Promise<void> {
  const said = WORDS[ends];
  await passing(world, () => copiesOf(world).at(-1)?.words.includes(said) ?? false);
  await passing(world, () => dmsOf(world, id).at(-1)?.words.includes(said) ?? false);
  // One message, or two where the app died between posting it and noting so.
  expect(dmsOf(world, id).length).toBeLessThanOrEqual(2);
  expect((await store.requests.get(id))?.state satisfies RequestState | undefined).toBe(ends);
  expect(world.commands()).toHaveLength(commands);
  expect(world.kandji.tenant.device(NAMED.warehouseIpad)?.lostMode === null).toBe(commands === 1);
  expect(await store.audit.verify()).toMatchObject({ ok: true });
  const trail = await store.audit.history({ requestId: id, limit: 100 });
  expect(trail.map(({ result }) => result)).toContain(ends);
  for (const once of ['asked', 'approved', 'sending'])
    expect(trail.filter(({ action }) => action === once)).toHaveLength(1);
  const device = world.kandji.tenant.device(NAMED.warehouseIpad);
  const notes = device ? world.kandji.records.of(device).notes : [];
  expect(notes.length).toBeLessThanOrEqual(1);
}

/** The requester's message. */
const dmsOf = (world: FaultWorld, id: string) =>
  world.slack
    .as(ANA)
    .dm()
    .filter(({ words }) => words.includes(id));
