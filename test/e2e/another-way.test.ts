import { describe, expect, test } from 'vitest';
import { answersIn, asks, toldDirectly, writes } from '../support/e2e/at-slack.ts';
import { ANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying } from '../support/e2e/steps.ts';

const GONE = { status: 404, body: { ok: false, error: 'expired_url' } };

/** How often Kandji was asked for the fleet. */
const searches = (world: World) => world.kandji.received({ template: '/devices' }).length;

async function worldThatRefuses(options: Parameters<typeof startWorld>[0] = {}): Promise<World> {
  const world = await startWorld(options);
  world.allow('refusals');
  return world;
}

describe('an answer that cannot go its first way goes another', () => {
  test.each([
    ['expired', GONE],
    ['used up', { status: 404, body: { ok: false, error: 'used_url' } }],
    ['broken', { status: 500, body: 'no' }],
    ['rate-limited', { status: 429, body: 'slow down' }],
    ['cut off', { lostAnswer: 'reset' as const, status: 500 }],
  ])('a response_url that is %s: an ephemeral message, and the search ran once', async (_what, fault) => {
    const world = await worldThatRefuses();
    world.slack.faults.fail('response_url', fault);
    const card = await asks(world, ANA, 'H4TX90QLM2');
    expect(card.words).toContain("Noor's MacBook Air");
    expect(card.onlyVisibleToYou).toBe(true);
    expect(searches(world)).toBe(4);
  });

  test('a response_url that lived too long: half an hour', async () => {
    const world = await worldThatRefuses();
    world.kandji.setLatency(400);
    await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    world.clock.forward(31 * 60_000);
    await messageSaying(world, ANA, HELP, "Noor's MacBook Air");
  });

  test.each(['not_in_channel', 'channel_not_found', 'user_not_in_channel'])(
    'and ephemeral messages answer %s: a direct message',
    async (error) => {
      const world = await worldThatRefuses();
      world.slack.faults.fail('response_url', GONE);
      world.slack.faults.fail('chat.postEphemeral', { error });
      const card = await toldDirectly(world, ANA, () =>
        world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2'),
      );
      expect(card.words).toContain("Noor's MacBook Air");
      expect(answersIn(world, ANA, HELP)).toEqual([]);
    },
  );

  test('in a channel where the app is not a member', async () => {
    const world = await worldThatRefuses();
    expect((await asks(world, ANA, 'H4TX90QLM2', 'C0GENERAL')).words).toContain("Noor's MacBook Air");
    world.slack.faults.fail('response_url', GONE);
    await toldDirectly(world, ANA, () => world.slack.as(ANA).command('C0GENERAL', '/kandji LF-00777'));
  });

  test('429 and 5xx on a direct message are tried again', async () => {
    for (const fault of [{ status: 429, headers: { 'retry-after': '1' } }, { status: 503 }]) {
      const world = await worldThatRefuses();
      world.slack.faults.fail('chat.postMessage', fault);
      expect((await writes(world, ANA, 'H4TX90QLM2')).words).toContain("Noor's MacBook Air");
    }
  });

  const HALF_A_MINUTE = { status: 429, error: 'ratelimited', headers: { 'retry-after': '30' } };

  test('no one waits out a rate limit: who someone is', async () => {
    const world = await worldThatRefuses();
    world.slack.faults.fail('users.info', HALF_A_MINUTE);
    const said = await asks(world, ANA, 'H4TX90QLM2');
    expect(said.words).toContain('Slack');
    expect(searches(world)).toBe(0);
  });

  test('no one waits out a rate limit: a window comes as a button', async () => {
    const world = await worldThatRefuses();
    world.slack.faults.fail('views.open', HALF_A_MINUTE);
    expect((await asks(world, ANA, 'apps H4TX90QLM2')).buttons).toEqual(['Open']);
  });

  test('a window that Slack limits says so where the person is, and is filled when Slack takes it', async () => {
    const world = await worldThatRefuses();
    world.slack.faults.fail('views.update', { ...HALF_A_MINUTE, headers: { 'retry-after': '4' } });
    await world.slack.as(ANA).command(HELP, '/kandji apps H4TX90QLM2');
    await messageSaying(world, ANA, HELP, '“Apps” fills in about 4 seconds');
    expect(world.slack.as(ANA).topView()?.callbackId).toBe('loading');
    await modalSaying(world, ANA, 'apps');
  });

  test('no one waits out a rate limit: a direct message comes as one that only they see', async () => {
    const world = await worldThatRefuses();
    world.slack.faults.fail('chat.postMessage', HALF_A_MINUTE);
    const card = await writes(world, ANA, 'H4TX90QLM2');
    expect(card.words).toContain("Noor's MacBook Air");
    expect(card.onlyVisibleToYou).toBe(true);
  });

  test('a Slack that takes four seconds for each call still gets its command acked, and help', async () => {
    const world = await startWorld();
    world.slack.faults.slow(4_000);
    expect((await world.slack.as(ANA).command(HELP, '/kandji help')).acked).toBe(true);
    await world.slack.until(() => answersIn(world, ANA, HELP)[0], 'help', 20_000);
  });

  test('when Slack takes nothing at all, it is logged, and the next press works', async () => {
    const world = await worldThatRefuses();
    world.allow('errors');
    world.slack.faults.fail('response_url', GONE, 5);
    world.slack.faults.fail('chat.postEphemeral', { error: 'channel_not_found' }, 5);
    world.slack.faults.fail('chat.postMessage', { error: 'channel_not_found' }, 5);
    await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await world.slack.until(
      () => world.log.some((line) => line.includes('"event":"reply.failed"')),
      'a log line',
    );
    world.slack.faults.clear();
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain("Noor's MacBook Air");
  });
});

