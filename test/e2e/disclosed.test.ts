import { expect, test } from 'vitest';
import { askForLostModeOff } from '../support/e2e/approve-steps.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, BEN, startWorld, type World } from '../support/e2e/harness.ts';
import { openUpdate } from '../support/e2e/steps.ts';

/** What the record says this person saw, oldest first. */
async function seenBy(world: World, reader: string, who: string): Promise<string[]> {
  const { words } = await asks(world, reader, `history <@${who}> all`);
  return [...words.matchAll(/viewed ([^\n]*)/gu)].map(([, what = '']) => what).reverse();
}

test('lists to pick from are on the record once for each form, however much is typed', async () => {
  const world = await startWorld();
  const ana = world.slack.as(ANA);
  const type = async (serial: string) => {
    const form = await openUpdate(world, ANA, serial);
    for (const typed of ['d', 'da', 'dana'])
      expect(await ana.suggest(form, 'pick.user', typed)).not.toEqual([]);
    expect(await ana.suggest(form, 'pick.blueprint', 's')).not.toEqual([]);
    expect(await ana.suggest(form, 'pick.blueprint', 'no such blueprint')).toEqual([]);
    expect(await ana.suggest(form, 'pick.tag', 'no such tag')).toEqual([]);
    await ana.close(form);
  };
  await type('H4TX90QLM2');
  await type('J9K2L7PQ4R');
  const lists = (await seenBy(world, ANA, ANA)).flatMap((what) => {
    const [, list = '', device = ''] = /(people|blueprints|tags).*· (.*)/u.exec(what) ?? [];
    return list === '' ? [] : [[list, device]];
  });
  expect(lists).toEqual([
    ['people', "Noor's MacBook Air"],
    ['blueprints', "Noor's MacBook Air"],
    ['people', 'Warehouse iPad 7'],
    ['blueprints', 'Warehouse iPad 7'],
  ]);
});

test('Home shows what waits for an approver, and that is on the record once a minute', async () => {
  const world = await startWorld();
  await askForLostModeOff(world);
  const ben = world.slack.as(BEN);
  const drawn = () =>
    world.slack.traffic.filter((one) => one.kind === 'api' && one.method === 'views.publish').length;
  for (const times of [1, 2, 3]) {
    await ben.openHome();
    await world.slack.until(
      () => drawn() === times && /Waiting for you[\s\S]*Turn off Lost Mode/u.test(ben.home()?.words ?? ''),
      'Home with what waits',
    );
  }
  const lists = (await seenBy(world, BEN, BEN)).filter((what) => /requests.*waiting/u.test(what));
  expect(lists).toHaveLength(1);
});
