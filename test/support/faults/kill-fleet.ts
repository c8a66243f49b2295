import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { EXAMPLE_POLICY } from '../../../playground/start.ts';
import { digestKey } from '../../../src/helpdesk/digests/run-digests.ts';
import { policyFrom } from '../helpdesk/harness.ts';
import { until } from '../store/until.ts';
import type { Point } from './fault-points.ts';
import { type FaultWorld, openFaultWorld } from './harness.ts';
import { LEASES_END_MS, MANY_STARTS_MS, passing } from './kill-cases.ts';
import type { AppProcess } from './start-process.ts';

const MAX = 'U0ROOT';
const ANA = 'U0ANA';
const NOOR = 'U0NOOR';
const HELP = 'C0HELP';
export const DAY_MS = 86_400_000;
/** The walk and the watches have more to spend than they need. */
export const WALKING = { FLEET_SHARE: '50' };

/** Due some minutes ago, and so again in a day. */
export const dailyDigest = (channel: string): string => {
  const time = new Date(Date.now() - 10 * 60_000).toISOString().slice(11, 16);
  return `${EXAMPLE_POLICY}
digests: [{ report: not-seen, days: 14, every: day ${time}, timezone: UTC, channel: ${channel} }]
`;
};

/** Direct messages that a person got, of this. */
export const heard = (world: FaultWorld, who: string, words: string) =>
  world.slack
    .as(who)
    .dm()
    .filter((message) => message.words.includes(words));

/** Dies at each of these, one process after the other; the last one lives. */
async function dying(world: FaultWorld, points: readonly Point[]) {
  for (const point of points) {
    const app = await world.start({ point });
    await passing(world, () => app.isGone());
    world.forward(LEASES_END_MS);
  }
  return world.start();
}

const entries = async (world: FaultWorld, action: 'messaged' | 'watch-ended') =>
  (await world.store()).audit.history({ action, limit: 9 });

/** Messages to people, watches and digests whose processes are killed, on one kind of store. */
export function killFleet(databaseUrl: () => Promise<string | null>): void {
  test('around a message to a person, and around the news for who sent it', {
    timeout: MANY_STARTS_MS,
  }, async () => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl() });
    const copies = () => heard(world, NOOR, 'IT needs your help');
    const sends = (viewId: string) => ({ verb: 'message', deviceId: NAMED.noorsMac, viewId }) as const;
    const first = await world.start({ point: 'before message to a person' });
    expect((await first.does(MAX, sends('V1'))).how).not.toBe('refused');
    await passing(world, () => first.isGone());
    expect(copies()).toEqual([]);
    world.forward(LEASES_END_MS);
    const living = await dying(world, ['after message to a person']);
    await passing(world, () => copies().length === 2);
    const [copy = expect.fail()] = copies();
    // The copy that was not noted counts as much, once the other one was.
    const store = await world.store();
    await until(async () => {
      world.forward(100);
      return (await store.survey()).lateMs.messages === 0;
    });
    expect(await living.does(MAX, sends('V2')), 'within a day').toMatchObject({ how: 'refused' });
    await world.slack.as(NOOR).press(copy, 'message.lost');
    await passing(world, () => heard(world, MAX, 'answered: I lost it').length === 1);
    await living.leave();
    const edits = await world.start({ point: 'after news' });
    await world.slack.as(NOOR).press(copies()[0] ?? expect.fail(), 'message.done');
    await passing(world, () => edits.isGone());
    world.forward(LEASES_END_MS);
    await world.start();
    await passing(world, () => heard(world, MAX, 'answered: Done').length === 1);
    expect(heard(world, MAX, 'answered:'), 'edited, not posted again').toHaveLength(1);
    expect(copies(), 'no third one').toHaveLength(2);
    expect(await entries(world, 'messaged')).toHaveLength(1);
  });

  test('around the end of a watch, and around its message', { timeout: MANY_STARTS_MS }, async () => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl(), env: WALKING });
    const first = await world.start();
    await watches(world, first);
    await first.leave();
    checksIn(world);
    await dying(world, ['before watch end', 'after watch end', 'before watch message']);
    await passing(world, () => heard(world, ANA, 'checked in').length > 0);
    await saidOnce(world);
    expect(heard(world, ANA, 'checked in'), 'not lost, and not twice').toHaveLength(1);
  });

  test('after a watch was said, before that was noted: it stands there twice, and ended once', async () => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl(), env: WALKING });
    const first = await world.start({ point: 'after watch message' });
    await watches(world, first);
    checksIn(world);
    await passing(world, () => first.isGone());
    world.forward(LEASES_END_MS);
    await world.start();
    await passing(world, () => heard(world, ANA, 'checked in').length === 2);
    await saidOnce(world);
    expect(heard(world, ANA, 'checked in')).toHaveLength(2);
  });

  test('before a digest: it is posted once by the next', { timeout: MANY_STARTS_MS }, async () => {
    const policy = dailyDigest(HELP);
    const world = await openFaultWorld({ databaseUrl: await databaseUrl(), env: WALKING, policy });
    const first = await world.start();
    await digestBegins(world, policy);
    await first.leave();
    world.forward(DAY_MS);
    await dying(world, ['before digest']);
    await passing(world, () => digestsIn(world).length === 1);
    expect(digestsIn(world)).toHaveLength(1);
  });
}

/** Ana waits for Noor's Mac. */
export async function watches(world: FaultWorld, app: AppProcess): Promise<void> {
  world.kandji.setOnline(NAMED.noorsMac, false);
  const deed = { verb: 'watch', deviceId: NAMED.noorsMac, viewId: 'W1' } as const;
  expect(await app.does(ANA, deed)).toMatchObject({ how: 'done' });
}

/** It checks in, and is looked at again. */
export function checksIn(world: FaultWorld): void {
  world.forward(1_000);
  world.kandji.setOnline(NAMED.noorsMac, true);
  world.forward(5 * 60_000);
}

/** Nothing is left to say of watches, and one has ended. */
export async function saidOnce(world: FaultWorld): Promise<void> {
  const store = await world.store();
  await until(async () => {
    world.forward(100);
    return (await store.watches.count()) === 0 && (await store.survey()).lateMs.watches === 0;
  });
  expect(await entries(world, 'watch-ended')).toHaveLength(1);
}

/** The index is there, and the digest was met: it begins with its next time. */
export async function digestBegins(world: FaultWorld, policy: string): Promise<void> {
  const store = await world.store();
  const [digest = expect.fail()] = policyFrom(policy).digests;
  await until(async () => {
    world.forward(20);
    const { state } = await store.fleet.state();
    return state.last !== null && (await store.digests.lastPosted(digestKey(digest))) !== null;
  });
}

export const digestsIn = (world: FaultWorld) =>
  world.slack
    .as(ANA)
    .sees(HELP)
    .filter(({ words, author }) => author.isBot && words.includes('not seen for 14 days'));
