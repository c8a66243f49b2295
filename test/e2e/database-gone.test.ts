import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import {
  approvalCard,
  askForLostModeOff,
  commandsAt,
  reviewLostModeOff,
} from '../support/e2e/approve-steps.ts';
import { asks, referenceIn, shows, writes } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, startWorld, type World } from '../support/e2e/harness.ts';
import { NO_DATABASE, worldThatLosesItsDatabase } from '../support/e2e/lost-store.ts';
import { modalSaying } from '../support/e2e/steps.ts';

test('nothing is shown that could not be recorded; everybody hears why, and later it works again', async () => {
  const world = await worldThatLosesItsDatabase();
  const card = await asks(world, ANA, 'H4TX90QLM2');
  world.lose(true);
  const said = await asks(world, ANA, 'LF-00777');
  expect(said.words).toMatch(new RegExp(`^${NO_DATABASE}`, 'u'));
  expect(said.words).not.toContain('Twin');
  expect(world.log.some((line) => line.includes(referenceIn(said.words)))).toBe(true);
  expect((await writes(world, ANA, 'LF-00777')).words).toMatch(new RegExp(`^${NO_DATABASE}`, 'u'));
  const panel = await shows(world, ANA, card, 'Apps', NO_DATABASE);
  expect(panel.words).not.toContain('bundle');
  await world.slack.as(ANA).close(panel);
  await world.slack.as(ANA).openHome();
  await world.slack.until(() => world.slack.as(ANA).home()?.words.includes(NO_DATABASE), 'Home that says so');
  world.lose(false);
  expect((await asks(world, ANA, 'LF-00777')).words).toContain('2 devices match');
  await shows(world, ANA, card, 'Apps', 'apps');
});

test('the menu of the search offers nothing and says why', async () => {
  const world = await worldThatLosesItsDatabase();
  await world.slack.as(ANA).shortcut('find_device');
  const view = await modalSaying(world, ANA, 'Find a device');
  world.lose(true);
  expect(await world.slack.as(ANA).suggest(view, 'find.pick', 'noor')).toEqual([]);
  await modalSaying(world, ANA, NO_DATABASE);
});

describe('another process holds the SQLite file', () => {
  /** That the waits together stay under Slack's 3 s is held by `timing`; here the answer must come while the file is still held. */
  const PATIENT = { ackDeadline: 15_000 };

  /** As an `audit prune` does, until `release`. */
  function hold(world: World): { release(): void } {
    const other = new DatabaseSync(join(world.dataDir, 'helpdesk.sqlite'));
    other.exec('begin immediate');
    return {
      release: () => {
        other.exec('rollback');
        other.close();
      },
    };
  }

  /** How Slack saw the presses of this type end. */
  const endsOf = (world: World, type: string) =>
    world.slack.traffic.flatMap((one) => (one.kind === 'delivery' && one.type === type ? [one.outcome] : []));

  test.each(['http', 'socket'] as const)(
    'a request over %s is answered while it is held, and nothing was asked',
    async (way) => {
      const world = await startWorld({ way, ...PATIENT });
      world.allow('errors');
      const review = await reviewLostModeOff(world);
      const held = hold(world);
      await world.slack.as(ANA).submit(review);
      await modalSaying(world, ANA, NO_DATABASE);
      expect(endsOf(world, 'view_submission')).toEqual(['ok']);
      held.release();
      expect(world.slack.as(BEN).sees(APPROVALS)).toEqual([]);
    },
  );

  test('an approval is answered while it is held, and did not count', async () => {
    const world = await startWorld(PATIENT);
    world.allow('errors');
    await askForLostModeOff(world);
    const ben = world.slack.as(BEN);
    await ben.press(await approvalCard(world), 'request.approve');
    const modal = await world.slack.until(() => (ben.topView()?.submit ? ben.topView() : null), 'the modal');
    const held = hold(world);
    await ben.submit(modal);
    await modalSaying(world, BEN, NO_DATABASE);
    expect(endsOf(world, 'view_submission')).toEqual(['ok', 'ok']);
    held.release();
    expect(commandsAt(world)).toEqual([]);
    await approvalCard(world);
  });

  test('the menu of the search is answered while it is held', async () => {
    const world = await startWorld(PATIENT);
    world.allow('errors');
    await world.slack.as(ANA).shortcut('find_device');
    const view = await modalSaying(world, ANA, 'Find a device');
    const held = hold(world);
    await world.slack.as(ANA).suggest(view, 'find.pick', 'noor');
    held.release();
    expect(endsOf(world, 'block_suggestion')).toEqual(['ok']);
  });
});
