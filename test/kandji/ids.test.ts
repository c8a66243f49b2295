import { expect, test } from 'vitest';
import { clientOf } from '../support/kandji/harness.ts';
import { always, startServer } from '../support/kandji/server.ts';

async function fleetThatSays(rows: unknown) {
  const { url } = await startServer(always(200, JSON.stringify(rows)));
  return clientOf(url, 'token').fleet;
}

const UUID = '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';

test.each([UUID.repeat(2), 'a|b', '../users', ''])(
  'a row whose id no menu could carry (%s) is left out and counted',
  async (strange) => {
    const fleet = await fleetThatSays([
      { device_id: strange, device_name: 'strange' },
      { device_id: UUID, device_name: 'fine' },
    ]);
    const { devices, dropped } = (await fleet.list({})).value;
    expect(devices.map(({ name }) => name)).toEqual(['fine']);
    expect(dropped).toBe(1);
  },
);

test('the same for what a form offers', async () => {
  const rows = [
    { id: UUID.repeat(2), name: 'strange' },
    { id: UUID, name: 'fine' },
    { id: '4711', name: 'old' },
  ];
  const fleet = await fleetThatSays({ results: rows, next: null });
  expect((await fleet.blueprints()).value.map(({ name }) => name)).toEqual(['fine', 'old']);
});

test('a device with a strange person and a strange blueprint stays, with their names', async () => {
  const strange = UUID.repeat(2);
  const device = {
    device_id: UUID,
    user: { id: strange, name: 'Ana' },
    blueprint_id: strange,
    blueprint_name: 'Staff',
  };
  const fleet = await fleetThatSays(device);
  const { user, blueprint } = (await fleet.device(UUID)).value;
  expect([user, blueprint]).toMatchObject([
    { id: '', name: 'Ana' },
    { id: '', name: 'Staff' },
  ]);
});
