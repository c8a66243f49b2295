import { expect, onTestFinished, test } from 'vitest';
import { createFailingCounts } from '../../../src/helpdesk/fleet/failing-counts.ts';
import type { FindingsWrite } from '../../../src/helpdesk/fleet/findings.ts';
import { FLEET_LEASE } from '../../../src/helpdesk/fleet/fleet-index.ts';
import { walkOn } from '../../../src/helpdesk/fleet/walk.ts';
import type { Actor, Policy } from '../../../src/helpdesk/policy.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { silent } from '../../support/store/harness.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';

const ANA: Actor = {
  ...{ userId: 'U0ANA', name: 'Ana', human: 'U0ANA', email: 'ana@larkfield.example' },
  ...{ membership: 'member', roles: ['agent', 'everyone'], knownRoles: [] },
};

test('how often an item failed is for who may see reports, and counts the devices that they may see', async () => {
  const world = await sqliteWorld();
  onTestFinished(() => world.close());
  const store = await world.open();
  await store.fleet.startFor(TENANT);
  const devices = [1, 2, 3].map((n) => fleetDevice(n, { platform: n === 3 ? 'iPad' : 'Mac' }));
  const source = { page: async () => ({ devices, more: false }), device: async () => null };
  const walker = { store, source, log: silent, tenant: TENANT, owner: 'a', pauseMs: 0 };
  await walkOn(walker);
  await walkOn(walker);
  await store.leases.take(FLEET_LEASE, 'a', 60_000);
  const { findings } = store.fleet;
  const readAt = await store.now();
  const write = async (next: object, what: FindingsWrite) => {
    const { state } = await findings.state();
    expect(await findings.advance('a', state, { ...state, tenant: TENANT, ...next }, [what])).toBe(true);
  };
  await write({ calls: 1 }, { kind: 'items', items: [{ id: 'vpn', name: 'Lark VPN' }], isLast: true });
  const on = devices.map(({ id }) => id);
  const page = { kind: 'page', finding: 'item-failed', subject: 'vpn', on, off: [], readAt } as const;
  const counted = (policy: Policy) =>
    createFailingCounts({ store, policies: { current: () => policy, fault: () => null } })(ANA, ['vpn', 'x']);
  const all = policyOf(rule('allow', ['agent'], ['lookup', 'report']));
  await write({ calls: 2 }, { ...page, isFirst: true, isLast: false });
  expect((await counted(all)).asOf).toBeNull();
  await write({ calls: 3 }, { ...page, isFirst: false, isLast: true });
  expect([...(await counted(all)).counts]).toEqual([['vpn', 3]]);
  expect((await counted(policyOf(rule('allow', ['agent'], ['lookup'])))).counts.size).toBe(0);
  const macs = policyOf(
    rule('allow', ['agent'], ['report']),
    rule('allow', ['agent'], ['lookup'], { devices: { platforms: ['Mac'] } }),
  );
  expect([...(await counted(macs)).counts]).toEqual([['vpn', 2]]);
});
