// @module-tag postgres
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { type Desk, openDesk } from '../support/helpdesk/harness.ts';
import { approve, LONG, LOST_OFF, writes } from '../support/helpdesk/lost-mode-fixture.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

const DAY = 24 * 3_600_000;

let server: TestPostgres;
let made = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

async function open(): Promise<Desk> {
  made += 1;
  const databaseUrl = await server.createMigrated(`failover_${made}`);
  return openDesk({ databaseUrl, working: false, kandji: { devices: 12 } });
}

/** Where in the life of a request its database goes. */
const PLACES = {
  'before the device is read': (ports, go) => ({
    ...ports,
    fleet: {
      ...ports.fleet,
      device: async (...read) => {
        await go();
        return ports.fleet.device(...read);
      },
    },
  }),
  'before the call, with the intent written': (ports, go) => ({
    ...ports,
    commands: {
      ...ports.commands,
      disableLostMode: async (...call) => {
        await go();
        return ports.commands.disableLostMode(...call);
      },
    },
  }),
  'before what Kandji answered is written': (ports, go) => ({
    ...ports,
    commands: {
      ...ports.commands,
      disableLostMode: async (...call) => {
        const sent = await ports.commands.disableLostMode(...call);
        await go();
        return sent;
      },
    },
  }),
} satisfies Record<string, (ports: Ports, go: () => Promise<void>) => Ports>;
const PLACE_NAMES = Object.keys(PLACES) as (keyof typeof PLACES)[];

/** Tells of the first write about a request that the database did not take. */
function noticing(ports: Ports, missed: () => void): Ports {
  const notice = (error: unknown): never => {
    missed();
    throw error;
  };
  const { change, release } = ports.store.requests;
  const requests = {
    ...ports.store.requests,
    change: (...given: Parameters<typeof change>) => change(...given).catch(notice),
    release: (...given: Parameters<typeof release>) => release(...given).catch(notice),
  };
  return { ...ports, store: { ...ports.store, requests } };
}

/** An approved request is worked on, and at that place its database goes, once; it is back when this returns. */
async function worksThrough(
  how: 'fast' | 'crash',
  place: keyof typeof PLACES,
  goesOn: 'when it is back' | 'while it is away',
) {
  const desk = await open();
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  await approve(desk, 'U0BEN', id);
  const missed = Promise.withResolvers<void>();
  const back = Promise.withResolvers<number>();
  let went: Promise<void> | null = null;
  const go = () => {
    went ??= new Promise((done) => {
      const whileDown = async () => {
        if (goesOn === 'when it is back') return;
        done();
        await missed.promise;
      };
      const wentAt = performance.now();
      server.restart(how, whileDown).then(() => {
        back.resolve(performance.now() - wentAt);
        done();
      }, back.reject);
    });
    return went;
  };
  desk.work({ between: (ports) => PLACES[place](noticing(ports, missed.resolve), go) });
  return { desk, id, awayMs: await back.promise };
}

/** What was given up for now is tried again after some seconds; no lease ends meanwhile. */
const endsAs = (desk: Desk, id: string, state: 'completed' | 'failed') =>
  expect
    .poll(async () => {
      const request = await desk.store.requests.get(id).catch(() => null);
      if (request && request.state !== 'sending') desk.forward(1_000);
      return request?.state;
    }, LONG)
    .toBe(state);

/** In order; the note on Kandji's record is written whenever there is time. */
const actionsOf = async (desk: Desk, id: string) =>
  (await desk.store.audit.history({ requestId: id, limit: 50 }))
    .map(({ action }) => action)
    .filter((action) => action !== 'noted')
    .toReversed();

const WHOLE = ['asked', 'approved', 'sending', 'sent', 'completed'];

/** What Kandji answered is written again and again for 18 s; a database away for longer is told by reading Kandji. */
const BY_READING = ['asked', 'approved', 'sending', 'lost-track', 'settled'];
const OUTLASTED_MS = 15_000;

describe.each(['fast', 'crash'] as const)('the database is restarted (%s)', (how) => {
  test.each(PLACE_NAMES)('%s, and is back: the command leaves once, and its end is known', async (place) => {
    const { desk, id } = await worksThrough(how, place, 'when it is back');
    await endsAs(desk, id, 'completed');
    expect(writes(desk)).toHaveLength(1);
    expect(await actionsOf(desk, id)).toEqual(WHOLE);
    expect(await desk.store.audit.verify()).toMatchObject({ ok: true, findings: [] });
  });

  test.each(PLACE_NAMES)('%s, and is away for some time: what left is told as it was', async (place) => {
    const { desk, id, awayMs } = await worksThrough(how, place, 'while it is away');
    // Without the shared budget Kandji is not asked, and that is known for certain.
    const left = place !== 'before the call, with the intent written';
    await endsAs(desk, id, left ? 'completed' : 'failed');
    expect(writes(desk)).toHaveLength(left ? 1 : 0);
    const whole = awayMs < OUTLASTED_MS ? [WHOLE] : [WHOLE, BY_READING];
    expect(left ? whole : [['asked', 'approved', 'sending', 'failed']]).toContainEqual(
      await actionsOf(desk, id),
    );
    expect(await desk.store.audit.verify()).toMatchObject({ ok: true, findings: [] });
  });

  test('while it is down nothing is decided; afterwards the same press counts, and what was decided before is there', async () => {
    const desk = await open();
    desk.work();
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await server.restart(how, async () => {
      await expect(approve(desk, 'U0BEN', id)).rejects.toMatchObject({ name: 'StoreError' });
    });
    expect(writes(desk)).toEqual([]);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'pending', approvals: [] });
    await approve(desk, 'U0BEN', id);
    await desk.reaches(id, 'completed');
    expect(writes(desk)).toHaveLength(1);
    await expect
      .poll(() => desk.told, LONG)
      .toContainEqual({ to: 'U0ANA', notice: 'outcome', state: 'completed', outcome: 'confirmed' });
    desk.forward(DAY);
    await expect
      .poll(() => desk.summaries, LONG)
      .toContainEqual({ to: 'U0BEN', decided: [`approved ${id}`] });
  });
});
