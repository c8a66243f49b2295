import { describe, expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { asks, pressFirst } from '../support/e2e/at-slack.ts';
import { worldWithIndex } from '../support/e2e/fleet-steps.ts';
import { ANA, DANA, HELP, type World } from '../support/e2e/harness.ts';
import { messageSaying } from '../support/e2e/steps.ts';

const DAY = 86_400_000;
/** Due some minutes ago, and so again in a day. */
const TIME = new Date(Date.now() - 10 * 60_000).toISOString().slice(11, 16);
const policy = `${EXAMPLE_POLICY}
digests: [{ report: not-seen, days: 14, every: day ${TIME}, timezone: UTC, channel: ${HELP} }]
`;

const inHelp = (world: World) =>
  world.slack
    .as(DANA)
    .sees(HELP)
    .filter(({ words }) => words.includes('devices not seen for 14 days'));

/** Long enough for the worker to have looked. */
const nextDay = async (world: World): Promise<void> => {
  world.clock.forward(DAY);
  await asks(world, ANA, 'help');
};

describe('a digest', () => {
  test('is a number and a button for everyone in the channel; the report is the presser’s alone', async () => {
    const world = await worldWithIndex({ policy });
    await nextDay(world);
    const digest = await messageSaying(world, DANA, HELP, 'devices not seen for 14 days');
    expect(digest.onlyVisibleToYou).toBe(false);
    expect(digest.words).toMatch(/^\*\d+ devices not seen for 14 days\*\n/u);
    expect(digest.words).toContain(`every day at ${TIME} (UTC)`);
    expect(digest.buttons).toEqual(['Open report']);
    for (const { name, serial } of world.kandji.tenant.devices)
      for (const word of [name, serial].filter((one) => one.length > 3))
        expect(digest.words).not.toContain(word);
    await pressFirst(world, ANA, digest, 'digest.open');
    const report = await messageSaying(world, ANA, HELP, 'As of');
    expect(report.onlyVisibleToYou).toBe(true);
    await pressFirst(world, DANA, digest, 'digest.open');
    await messageSaying(world, DANA, HELP, "You don't have permission to see reports");
    expect(inHelp(world).filter(({ onlyVisibleToYou }) => !onlyVisibleToYou)).toHaveLength(1);
    await nextDay(world);
    await world.slack.until(() => inHelp(world).length === 2 || undefined, 'the next digest');
  });

  test('ends where the channel is shared later', async () => {
    const world = await worldWithIndex({ policy });
    world.allow('errors');
    await nextDay(world);
    await messageSaying(world, DANA, HELP, 'devices not seen for 14 days');
    world.slack.world.shareChannel(HELP, true);
    await nextDay(world);
    await world.slack.until(
      () => world.log.some((line) => line.includes('digest.rejected')) || undefined,
      'the rejected digest',
    );
    expect(inHelp(world)).toHaveLength(1);
  });

  test('is posted nowhere where another company reads along, or was invited to', async () => {
    for (const sharing of [true, 'pending'] as const) {
      const world = await worldWithIndex({ policy });
      world.allow('errors');
      world.slack.world.shareChannel(HELP, sharing);
      await nextDay(world);
      await world.slack.until(
        () => world.log.some((line) => line.includes('digest.rejected')) || undefined,
        'the rejected digest',
      );
      expect(inHelp(world)).toEqual([]);
    }
  });
});
