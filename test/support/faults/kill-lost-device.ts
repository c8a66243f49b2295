import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { until } from '../store/until.ts';
import type { Point } from './fault-points.ts';
import { type FaultWorld, openFaultWorld } from './harness.ts';
import { LEASES_END_MS, MANY_STARTS_MS, passing } from './kill-cases.ts';

const ANA = 'U0ANA';
const DANA = 'U0DANA';
const CASES = 'C0CASES';

/** Where each process dies, one after the other, before the last one lives. */
const POINTS: readonly Point[] = [
  'before reporting',
  'after reporting',
  'before case card',
  'after case card',
  'after asking',
  'after taking up',
  'before case line',
  'after case line',
  'before case message',
  'after case message',
  'before a case change',
  'after a case change',
];

/** A stolen iPhone whose processes are killed: reported once, locked once, unlocked once. */
export function killLostDevice(databaseUrl: () => Promise<string | null>): void {
  test('a reported device is locked once and its case is right, whenever the process is killed', {
    timeout: MANY_STARTS_MS,
  }, async () => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl() });
    const report = { verb: 'report', deviceId: NAMED.danasIphone, viewId: 'V1' } as const;
    for (const point of POINTS) {
      const app = await world.start({ point });
      // She presses again what was not acknowledged; what was counts once.
      const answer = await app.does(DANA, report);
      expect(answer.how).not.toBe('refused');
      await passing(world, () => app.isGone());
      world.forward(LEASES_END_MS);
    }
    const app = await world.start();
    const store = await world.store();
    const [one, ...others] = await store.cases.list({ limit: 5 });
    if (!one) throw new Error('nothing was reported');
    expect(others).toEqual([]);
    // A process that dies between its intent and the call sends nothing, and no later one may: that is for a person to find out.
    const isLostCall = () => commandsOf(world).length === 0 && cardOf(world).includes('result unknown');
    await passing(world, () => cardOf(world).includes('(confirmed') || isLostCall());
    if (isLostCall()) return;
    expect(commandsOf(world)).toEqual(['enablelostmode']);

    expect((await app.does(DANA, { verb: 'found', caseId: one.id })).how).toBe('done');
    await passing(world, () => cardOf(world).includes('turn off Lost Mode.'));
    await until(async () => (await app.does(ANA, { verb: 'confirm-found', caseId: one.id })).how === 'done');
    await passing(world, () => cardOf(world).includes("Found: Dana Li's iPhone 15"));
    expect(commandsOf(world)).toEqual(['enablelostmode', 'disablelostmode']);
    await isRight(store, one.id);
  });
}

async function isRight(store: OpenStore, caseId: string): Promise<void> {
  const one = await store.cases.get(caseId);
  expect(one?.closedAt).not.toBeNull();
  expect(
    one?.events.map(({ kind }) => kind).filter((kind) => kind !== 'checked-in' && kind !== 'on-unknown'),
  ).toEqual(['reported', 'on-sent', 'on', 'found', 'off-asked', 'off-sent', 'off', 'closed']);
  expect(await store.audit.verify()).toMatchObject({ ok: true });
  const trail = await store.audit.history({ deviceId: NAMED.danasIphone, limit: 200 });
  for (const once of ['case-opened', 'case-found', 'case-closed'])
    expect(trail.filter(({ action }) => action === once)).toHaveLength(1);
}

/** The newest card of a case in its channel. */
const cardOf = (world: FaultWorld): string =>
  world.slack
    .as(ANA)
    .sees(CASES)
    .findLast(({ threadTs, author }) => author.isBot && threadTs === undefined)?.words ?? '';

const commandsOf = (world: FaultWorld): (string | undefined)[] =>
  world.commands().map(({ path }) => path.split('/').at(-1));
