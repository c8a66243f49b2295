import { expect, test } from 'vitest';
import { asks, shows } from '../support/e2e/at-slack.ts';
import { ANA, HELP, startWorld } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';

/** Everything of Kandji's API that reads and that this app has a use for. Keys and PINs are read on a request only. */
const READING = [
  '/blueprints',
  '/devices',
  '/devices/{device_id}',
  '/devices/{device_id}/activity',
  '/devices/{device_id}/apps',
  '/devices/{device_id}/commands',
  '/devices/{device_id}/details',
  '/devices/{device_id}/details/lostmode',
  '/devices/{device_id}/library-items',
  '/devices/{device_id}/notes',
  '/devices/{device_id}/parameters',
  '/devices/{device_id}/status',
  '/tags',
  '/users',
];

test('an agent’s morning reaches every reading endpoint of Kandji, and changes nothing', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  await asks(world, ANA, 'find tag:LOANER');
  await asks(world, ANA, 'find blueprint:"Staff Macs" name:noor');
  const card = await asks(world, ANA, 'H4TX90QLM2');
  for (const [panel, words] of [
    ['Library items', 'Lark VPN'],
    ['Parameters', 'parameters'],
    ['Apps', 'apps'],
    ['Activity', 'entr'],
    ['Commands', 'command'],
    ['Notes', 'note'],
    ['Details', 'General'],
  ] as const)
    await ana.close(await shows(world, ANA, card, panel, words));
  await ana.command(HELP, '/kandji lost J9K2L7PQ4R');
  await ana.close(await modalSaying(world, ANA, 'Please return to Larkfield reception'));
  await ana.command(HELP, '/kandji update H4TX90QLM2');
  const form = await modalSaying(world, ANA, 'Asset tag');
  expect(await ana.suggest(form, 'pick.user', 'dana')).not.toEqual([]);
  const reached = new Set(world.kandji.received().map(({ template }) => template));
  expect([...reached].filter((template) => template !== null).toSorted()).toEqual(READING);
  expect(world.kandji.received().every(({ method, status }) => method === 'GET' && status !== 404)).toBe(
    true,
  );
});