describe('a modal that cannot be opened is offered as a button', () => {
  test.each([
    ['an expired trigger', { error: 'expired_trigger_id' }, 1],
    ['a used trigger', { error: 'exchanged_trigger_id' }, 1],
    ['a Slack that answers 500', { status: 500, body: 'no' }, 3],
    ['an internal error', { error: 'internal_error' }, 3],
  ])('%s', async (_what, fault, times) => {
    const world = await worldThatRefuses();
    const handle = world.slack.faults.fail('views.open', fault, times);
    const offer = await asks(world, ANA, 'apps H4TX90QLM2');
    expect(offer.buttons).toEqual(['Open']);
    handle.remove();
    await world.slack.as(ANA).press(offer, 'list.open');
    expect((await modalSaying(world, ANA, 'apps')).title).toBe('Apps');
  });

  test('a panel of a card, too', async () => {
    const world = await worldThatRefuses();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.slack.faults.fail('views.open', { error: 'expired_trigger_id' });
    await world.slack.as(ANA).choose(card, 'device.show', 'Apps');
    const offer = await messageSaying(world, ANA, HELP, 'Press the button to open');
    await world.slack.as(ANA).press(offer, 'list.open');
    await modalSaying(world, ANA, 'apps');
  });

  test('both shortcuts', async () => {
    const world = await worldThatRefuses();
    const ana = world.slack.as(ANA);
    world.slack.faults.fail('views.open', { error: 'expired_trigger_id' }, 2);
    const offer = await toldDirectly(world, ANA, () => ana.shortcut('find_device'));
    const message = await world.slack.as('U0VERA').say(HELP, 'H4TX90QLM2 and LF-00101 and C02ANA7RZQ05');
    await ana.messageShortcut('look_up_devices', message);
    const found = await messageSaying(world, ANA, HELP, 'found. Open one');
    await ana.press(found, 'lookup.pick', {
      value: `1|${world.kandji.tenant.deviceBySerial('H4TX90QLM2')?.id}`,
    });
    await messageSaying(world, ANA, HELP, 'More…');
    await ana.press(offer, 'home.find');
    await modalSaying(world, ANA, 'Find a device');
  });

  test('a modal that cannot be filled is answered in words, with a reference', async () => {
    const world = await worldThatRefuses();
    world.allow('errors');
    const card = await asks(world, ANA, 'H4TX90QLM2');
    world.slack.faults.fail('views.update', { status: 500, body: 'no' }, 3);
    await world.slack.as(ANA).choose(card, 'device.show', 'Apps');
    const said = await messageSaying(world, ANA, HELP, /Ref [0-9A-Z]{4}/);
    expect(said.words).toContain('Something went wrong');
  });
});

describe('delivered twice', () => {
  test('a command and a press are answered each time, and nothing breaks', async () => {
    const world = await worldThatRefuses();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    await world.slack.as(ANA).choose(card, 'device.show', 'Apps');
    await modalSaying(world, ANA, 'apps');
    for (const type of ['slash_command', 'block_actions']) {
      const before = answersIn(world, ANA, HELP).length;
      const delivery = world.slack.traffic.find((one) => one.kind === 'delivery' && one.type === type);
      if (!delivery) throw new Error(`no ${type} was delivered`);
      expect((await world.slack.deliver.replay(delivery)).status).toBe(200);
      await world.slack.until(
        () => answersIn(world, ANA, HELP).length > before,
        `an answer to the second ${type}`,
      );
    }
  });
});
