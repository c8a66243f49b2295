import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { randomFrom } from '../../../packages/kandji-simulator/src/random.ts';
import { modalSaying } from '../e2e/steps.ts';
import { until } from '../store/until.ts';
import type { Point } from './fault-points.ts';
import { openFaultWorld } from './harness.ts';
import { MANY_STARTS_MS, passing } from './kill-cases.ts';

const ANA = 'U0ANA';
const HELP = 'C0HELP';
const POLICY = `version: 1
roles: { agent: [S0AGENTS] }
safety_limits: { secret: [{ per_person: 100, total: 100, within: 30m }] }
rules:
  - { allow: [agent], operations: [lookup, secret] }
`;

/** Every step of a showing. */
const POINTS: readonly [Point, ...Point[]] = [
  'inside showing',
  'after showing',
  'before the key',
  'after the key',
  'before its window',
  'after its window',
  'inside shown',
  'after shown',
];

/** `KEY_KILLS=100`: so many kills, each at a random step, in place of one at each. */
const KILLS = Number(process.env.KEY_KILLS ?? 0);

/** Keys, when the process that shows them is killed. `databaseUrl`: of a new database; `null` for the embedded store. */
export function killKeys(databaseUrl: () => Promise<string | null>): void {
  test('a key is seen by its one person only, and can be opened again, whenever the process is killed', {
    timeout: MANY_STARTS_MS * Math.max(1, KILLS / 8),
  }, async () => {
    const world = await openFaultWorld({ databaseUrl: await databaseUrl(), policy: POLICY });
    const random = randomFrom(`kills ${KILLS}`);
    const points = KILLS > 0 ? Array.from({ length: KILLS }, () => random.pick(POINTS)) : POINTS;
    const device = world.kandji.tenant.device(NAMED.noorsMac);
    const key = device ? (world.kandji.keys.of(device).filevaultKey ?? '') : '';
    expect(key).not.toBe('');
    const ana = world.slack.as(ANA);
    const messages = () => ana.sees(ana.dmId()).filter(({ words }) => words.includes('FileVault key for'));
    const first = await world.start();
    await ana.command(HELP, '/kandji key H4TX90QLM2');
    const form = await modalSaying(world, ANA, 'Which one?');
    await ana.fill(form, 'reason', 'A call');
    await ana.submit(form);
    await passing(world, () => messages().length > 0);
    await first.leave();

    for (const point of points) {
      const app = await world.start({ point });
      const [message] = messages();
      if (!message) throw new Error('no message');
      await ana.press(message, 'key.show').catch(() => undefined);
      // The clock runs on by itself: the quarter of an hour must not end here.
      await until(() => app.isGone());
    }
    await world.start();
    const [message] = messages();
    if (!message) throw new Error('no message');
    await ana.press(message, 'key.show');
    await modalSaying(world, ANA, key);
    const store = await world.store();
    const [request] = await store.requests.list({ limit: 5 });
    const trail = await store.audit.history({ requestId: request?.id ?? '', limit: 1_000 });
    const showings = trail.filter(({ action }) => action === 'showing');
    const reads = world.kandji.keys.reads.length;
    expect(showings.length).toBeGreaterThanOrEqual(reads);
    expect(showings.every(({ actorId }) => actorId === ANA)).toBe(true);
    expect(await store.audit.verify()).toMatchObject({ ok: true });

    world.forward(16 * 60_000);
    await passing(world, () => messages().some(({ words }) => words.includes('Shown to you,')));
    const holding = (user: string) => {
      const view = world.slack.as(user).topView();
      return view?.words.includes(key) ?? false;
    };
    await passing(world, () => !holding(ANA));
    const { users } = world.slack.world;
    expect([...users.keys()].filter(holding)).toEqual([]);
  });
}
