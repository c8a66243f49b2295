import { expect, test } from 'vitest';
import type { Ports } from '../../src/helpdesk/ports.ts';
import type { NextState } from '../../src/helpdesk/store-port.ts';
import { ANA, APPROVALS, BEN, HELP, MAX, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';
import { askFor, entryOf } from '../support/store/samples.ts';

/** So many requests on hold, as a limit that was reached leaves them. */
async function holdSome({ store }: Ports, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const asked = askFor({ state: 'pending', deviceId: `device-${n}`, cards: [], requesterId: ANA });
    const id = (await store.requests.submit(asked, entryOf(), [])).request?.id ?? '';
    await store.requests.change(
      id,
      (): NextState => ({
        state: 'held',
        dueInMs: 3_600_000,
        set: {
          limitKey: 'disruptive',
          outcome: {
            code: 'held',
            class: 'disruptive',
            person: null,
            sent: 60,
            limit: 60,
            windowMs: 3_600_000,
          },
        },
        entry: entryOf({ action: 'held', requestId: id }),
        jobs: [{ key: `hold:${n}`, job: { kind: 'draw-hold', limitKey: 'disruptive' } }],
      }),
    );
  }
}

async function homeOf(world: World, who: string, words: string) {
  const person = world.slack.as(who);
  await person.openHome();
  return world.slack.until(() => {
    const home = person.home();
    return home?.words.includes(words) ? home : undefined;
  }, `a Home that says ${words}`);
}

test('what a card has no room for is one press away: on hold, and stopped by a freeze', async () => {
  let ports: Ports | undefined;
  const world = await startWorld({
    between: (given) => {
      ports = given;
      return given;
    },
  });
  if (!ports) throw new Error('the app has not started');
  await holdSome(ports, 7);
  const card = await world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .find(({ words }) => words.includes('7 requests on hold')),
    'all seven on the card',
  );
  expect(card.words).toContain('and 2 more');
  expect(card.buttons.filter((label) => label === 'Review')).toHaveLength(5);
  const ben = world.slack.as(BEN);
  await ben.press(card, 'hold.all');
  const all = await modalSaying(world, BEN, '7 on hold');
  expect(all.buttons.filter((label) => label === 'Review')).toHaveLength(7);
  await ben.close(all);
  await world.slack.as(ANA).press(card, 'hold.all');
  expect((await modalSaying(world, ANA, /permission/u)).buttons).toEqual([]);

  const max = world.slack.as(MAX);
  await max.command(HELP, '/kandji freeze stolen account');
  await max.submit(await modalSaying(world, MAX, 'Stops everything'));
  await modalSaying(world, MAX, '7 requests stopped');
  const home = await homeOf(world, BEN, '7 approved requests were stopped');
  expect(home.buttons).toContain('Show the 7');
  await ben.press(home, 'freeze.stopped');
  const stopped = await modalSaying(world, BEN, /^Stopped requests\n(?!⏳)/u);
  expect(stopped.buttons.filter((label) => label === 'Details')).toHaveLength(7);
  expect((await homeOf(world, VERA, 'were stopped')).buttons.join()).not.toContain('Show the');
  await messageSaying(world, BEN, APPROVALS, 'froze all changes');
});
