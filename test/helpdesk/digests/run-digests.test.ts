import { describe, expect, onTestFinished, test } from 'vitest';
import { createDigestLoop } from '../../../src/helpdesk/digests/run-digests.ts';
import { type DigestPolicy, Refusal } from '../../../src/helpdesk/policy.ts';
import { type FleetCount, type Ports, RateLimited } from '../../../src/helpdesk/ports.ts';
import { silent, type World } from '../../support/store/harness.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const COUNT: FleetCount = {
  ...{ name: 'not-seen', argument: '14', title: 'devices', total: 3, concerned: 9 },
  ...{ asOf: 0, staleMs: null },
};

interface Clockwork {
  readonly world: World;
  readonly posted: string[];
  /** Why digests were left out. */
  readonly leftOut: unknown[];
  /** What stands between a due time and its post. */
  trouble: Error | null;
  digests: readonly DigestPolicy[];
  replica(): Promise<() => Promise<unknown>>;
}

const daily = (change: Partial<DigestPolicy> = {}): DigestPolicy => ({
  report: 'not-seen',
  argument: '14',
  channel: 'C0FLEET',
  schedule: { weekday: null, hour: 9, minute: 0, timeZone: 'UTC' },
  ...change,
});

async function clockwork(): Promise<Clockwork> {
  const world = await sqliteWorld();
  onTestFinished(() => world.close());
  let replicas = 0;
  const self: Clockwork = {
    world,
    posted: [],
    leftOut: [],
    trouble: null,
    digests: [daily()],
    replica: async () => {
      replicas += 1;
      const owner = `replica-${replicas}`;
      const store = await world.open({ exclusive: false });
      const ports = {
        store,
        log: { ...silent, warn: (facts: { reason?: unknown }) => self.leftOut.push(facts.reason) },
        policies: { current: () => ({ digests: self.digests }), fault: () => null },
        fleetNotices: {
          postDigest: async ({ channel }: DigestPolicy) => {
            if (self.trouble && !(self.trouble instanceof Refusal)) throw self.trouble;
            self.posted.push(channel);
          },
        },
      } as unknown as Ports;
      const ofFleet = async () => {
        if (self.trouble instanceof Refusal) throw self.trouble;
        return COUNT;
      };
      return createDigestLoop(ports, { ofFleet }, owner);
    },
  };
  const store = await world.open();
  const now = await store.now();
  // Ten in the morning, after today's time.
  world.forward(((34 * HOUR - (now % DAY)) % DAY) + DAY);
  return self;
}

describe('a digest', () => {
  test('begins with its next time, and is posted once for each over all replicas', async () => {
    const clock = await clockwork();
    const replicas = await Promise.all([clock.replica(), clock.replica(), clock.replica()]);
    // Each of them looks again while it is still looking.
    const look = () => Promise.all([...replicas, ...replicas].map((one) => one()));
    await look();
    expect(clock.posted, 'today’s time was before it was written').toEqual([]);
    for (const day of [1, 2, 3]) {
      clock.world.forward(22 * HOUR);
      await look();
      expect(clock.posted, 'not before its time').toHaveLength(day - 1);
      clock.world.forward(2 * HOUR);
      await look();
      await look();
      expect(clock.posted).toHaveLength(day);
    }
    const late = await clock.replica();
    await late();
    expect(clock.posted, 'nor by a replica that starts later').toHaveLength(3);
  });

  test.each([
    ['Europe/Berlin', 2, 'spring', '2027-03-27T00:00Z'],
    ['Europe/Berlin', 2, 'autumn', '2027-10-30T00:00Z'],
    ['America/New_York', 2, 'spring', '2027-03-13T00:00Z'],
    ['America/New_York', 1, 'autumn', '2027-11-06T00:00Z'],
  ])(
    'in %s at %i:30 is posted once a day over the change of clocks in %s',
    async (timeZone, hour, _season, from) => {
      const clock = await clockwork();
      clock.digests = [daily({ schedule: { weekday: null, hour, minute: 30, timeZone } })];
      const replicas = await Promise.all([clock.replica(), clock.replica()]);
      const look = () => Promise.all(replicas.map((one) => one()));
      const store = await clock.world.open({ exclusive: false });
      clock.world.forward(Date.parse(from) - (await store.now()));
      await look();
      const days: string[] = [];
      // Three days, looked at every ten minutes.
      for (let at = 0; at < 3 * DAY; at += 10 * 60_000) {
        const before = clock.posted.length;
        clock.world.forward(10 * 60_000);
        await look();
        const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(
          await store.now(),
        );
        days.push(...clock.posted.slice(before).map(() => day));
      }
      expect(days).toHaveLength(3);
      expect(new Set(days).size, 'each on a day of its own').toBe(3);
    },
  );

  test('is tried again while Slack or the index is not there, for twelve hours', async () => {
    const clock = await clockwork();
    const look = await clock.replica();
    await look();
    clock.trouble = new Error('a time-out');
    clock.world.forward(DAY);
    await look();
    clock.trouble = new Refusal('too-early', 'The device index is still being built.');
    clock.world.forward(10_000);
    await look();
    clock.trouble = null;
    clock.world.forward(20_000);
    await look();
    expect(clock.posted).toEqual(['C0FLEET']);
    clock.trouble = new Error('a time-out');
    clock.world.forward(DAY);
    await look();
    clock.world.forward(12 * HOUR);
    clock.trouble = null;
    await look();
    expect(clock.posted, 'in the evening it is left out').toHaveLength(1);
  });

  test.each([
    ['less often each time while it can’t be posted', new Error('a time-out'), HOUR, 5, 12],
    ['no sooner than Slack asks', new RateLimited(600_000), HOUR, 5, 6],
  ])('is tried %s', async (_name, trouble, ms, least, most) => {
    const clock = await clockwork();
    const look = await clock.replica();
    await look();
    clock.world.forward(DAY);
    clock.trouble = trouble;
    for (let at = 0; at < ms; at += 10_000) {
      await look();
      clock.world.forward(10_000);
    }
    expect(clock.leftOut.length).toBeGreaterThanOrEqual(least);
    expect(clock.leftOut.length).toBeLessThanOrEqual(most);
    clock.trouble = null;
    clock.world.forward(HOUR);
    await look();
    expect(clock.posted).toEqual(['C0FLEET']);
  });

  test('is left out where the report is not to be had, and comes again when it is', async () => {
    const clock = await clockwork();
    const look = await clock.replica();
    await look();
    clock.trouble = new Refusal('unavailable', 'Prism is not in the plan.');
    clock.world.forward(DAY);
    await look();
    clock.trouble = null;
    await look();
    expect(clock.posted).toEqual([]);
    expect(clock.leftOut, 'the log says why').toEqual(['Prism is not in the plan.']);
    clock.world.forward(DAY);
    await look();
    expect(clock.posted).toEqual(['C0FLEET']);
  });

  test('that is changed is another one, and one that is taken out is not posted', async () => {
    const clock = await clockwork();
    const look = await clock.replica();
    await look();
    clock.digests = [daily({ channel: 'C0OTHER' })];
    await look();
    clock.world.forward(DAY);
    await look();
    expect(clock.posted).toEqual(['C0OTHER']);
    clock.digests = [];
    clock.world.forward(DAY);
    await look();
    expect(clock.posted).toHaveLength(1);
  });
});
