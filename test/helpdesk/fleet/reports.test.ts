import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import type { FindingsSource } from '../../../src/helpdesk/fleet/findings.ts';
import { readFindings } from '../../../src/helpdesk/fleet/read-findings.ts';
import { createReports } from '../../../src/helpdesk/fleet/reports.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import type { Policy } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { AGENT, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { silent, type World } from '../../support/store/harness.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';

const DAY = 86_400_000;
const FLEET: readonly Device[] = [1, 2, 3].map((n) => fleetDevice(n));
const ALL = policyOf(rule('allow', ['agent'], ['lookup', 'report', 'export']));
const FAILING = { name: 'failing-items', argument: '' } as const;

describe('reports', () => {
  let world: World;
  let store: OpenStore;
  beforeEach(async () => {
    world = await sqliteWorld();
    store = await world.open();
    await store.fleet.startFor(TENANT);
  });
  afterEach(() => world.close());

  const reportsOf = (policy: Policy) =>
    createReports({
      store,
      policies: { current: () => policy, fault: () => null },
      people: { holding: async () => [] },
    } as unknown as Ports);

  /** A whole reading in which these lists never come, or one up to a list that it waits for. */
  const findingsRead = async (
    lost: readonly string[],
    { items = ['VPN', 'Wi-Fi'], upTo }: { readonly items?: readonly string[]; readonly upTo?: string } = {},
  ) => {
    const never = new MdmError({
      ...{ kind: 'no-answer', reason: 'server', status: 500, sentence: 'no', endpoint: 'GET /x' },
    });
    const waits = new MdmError({
      ...{ kind: 'outage', reason: 'hour-spent', status: null, sentence: 'no', endpoint: 'GET /x' },
    });
    const unless = async <Rows>(name: string, rows: Rows): Promise<Rows> => {
      if (lost.includes(name)) throw never;
      return rows;
    };
    const on = FLEET.map(({ id }) => ({ deviceId: id, hasFailed: true, isOn: false }));
    let waiting = false;
    const source: FindingsSource = {
      fileVault: () => unless('FileVault', { rows: on, more: false }),
      blueprints: async () => [{ id: 'b', name: 'One' }],
      blueprintItems: async () => items.map((name) => ({ id: name, name })),
      itemStatuses: async (id) => {
        if (id === upTo) {
          waiting = true;
          throw waits;
        }
        return unless(id, { rows: on, more: false });
      },
    };
    const { state: before } = await store.fleet.findings.state();
    for (let isRead = false; !isRead; ) {
      await readFindings({ store, source, log: silent, tenant: TENANT, owner: 'a', pauseMs: 0 });
      const { state, now } = await store.fleet.findings.state();
      isRead = waiting || (state.phase === 'rest' && state.startedAt > before.startedAt);
      if (!isRead) world.forward(Math.max(0, state.nextAt - now + 1));
    }
  };

  test('say of how many library items Kandji did not give the status, and are as of when the others were read', async () => {
    await walkOver(store, FLEET);
    const reports = reportsOf(ALL);
    await findingsRead(['VPN', 'Wi-Fi', 'FileVault']);
    await expect(reports.read(AGENT, FAILING)).rejects.toThrow("Kandji didn't give the status of this");
    await expect(reports.read(AGENT, { name: 'filevault-off', argument: '' })).rejects.toThrow(
      "Kandji didn't give FileVault of the whole fleet",
    );
    await findingsRead([]);
    const whole = await reports.read(AGENT, FAILING);
    expect(whole).toMatchObject({ total: 3, unread: 0 });
    world.forward(DAY);
    await walkOver(store, FLEET);
    await walkOver(store, FLEET);
    await findingsRead(['VPN']);
    const part = await reports.read(AGENT, FAILING);
    expect(part).toMatchObject({ total: 3, unread: 1 });
    expect(part.asOf).toBeGreaterThan(whole.asOf);
    const lost = await reports.read(AGENT, { ...FAILING, argument: 'VPN' });
    expect(lost.total).toBe(3);
    expect(part.asOf - lost.asOf, 'what is known of it is of the day before').toBeGreaterThan(DAY / 2);
  });

  test('an item that was added is not known before it is read, and no one is told that it failed nowhere', async () => {
    await walkOver(store, FLEET);
    const reports = reportsOf(ALL);
    await findingsRead([]);
    world.forward(DAY);
    await findingsRead([], { items: ['Firewall', 'VPN', 'Wi-Fi'], upTo: 'Firewall' });
    await expect(reports.read(AGENT, { ...FAILING, argument: 'Firewall' })).rejects.toThrow(
      'Library items are still being read from Kandji',
    );
    expect(await reports.read(AGENT, FAILING)).toMatchObject({ total: 3, unread: 1 });
    await findingsRead([], { items: ['Firewall', 'VPN', 'Wi-Fi'] });
    expect(await reports.read(AGENT, { ...FAILING, argument: 'Firewall' })).toMatchObject({
      ...{ total: 3, unread: 0 },
    });
  });

  test('who sees none of the devices on which an item failed learns nothing of its name', async () => {
    await walkOver(store, [...FLEET, fleetDevice(4, { platform: 'iPad' })]);
    await findingsRead([], { items: ['Secret VPN', 'VPN'] });
    const scope = (platform: string) =>
      reportsOf(
        policyOf(
          rule('allow', ['agent'], ['report']),
          rule('allow', ['agent'], ['lookup'], { devices: { platforms: [platform] } }),
        ),
      );
    const said = (platform: string, argument: string) =>
      scope(platform)
        .read(AGENT, { ...FAILING, argument })
        .then(
          ({ total, title }) => `${total} ${title}`,
          (error: Error) => error.message.replace(argument, '…'),
        );
    expect(await said('Mac', 'secret')).toBe('3 devices where “Secret VPN” failed');
    const unknown = await said('iPad', 'quokka');
    expect(unknown).toBe('No library item with “…” in its name failed on a device that you may see.');
    for (const typed of ['secret', 'Secret VPN', 'VPN', 'vpn'])
      expect(await said('iPad', typed), typed).toBe(unknown);
  });
});
