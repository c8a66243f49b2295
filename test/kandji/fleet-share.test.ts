import { expect, onTestFinished, test } from 'vitest';
import { startKandji } from '../../packages/kandji-simulator/src/index.ts';
import { walkAndRead } from '../../src/helpdesk/fleet/walker.ts';
import { MdmError } from '../../src/helpdesk/mdm-error.ts';
import { createKandji } from '../../src/kandji/index.ts';
import { silent } from '../support/store/harness.ts';
import { sqliteWorld } from '../support/store/sqlite.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** `FLEET_SHARE`: 0.2 % of Kandji's 10,000 calls an hour. */
const SHARE = 0.002;
const CALLS = 20;

test('over a simulated day Kandji counts no more than the share in any hour, whatever it answers', async () => {
  const kandji = await startKandji({ devices: 900, rateLimit: false, commandDelay: 0, latency: 0 });
  onTestFinished(() => kandji.close());
  const world = await sqliteWorld();
  onTestFinished(() => world.close());
  const apiUrl = new URL(`${kandji.url}/api/v1`);
  let aheadMs = 0;
  const replicas = await Promise.all(
    ['a', 'b'].map(async (owner) => {
      const store = await world.open({ exclusive: false, budget: { background: SHARE } });
      const now = () => Date.now() + aheadMs;
      const options = {
        apiUrl,
        token: kandji.token,
        budget: store.budget,
        log: silent,
        backgroundShare: SHARE,
      };
      const { source, background } = createKandji({ ...options, now });
      return { background, base: { store, source, owner, log: silent, tenant: apiUrl.host } };
    }),
  );
  const [first] = replicas;
  await first?.base.store.fleet.startFor(apiUrl.host);
  const { devices } = kandji.tenant;
  const at: number[] = [];
  const outside: string[] = [];
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    // A bad hour of Kandji's, devices that go, and a watch that polls out of the same share.
    if (minute === 300) kandji.faults.add({ kind: 'rate-limit-second', times: 30 });
    if (minute === 600) kandji.faults.add({ kind: 'status', status: 503, times: 30 });
    if (minute % 120 === 60) kandji.tenant.removeDevice(devices[minute % devices.length]?.id ?? '');
    for (const { base, background } of replicas) {
      await walkAndRead(base, SHARE);
      if (minute % 15 === 0)
        await background.device(devices[0]?.id ?? '').catch((error: unknown) => {
          if (!(error instanceof MdmError)) throw error;
          outside.push(error.reason);
        });
    }
    const calls = kandji.received().length;
    at.push(...Array<number>(calls).fill(minute * MINUTE));
    kandji.forgetReceived();
    world.forward(MINUTE);
    aheadMs += MINUTE;
  }
  for (const [index, from] of at.entries())
    expect(at.slice(index).filter((time) => time < from + HOUR).length).toBeLessThanOrEqual(CALLS);
  // It was used, and it was spent at times.
  expect(at.length).toBeGreaterThan(24 * CALLS * 0.6);
  expect(outside).toContain('hour-spent');
  const { state } = await (first as (typeof replicas)[number]).base.store.fleet.state();
  expect(state.last?.rows).toBeGreaterThan(800);
}, 300_000);
