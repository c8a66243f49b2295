import { spawn } from 'node:child_process';
import pLimit from 'p-limit';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyFreeze, endFreezeOnHost, startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import { createPolicyChangeLog } from '../../../src/helpdesk/policy/policy-change-log.ts';
import { FrozenRefusal, Refusal } from '../../../src/helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { silent, type World } from '../../support/store/harness.ts';
import {
  type LimitDesk,
  type LimitWorld,
  limitDesk,
  limitWorld,
  policyOf,
} from '../../support/store/limit-desk.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';
import { until } from '../../support/store/until.ts';

const HOUR = 3_600_000;
const MAX = { userId: 'U0ROOT', name: 'Max Weber', reason: 'Possible stolen account' };

const policy = (limits: string, more = '') => `version: 1
roles: { agent: [U0ANA, U0TOM], approver: [U0BEN], releaser: [U0LEA, U0MAX] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [${limits}] }
rules:
  - { allow: [agent, approver, releaser], operations: [lookup, maintenance] }
  - { allow: [approver, releaser], operations: [release, freeze] }
${more}`;
const APPROVED = '  - { require: { approvals: 1, from: [approver] }, operations: [maintenance] }\n';
const TEN = '{ per_person: 10, total: 10, within: 60m }';

/** A world that another process can open, too. */
type Placed = World & { readonly url?: string; readonly dataDir?: string };

