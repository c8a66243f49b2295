// @module-tag postgres
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { killing, rolling } from '../../bench/load/disturb.ts';
import { USUAL_FAULTS } from '../../bench/load/faults.ts';
import { pressFor } from '../../bench/load/hour.ts';
import { keepLedger } from '../../bench/load/ledger.ts';
import { promisesOf } from '../../bench/load/promises.ts';
import { startWorlds, type Worlds } from '../../bench/load/worlds.ts';
import type { SeenMessage } from '../../packages/slack-sandbox/src/index.ts';

/** The short form of `npm run load`: two real processes on one PostgreSQL. Nothing here is about time. */
const SHORT = { seconds: 20, rate: 15, requestEveryMs: 1_200, againWhenLate: true };
const PATIENT = { agents: 60, devices: 400, ackDeadline: 15_000 };
const LONG = 150_000;

const open: Worlds[] = [];

afterEach(async () => {
  for (const worlds of open.splice(0)) await worlds.close();
});

async function twoReplicas(): Promise<Worlds> {
  const worlds = await startWorlds(PATIENT);
  open.push(worlds);
  await Promise.all([worlds.startReplica('one'), worlds.startReplica('two')]);
  return worlds;
}

const sql = async (worlds: Worlds, statement: string): Promise<void> => {
  const client = new Client({ connectionString: worlds.databaseUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
};

test(
  'Kandji and Slack fail and a replica is killed: every press is answered, nothing is lost, nothing is done twice',
  async () => {
    const worlds = await twoReplicas();
    const hour = await pressFor(worlds, { ...SHORT, faults: USUAL_FAULTS, meanwhile: killing(8_000, 1) });
    for (const { promise, broken } of promisesOf(hour, worlds)) expect(broken, promise).toEqual([]);
    expect(worlds.kills).toHaveLength(1);
    expect(hour.pressed.length).toBeGreaterThan(SHORT.rate * SHORT.seconds * 0.5);
    expect(hour.acknowledged.length).toBeGreaterThan(2);
    expect(hour.ledger.struck.length).toBeGreaterThan(0);
    expect(hour.struckUsers.length).toBeGreaterThan(0);
  },
  LONG,
);

test(
  'a rolling restart under load: nobody has to press again, nothing is lost, nothing is done twice',
  async () => {
    const worlds = await twoReplicas();
    const codes: (number | null)[] = [];
    const meanwhile = rolling(3_000, (code) => codes.push(code));
    const hour = await pressFor(worlds, { ...SHORT, faults: null, meanwhile });
    for (const { promise, broken } of promisesOf(hour, worlds)) expect(broken, promise).toEqual([]);
    expect(codes).toEqual([0, 0]);
    expect(hour.pressed.flatMap(({ again }) => again).filter((why) => !/timeout|404/u.test(why))).toEqual([]);
    expect(hour.acknowledged.length).toBeGreaterThan(5);
    expect(hour.stored.map(({ state }) => state).filter((state) => state !== 'completed')).toEqual([]);
  },
  LONG,
);

test(
  'a storm of lookups from both replicas stays inside the limits, and a change goes through it',
  async () => {
    const worlds = await twoReplicas();
    const { slack, kandji } = worlds;
    const ledger = keepLedger(kandji);
    const [asker, ...others] = worlds.crowd.agents;
    if (!asker) throw new Error('nobody is there');
    const seen = (channelId: string) => slack.world.messages(channelId).length;
    const card = await seesCard(worlds, asker);
    const storm = others.slice(0, 40).map(async ({ userId, channelId }, index) => {
      for (const word of ['mac', 'lf']) {
        const before = seen(channelId);
        await slack.as(userId).command(channelId, `/kandji ${word}${index}`);
        await slack.until(() => seen(channelId) > before, 'an answer in the storm', 60_000);
      }
    });
    await slack.until(() => ledger.calls > 60, 'the storm', 20_000);
    await changesAssetTag(worlds, asker, card);
    const after = ledger.calls;
    await Promise.all(storm);
    expect(ledger.calls, 'the storm went on after the change').toBeGreaterThan(after);
    expect(ledger.refusedByLimit).toBe(0);
    expect(ledger.mostInASecond).toBeLessThanOrEqual(50);
  },
  LONG,
);

test(
  'when lookups have spent their part of the hour, they are told so, and changes still go out',
  async () => {
    const worlds = await twoReplicas();
    const [asker, looker] = worlds.crowd.agents;
    if (!asker || !looker) throw new Error('nobody is there');
    const card = await seesCard(worlds, asker);
    const minute = Math.floor(Date.now() / 60_000);
    await sql(worlds, `update budget set state = '${JSON.stringify({ hour: { [minute]: 6_400 } })}'`);
    const ledger = keepLedger(worlds.kandji);
    for (const word of ['mac', 'LF-1', 'dana']) {
      const before = worlds.slack.world.messages(looker.channelId).length;
      await worlds.slack.as(looker.userId).command(looker.channelId, `/kandji ${word}`);
      const answers = () => worlds.slack.as(looker.userId).sees(looker.channelId);
      await worlds.slack.until(() => answers().length > before, 'an answer', 20_000);
      expect(answers().at(-1)?.words).toMatch(/this hour/iu);
    }
    expect(ledger.calls).toBe(0);
    await changesAssetTag(worlds, asker, card);
    expect(ledger.refusedByLimit).toBe(0);
  },
  LONG,
);

type Seat = Worlds['crowd']['agents'][number];

const SERIAL = 'H4TX90QLM2';

async function seesCard({ slack }: Worlds, { userId, channelId }: Seat): Promise<SeenMessage> {
  await slack.as(userId).command(channelId, `/kandji ${SERIAL}`);
  const newest = () => slack.as(userId).sees(channelId).at(-1);
  return slack.until(() => (newest()?.buttons.includes('Update') ? newest() : null), 'the card', 20_000);
}

/** An agent sets an asset tag, from the button on a card to Kandji's own record. */
async function changesAssetTag({ slack, kandji }: Worlds, seat: Seat, card: SeenMessage): Promise<void> {
  const person = slack.as(seat.userId);
  const device = kandji.tenant.deviceBySerial(SERIAL);
  await person.press(card, 'device.update');
  const showing = (callbackId: string) =>
    slack.until(
      () => (person.topView()?.callbackId === callbackId ? person.topView() : null),
      callbackId,
      30_000,
    );
  const form = await showing('update.form');
  await person.fill(form, 'asset-tag', 'LF-STORM');
  await person.submit(form);
  await person.submit(await showing('update.review'));
  await slack.until(() => device?.assetTag === 'LF-STORM', 'the change at Kandji', 60_000);
}
