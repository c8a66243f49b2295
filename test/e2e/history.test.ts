import { describe, expect, test } from 'vitest';
import { asks, callsDuring, toldDirectly } from '../support/e2e/at-slack.ts';
import { ANA, BEN, DANA, HELP, MAX, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

const IPHONE = 'F2LDN0IPHN';

/** Ana requests that Lost Mode is turned on; it needs no approval. */
async function turnsOnLostMode(world: World, who = ANA): Promise<void> {
  const person = world.slack.as(who);
  await person.command(HELP, `/kandji lost ${IPHONE}`);
  await person.submit(await modalSaying(world, who, 'Lost Mode is off'));
  await person.submit(await modalSaying(world, who, /No approval needed|Needs no approval/u));
  await world.slack.until(
    () => world.kandji.received({ template: '/devices/{device_id}/action/enablelostmode' }).length > 0,
    'Lost Mode was sent',
  );
}

describe('the history', () => {
  test('is one line per request, with its steps behind Details, and costs no Kandji call but finding the device', async () => {
    const world = await startWorld();
    await turnsOnLostMode(world);
    const card = await asks(world, BEN, `history ${IPHONE}`);
    expect(card.words).toMatch(/Lost Mode .*Dana Li's iPhone/u);
    expect(card.words).toContain('Ana Ruiz');
    expect(card.words).not.toContain('viewed');
    expect(card.buttons.filter((label) => label === 'Details')).toHaveLength(1);
    const calls = await callsDuring(world, async () => {
      await world.slack.as(BEN).press(card, 'history.steps');
      const steps = await modalSaying(world, BEN, 'Ana Ruiz requested Lost Mode on');
      expect(steps.words).toContain(IPHONE);
    });
    expect(calls).toEqual([]);
  });

  test('shows look-ups and views only with all, also by the button', async () => {
    const world = await startWorld();
    await asks(world, VERA, IPHONE);
    expect((await asks(world, BEN, `history ${IPHONE}`)).words).toContain('No requests found');
    expect((await asks(world, BEN, `history ${IPHONE} all`)).words).toContain('Vera Novak viewed the card');
    const card = await asks(world, BEN, `history ${IPHONE}`);
    await world.slack.as(BEN).press(card, 'history.all');
    await messageSaying(world, BEN, HELP, 'History: all entries');
  });

  test('is narrowed by person and by time', async () => {
    const world = await startWorld();
    await turnsOnLostMode(world);
    expect((await asks(world, BEN, `history ${IPHONE} by <@${ANA}>`)).words).toContain('Lost Mode');
    expect((await asks(world, BEN, `history ${IPHONE} by <@${VERA}>`)).words).toContain('No requests found');
    expect((await asks(world, BEN, 'history since 7d')).words).toContain("Dana Li's iPhone");
    world.clock.forward(8 * 86_400_000);
    expect((await asks(world, BEN, 'history since 7d')).words).toContain('No requests found');
    expect((await asks(world, BEN, `history ${IPHONE} since yesterday`)).words).toContain('7d');
  });

  test('is read by no one without the right, and costs nothing', async () => {
    const world = await startWorld();
    const calls = await callsDuring(world, async () => {
      for (const who of [VERA, DANA])
        expect((await asks(world, who, `history ${IPHONE} since 7d`, HELP)).words).toContain(
          "don't have permission to read the history",
        );
    });
    expect(calls).toEqual([]);
  });
});

const newDirectMessages = (world: World, who: string): readonly string[] =>
  world.slack
    .as(who)
    .dm()
    .map(({ words }) => words);

describe('CSV to my DM', () => {
  test('brings the requests with serial numbers, for who may export, and leaves an audit entry', async () => {
    const world = await startWorld();
    await turnsOnLostMode(world);
    const card = await asks(world, MAX, `history ${IPHONE}`);
    expect((await asks(world, BEN, `history ${IPHONE}`)).buttons).not.toContain('CSV to my DM');
    await toldDirectly(world, MAX, () => world.slack.as(MAX).press(card, 'history.csv'));
    const file = await world.slack.until(
      () =>
        world.slack
          .as(MAX)
          .dm()
          .flatMap(({ files }) => files)[0],
      'the file in the DM',
    );
    expect(newDirectMessages(world, MAX)).toEqual(['History export: 1 request.']);
    expect(file.name).toMatch(/^kandji-history-\d{4}-\d{2}-\d{2}\.csv$/u);
    await messageSaying(world, MAX, HELP, 'Sent to your DM');
    const [head, row] = (file.content ?? '').split('\r\n');
    expect(head, 'a byte order mark').toMatch(/^\uFEFF"/u);
    expect(head).toContain('"serial_number"');
    expect(row).toContain(`"${IPHONE}"`);
    expect(row).toContain('"Ana Ruiz"');
    expect((await asks(world, MAX, `history ${IPHONE} all`)).words).toContain('Max Weber exported');
  });

  test('where Slack shares no file with a person by id, comes after a message that leads to their DM', async () => {
    const world = await startWorld();
    world.allow('refusals');
    await turnsOnLostMode(world);
    const card = await asks(world, MAX, `history ${IPHONE}`);
    world.slack.faults.fail('files.completeUploadExternal', { error: 'invalid_arguments' }, 1);
    await world.slack.as(MAX).press(card, 'history.csv');
    await messageSaying(world, MAX, HELP, 'Sent to your DM');
    expect(newDirectMessages(world, MAX)).toEqual(['History export: 1 request.', '']);
    expect(world.slack.as(MAX).dm().at(-1)?.files).toHaveLength(1);
  });

  test.each([
    ['files.getUploadURLExternal', 1],
    ['files.completeUploadExternal', 2],
  ] as const)('where Slack takes no file (%s), leaves no message about one', async (method, times) => {
    const world = await startWorld();
    world.allow('refusals');
    world.allow('errors');
    await turnsOnLostMode(world);
    const card = await asks(world, MAX, `history ${IPHONE}`);
    const before = world.slack.as(MAX).dm().length;
    world.slack.faults.fail(method, { error: 'missing_scope' }, times);
    await world.slack.as(MAX).press(card, 'history.csv');
    await messageSaying(world, MAX, HELP, 'missing_scope');
    expect(world.slack.as(MAX).dm()).toHaveLength(before);
  });

  test('a forged press without the right gets nothing', async () => {
    const world = await startWorld();
    await turnsOnLostMode(world);
    const list = await asks(world, MAX, `history ${IPHONE}`);
    const theirs = await asks(world, BEN, `history ${IPHONE}`);
    await world.slack.as(BEN).press({ ...theirs, blocks: list.blocks }, 'history.csv', { stale: true });
    await messageSaying(world, BEN, HELP, "don't have permission to export");
    expect(world.slack.traffic.some((one) => one.kind === 'api' && one.method.startsWith('files.'))).toBe(
      false,
    );
  });
});