/** Safety limits and freeze as the whole way to Kandji keeps them, with two replicas on one store. */
export function limitContract(makeWorld: () => Promise<Placed>): void {
  let world: Placed;
  let shared: LimitWorld;
  let desks: readonly [LimitDesk, LimitDesk];
  let count: number;
  const begin = async (text: string) => {
    shared = limitWorld(text);
    desks = [limitDesk(await world.open(), shared), limitDesk(await world.open(), shared)];
  };
  beforeEach(async () => {
    count = 0;
    world = await makeWorld();
  });
  afterEach(() => world.close());

  const one = () => desks[count % 2]!;
  const next = () => {
    count += 1;
    return `mac-${count}`;
  };
  const drain = () => Promise.all(desks.map((desk) => desk.drain()));
  const stateOf = async (id: string) => (await desks[0].store.requests.get(id))?.state;
  const states = async () =>
    Object.fromEntries(
      (await world.sql('select state, count(*) as n from requests group by state')).map(({ state, n }) => [
        String(state),
        Number(n),
      ]),
    );
  /** The policy file is another one from now on, as each replica notices it. */
  const widen = async (text: string) => {
    const before = shared.policy;
    shared.policy = policyOf(text);
    const changes = createPolicyChangeLog({ store: desks[0].store, log: silent, owner: 'one' });
    await changes.started(before);
    changes.policyChanged(shared.policy, before);
    await changes.stop();
  };
  /** What the approvals channel is told. */
  const announcements = async () => {
    const said: string[] = [];
    for (;;) {
      const claimed = await desks[0].store.jobs.claim('test', 60_000);
      if (!claimed) return said;
      if (claimed.job.kind === 'announce') said.push(claimed.job.text);
      await desks[0].store.jobs.done(claimed.id);
    }
  };
  /** Approved and about to leave, without the way there. */
  const claimed = async () => {
    const device = {
      ...askFor().snapshot.device,
      id: next(),
      platform: 'Mac',
      lastEnrolledAt: 1,
      firstEnrolledAt: 1,
    };
    const asked = askFor({
      state: 'claimed',
      deviceId: device.id,
      changes: [{ operation: 'restart', params: {} }],
      snapshot: {
        ...askFor().snapshot,
        device: { ...device, serialNumber: device.id.toUpperCase(), user: null },
        takenAt: Date.now(),
      },
      requirements: [],
      cards: [],
      exclusive: ['power'],
      expiresInMs: null,
    });
    return (await one().store.requests.submit(asked, entryOf(), [])).request?.id ?? '';
  };
  const many = async (n: number) => {
    const few = pLimit(8);
    return Promise.all(Array.from({ length: n }, () => few(claimed)));
  };

  describe('a safety limit on the whole way to Kandji', () => {
    test('of ten lets ten of 200 leave while processes are killed at ten random moments', {
      timeout: 240_000,
    }, async () => {
      await begin(policy(TEN));
      await many(200);
      await Promise.all(desks.map(({ store }) => store.close()));
      const heard: string[] = [];
      const where = JSON.stringify(world.url ? { databaseUrl: world.url } : { dataDir: world.dataDir });
      const replicas = world.url ? 2 : 1;
      for (let killed = 0; killed < 10; killed += replicas)
        await Promise.all(
          Array.from({ length: replicas }, () =>
            killedSender([where, policy(TEN), String(killed * 60_000)], heard),
          ),
        );
      world.forward(HOUR / 2);
      await begin(policy(TEN));
      await drain();
      const { held = 0, ...left } = await states();
      expect(held).toBe(190);
      expect(Object.keys(left).every((state) => ['sent', 'completed', 'unknown'].includes(state))).toBe(true);
      const calls = [...heard, ...shared.calls];
      expect(new Set(calls).size).toBe(calls.length);
      expect(calls.length).toBeLessThanOrEqual(10);
      expect((await desks[0].store.controls.ledger()).ledger.sent).toHaveLength(10);
    });

    test('that was reached is opened by no step of the clock; a step before it opens one more window, within the day', async () => {
      await begin(policy(`${TEN}, { per_person: 24, total: 24, within: 24h }`));
      const request = async (n: number) => {
        for (let left = n; left > 0; left -= 1) await one().ask(left % 2 ? 'U0ANA' : 'U0TOM', next());
        await drain();
        return shared.calls.length;
      };
      expect(await request(9)).toBe(9);
      world.forward(2 * HOUR);
      expect(await request(12)).toBe(19);
      for (const step of [-2, 2, 2, -2, 3]) {
        world.forward(step * HOUR);
        expect(await request(2)).toBe(19);
      }
    });

    test('the day’s limit holds whatever steps are made before the hour’s is reached', async () => {
      await begin(policy(`${TEN}, { per_person: 12, total: 24, within: 24h }`));
      for (const step of [2, 2, -2, 2, 2, 2, -4, 6]) {
        for (let n = 0; n < 4; n += 1) await one().ask('U0ANA', next());
        await drain();
        world.forward(step * HOUR);
      }
      expect(shared.calls.length).toBe(12);
    });

    test('of one person stops no one else', async () => {
      await begin(policy('{ per_person: 2, total: 50, within: 60m }'));
      for (let n = 0; n < 4; n += 1) await one().ask('U0ANA', next());
      await drain();
      const others = await Promise.all([one().ask('U0TOM', next()), one().ask('U0BEN', next())]);
      await drain();
      expect(shared.calls.length).toBe(4);
      for (const { id } of others) expect(await stateOf(id)).not.toBe('held');
      expect(await states()).toMatchObject({ held: 2 });
    });

    test('counts a sender that is held up between its lock and its commit', async () => {
      await begin(policy(TEN));
      await many(9);
      await drain();
      const [slow, late] = await Promise.all([claimed(), claimed()]);
      const paused = world.url ? await pauseBeforeCommit(world.url) : null;
      const sending = desks[0].drain();
      if (paused) await until(async () => (await paused.waiting()) > 0);
      const arriving = desks[1].drain();
      if (paused) await until(async () => (await paused.waiting()) > 1);
      await paused?.letGo();
      await Promise.all([sending, arriving]);
      await drain();
      expect(shared.calls.length).toBe(10);
      expect([await stateOf(slow), await stateOf(late)].filter((state) => state === 'held')).toHaveLength(1);
    });

    test('two stolen accounts, one with release: within the day’s limits over 72 hours, and a wider policy is said', {
      timeout: 240_000,
    }, async () => {
      const limits = '{ per_person: 3, total: 6, within: 60m }, { per_person: 5, total: 8, within: 24h }';
      await begin(policy(limits, APPROVED));
      const [thief, accomplice] = ['U0ANA', 'U0BEN'];
      const left: number[] = [];
      let hour = 0;
      shared.leaves = () => void left.push(hour);
      const refused = new Set<string>();
      const tries = (work: Promise<unknown>) =>
        work.catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          refused.add(error.code);
        });
      for (; hour < 72; hour += 4) {
        for (let n = 0; n < 3; n += 1) {
          const { id } = await one().ask(thief, next());
          await one().approve(accomplice, id);
        }
        await drain();
        const held = await desks[0].store.requests.list({ states: ['held'], limit: 50 });
        for (const { id } of held.slice(0, 2))
          await Promise.all([thief, accomplice].map((who) => tries(one().release(who, id))));
        // Nothing on hold opens the limit again; what was counted stays counted.
        if (hour % 12 === 8)
          for (const { id } of held) await one().verbs.cancelRequest(await one().actor(thief), id);
        if (hour === 48)
          await widen(
            policy(
              '{ per_person: 3, total: 6, within: 60m }, { per_person: 7, total: 8, within: 24h }',
              APPROVED,
            ),
          );
        await drain();
        world.forward(4 * HOUR);
      }
      const within = (end: number) => left.filter((at) => at <= end && at > end - 24).length;
      for (const end of left) expect(within(end)).toBeLessThanOrEqual(end < 48 ? 5 : 7);
      expect(left.length).toBeGreaterThanOrEqual(10);
      expect([...refused].sort()).toEqual(['not-allowed', 'own-request']);
      expect(await announcements()).toContainEqual(expect.stringMatching(/policy/iu));
      // Someone else can still work.
      const { id } = await one().ask('U0TOM', next());
      await one().approve(accomplice, id);
      await drain();
      expect(await stateOf(id)).not.toBe('held');
    });
  });

  describe('a freeze on the whole way to Kandji', () => {
    test('holds what sits between its last look and its write', async () => {
      await begin(policy(TEN));
      const id = await claimed();
      const [reading, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      shared.beforeReading = async () => {
        reading.resolve();
        await go.promise;
      };
      const sending = desks[0].drain();
      await reading.promise;
      await startFreeze(desks[1], MAX);
      go.resolve();
      await sending;
      expect(shared.calls).toEqual([]);
      expect(await desks[0].store.requests.get(id)).toMatchObject({
        state: 'void',
        outcome: { code: 'frozen' },
      });
    });

    test('stops forty that were approved: no call, no read, also when someone presses Approve meanwhile, and none after two people unfroze', async () => {
      await begin(policy('{ per_person: 100, total: 100, within: 60m }', APPROVED));
      const asked: HelpdeskRequest[] = [];
      for (let n = 0; n < 50; n += 1) asked.push(await one().ask(n % 2 ? 'U0ANA' : 'U0TOM', next()));
      for (const { id } of asked.slice(0, 40)) await one().approve('U0BEN', id);
      await startFreeze(desks[1], MAX);
      shared.reads = 0;
      for (const { id } of asked) {
        const pressed = await one()
          .approve('U0BEN', id)
          .catch((error: unknown) => error);
        expect(pressed).toBeInstanceOf(Refusal);
      }
      const pressed = await one()
        .approve('U0BEN', asked[45]!.id)
        .catch((error: unknown) => error);
      expect(pressed).toBeInstanceOf(FrozenRefusal);
      await drain();
      const { verbs, actor } = desks[0];
      const unfreeze = await verbs.askUnfreeze(await actor('U0LEA'), {
        reason: 'Account reset',
        viewId: null,
      });
      const decision = { state: 'approved', reason: '', viewId: null } as const;
      await desks[1].verbs.decideUnfreeze(await desks[1].actor('U0MAX'), unfreeze.id, decision);
      await drain();
      expect(shared.reads).toBe(0);
      expect(shared.calls).toEqual([]);
      expect(await states()).toEqual({ void: 40, pending: 10 });
    });

    test('that was acknowledged lets nothing be written as sending, in 1,000 races', {
      timeout: 240_000,
    }, async () => {
      await begin(policy('{ per_person: 100, total: 100, within: 60m }'));
      let sent = 0;
      const few = pLimit(8);
      const tries = (ids: readonly string[]) =>
        ids.map((id, n) =>
          few(() => desks[n % 2]!.store.requests.change(id, sendIfFree, 'controls').catch(refusedByGuard)),
        );
      for (let round = 0; round < 25; round += 1) {
        const ids = await many(40);
        const racing = tries(ids);
        await racing[round];
        const { at } = await startFreeze(desks[round % 2]!, MAX);
        // Acknowledged: anyone who is written as sending from here on is late.
        const before = await Promise.all(racing);
        const early = ids.filter((_id, n) => before[n]?.changed);
        const late = await Promise.all(tries(ids));
        expect(late.filter((done) => done?.changed)).toEqual([]);
        expect(
          await world.sql(`select id from requests where state = 'sending' and sent_at > ${at}`),
        ).toEqual([]);
        sent += early.length;
        await world.sql(
          "update requests set state = 'failed', finished_at = 1, due_at = null where state = 'sending'",
        );
        await applyFreeze(desks[0]);
        expect(await endFreezeOnHost(desks[1], MAX)).toBe(true);
      }
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThan(1_000);
    });
  });
}

const refusedByGuard = (error: unknown) => {
  if (!/frozen/u.test(String(error))) throw error;
  return null;
};

const sendIfFree = (row: HelpdeskRequest, { freeze }: { readonly freeze: unknown }) =>
  row.state === 'claimed' && !freeze
    ? ({
        state: 'sending',
        dueInMs: 60_000,
        set: { sentNow: true },
        entry: entryOf({ action: 'sending' }),
      } as const)
    : null;

/** Kills a replica of its own process at a random moment of its work. `heard`: what left, as Kandji has it. */
async function killedSender(args: readonly string[], heard: string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [new URL('../../support/store/limit-sender.ts', import.meta.url).pathname, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 200);
    said += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  heard.push(...said.split('\n').filter((line) => line.startsWith('mac-')));
}

/** Takes the last lock that a sender needs, so that it stands between the row it locked and its commit. */
async function pauseBeforeCommit(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query('select * from audit_head where id = 1 for update');
  return {
    waiting: async () => {
      const look = new Client({ connectionString: url });
      await look.connect();
      const { rows } = await look
        .query(
          "select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
        .finally(() => look.end());
      return Number(rows[0]?.n);
    },
    letGo: async () => {
      await client.query('commit');
      await client.end();
    },
  };
}
