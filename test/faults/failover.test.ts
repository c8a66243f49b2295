import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMED } from '../../playground/kandji/index.ts';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { type Desk, openDesk } from '../helpdesk/desk.ts';
import { approve, LONG, LOST_OFF, writes } from '../helpdesk/lost-ipad.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';

let server: TestPostgres;
let made = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

async function open(): Promise<Desk> {
  made += 1;
  const databaseUrl = await server.createDatabase(`failover_${made}`);
  return openDesk({ databaseUrl, working: false, kandji: { devices: 12 } });
}

/** Where in the life of a request its database goes. */
const PLACES = {
  'before the device is read': (ports, restart) => ({
    ...ports,
    fleet: {
      ...ports.fleet,
      device: async (...read) => {
        await restart();
        return ports.fleet.device(...read);
      },
    },
  }),
  'before the call, with the intent written': (ports, restart) => ({
    ...ports,
    commands: {
      ...ports.commands,
      disableLostMode: async (...call) => {
        await restart();
        return ports.commands.disableLostMode(...call);
      },
    },
  }),
  'before what Kandji answered is written': (ports, restart) => ({
    ...ports,
    commands: {
      ...ports.commands,
      disableLostMode: async (...call) => {
        const sent = await ports.commands.disableLostMode(...call);
        await restart();
        return sent;
      },
    },
  }),
} satisfies Record<string, (ports: Ports, restart: () => Promise<void>) => Ports>;
const PLACE_NAMES = Object.keys(PLACES) as (keyof typeof PLACES)[];

describe.each(['fast', 'crash'] as const)('the database is restarted (%s)', (how) => {
  test.each(PLACE_NAMES)('%s: the command leaves once, and its end is known', async (place) => {
    const desk = await open();
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    const up = Promise.withResolvers<void>();
    let restarts = 0;
    const once = async () => {
      restarts += 1;
      if (restarts === 1) await server.restart(how).then(up.resolve, up.reject);
    };
    desk.work({ between: (ports) => PLACES[place](ports, once) });
    await up.promise;
    await expect
      .poll(async () => {
        const request = await desk.store.requests.get(id).catch(() => null);
        // What was given up for now is tried again after some seconds; no lease ends meanwhile.
        if (request && request.state !== 'sending') desk.forward(1_000);
        return request?.state;
      }, LONG)
      .toBe('completed');
    expect(writes(desk)).toHaveLength(1);
    const history = await desk.store.audit.history({ requestId: id, limit: 50 });
    const actions = history.map(({ action }) => action);
    expect(actions).not.toContain('lost-track');
    for (const action of ['asked', 'approved', 'sending', 'sent', 'completed'])
      expect(
        actions.filter((one) => one === action),
        action,
      ).toHaveLength(1);
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
    await expect.poll(() => desk.told, LONG).toContainEqual(expect.objectContaining({ to: 'U0BEN' }));
  });
});
