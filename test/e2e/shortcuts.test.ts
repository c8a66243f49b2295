import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { referenceIn, shows, toldDirectly, valuesOf } from '../support/e2e/at-slack.ts';
import { ANA, DANA, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

async function opensFind(world: World, who: string) {
  await world.slack.as(who).shortcut('find_device');
  return modalSaying(world, who, 'Find a device');
}

describe('Find a device', () => {
  test('type, pick, and the device opens in the same window', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const view = await opensFind(world, ANA);
    const offered = await ana.suggest(view, 'find.pick', 'noor');
    expect(offered[0]?.text.text).toBe("Noor's MacBook Air · H4TX90QLM2");
    await ana.choose(view, 'find.pick', "Noor's MacBook Air · H4TX90QLM2");
    const card = await modalSaying(world, ANA, 'LF-00412');
    expect(card.id).toBe(view.id);
    expect(card.words).not.toContain('Share to channel');
    const panel = await shows(world, ANA, card, 'Apps', 'apps');
    expect(ana.views()).toHaveLength(2);
    await ana.close(panel);
    await shows(world, ANA, card, 'History', /^History\n/);
    expect(ana.views()).toHaveLength(2);
  });

  test('Refresh and Send to my DM work in the window', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const view = await opensFind(world, ANA);
    await ana.suggest(view, 'find.pick', 'H4TX');
    await ana.choose(view, 'find.pick', "Noor's MacBook Air · H4TX90QLM2");
    const card = await modalSaying(world, ANA, 'LF-00412');
    const device = world.kandji.tenant.device(NAMED.noorsMac);
    if (device) device.name = 'Renamed meanwhile';
    await ana.choose(card, 'device.show', 'Refresh');
    const fresh = await modalSaying(world, ANA, 'Renamed meanwhile');
    const sent = await toldDirectly(world, ANA, () => ana.choose(fresh, 'device.show', 'Send to my DM'));
    expect(sent.words).toContain('Renamed meanwhile');
  });

  test('a submission without a pick says so', async () => {
    const world = await startWorld();
    const view = await opensFind(world, ANA);
    expect(await world.slack.as(ANA).submit(view)).toMatchObject({ errors: expect.anything() });
  });

  test('what goes wrong while one types stands below the field, with its reference', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'status', status: 503 });
    const view = await opensFind(world, ANA);
    expect(await world.slack.as(ANA).suggest(view, 'find.pick', 'noor')).toEqual([]);
    const troubled = await modalSaying(world, ANA, 'Kandji returned an error');
    expect(world.log.some((line) => line.includes(referenceIn(troubled.words)))).toBe(true);
    world.kandji.faults.clear();
    expect(await world.slack.as(ANA).suggest(troubled, 'find.pick', 'noor')).not.toEqual([]);
  });

  test('a slow Slack does not either: the menu answers before the modal is redrawn', async () => {
    const world = await startWorld({ kandji: { latency: 4_000 } });
    const ana = world.slack.as(ANA);
    await ana.shortcut('find_device');
    const find = await modalSaying(world, ANA, 'Find a device');
    world.slack.faults.fail('views.update', { delay: 2_000 });
    expect(await ana.suggest(find, 'find.pick', 'noor')).toEqual([]);
    await modalSaying(world, ANA, 'Kandji is slow just now');
  });

  test('a slow Kandji never makes the menu fail', async () => {
    const world = await startWorld({ kandji: { latency: 4_000 } });
    const view = await opensFind(world, ANA);
    expect(await world.slack.as(ANA).suggest(view, 'find.pick', 'noor')).toEqual([]);
    await modalSaying(world, ANA, 'Kandji is slow just now');
  });

  test('someone without a role hears why nothing is offered', async () => {
    const world = await startWorld();
    const view = await opensFind(world, DANA);
    expect(await world.slack.as(DANA).suggest(view, 'find.pick', 'noor')).toEqual([]);
    await modalSaying(world, DANA, '/kandji mine');
    // Only her own devices are looked through.
    expect(world.kandji.received().map(({ query }) => query.user_email_exact)).toEqual([
      'dana.li@larkfield.example',
    ]);
  });
});

describe('Look up devices in this message', () => {
  const policy = policyWith("# asset_tag_pattern: 'LF-", "asset_tag_pattern: 'LF-");

  test('takes serials, e-mails, asset tags, links and the author', async () => {
    const world = await startWorld({ policy });
    const message = await world.slack
      .as(DANA)
      .say(
        HELP,
        `H4TX90QLM2 died, like LF-00101 and ben.okafor@larkfield.example's; see https://larkfield.kandji.io/devices/${NAMED.lobbyTv}`,
      );
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    const view = await modalSaying(world, ANA, 'found. Open one');
    for (const words of [
      "Noor's MacBook Air",
      "Ana's MacBook Pro",
      'Ben’s MacBook Pro',
      'Lobby TV',
      "Dana's iPhone",
    ])
      expect(view.words).toContain(words);
    expect(view.words).toContain('*Dana Li* · who wrote it');
    expect(view.words).not.toContain('U0DANA');
    const [first] = valuesOf(view, 'lookup.pick');
    await world.slack.as(ANA).press(view, 'lookup.pick', { value: first ?? '' });
    await modalSaying(world, ANA, 'More…');
    expect(world.slack.as(ANA).views()).toHaveLength(2);
  });

  test('at most six mentions beside the author', async () => {
    const world = await startWorld();
    const serials = world.kandji.tenant.devices.slice(0, 9).map(({ serial }) => serial);
    const message = await world.slack.as(VERA).say(HELP, serials.join(' '));
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    const view = await modalSaying(world, ANA, 'found. Open one');
    expect(view.words.match(/serial number/g)).toHaveLength(6);
    expect(view.words).toContain('who wrote it');
  });

  test('without a pattern asset tags are not guessed; nothing in it says so', async () => {
    const world = await startWorld();
    const message = await world.slack.as('U0BOT').say(HELP, 'thanks, LF-00101 is fine');
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    await modalSaying(world, ANA, /No serial number|No device found/);
  });

  test('one mention that Kandji refuses takes nothing else down', async () => {
    const world = await startWorld();
    const message = await world.slack.as(VERA).say(HELP, 'H4TX90QLM2 C02ANA7RZQ05');
    world.kandji.faults.add({ kind: 'status', status: 400, times: 1, template: '/devices' });
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    const view = await modalSaying(world, ANA, 'found. Open one');
    expect(view.words).toContain('Kandji rejected this');
  });

  /** As alert and ticket bots post: hardly any text, everything in blocks and attachments. */
  const alert = {
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Disk almost full: H4TX90QLM2' } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'open_ticket',
            text: { type: 'plain_text', text: 'Open' },
            url: `https://larkfield.kandji.io/devices/${NAMED.lobbyTv}`,
          },
        ],
      },
    ] satisfies KnownBlock[],
    attachments: [
      {
        color: '#d00',
        fields: [
          { title: 'Reported by', value: '<@U0NOOR>', short: true },
          { title: 'Contact', value: '<mailto:ben.okafor@larkfield.example|Ben>', short: true },
        ],
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Asset LF-00101' } }],
      },
    ],
  };

  test("takes them from a bot's blocks, buttons, fields and attachments; the bot itself is no one's device", async () => {
    const world = await startWorld({ policy });
    const message = await world.slack.as('U0BOT').say(HELP, 'New alert', alert);
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    const view = await modalSaying(world, ANA, 'found. Open one');
    for (const words of ['H4TX90QLM2', 'Lobby TV', 'Ben’s MacBook Pro', "Ana's MacBook Pro"])
      expect(view.words).toContain(words);
    expect(view.words).toContain('*Noor Halim* · person');
    expect(view.words).not.toContain('who wrote it');
    expect(world.kandji.received().every(({ path }) => !path.includes('x.example'))).toBe(true);
  });

  test('takes them from a forwarded message and an uploaded file', async () => {
    const world = await startWorld();
    const forwarded = {
      is_share: true,
      author_id: 'U0NOOR',
      fallback: '[yesterday] Noor Halim: …',
      message_blocks: [
        { message: { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'H4TX90QLM2' } }] } },
      ],
    };
    const files = [{ id: 'F1', name: 'J9K2L7PQ4R.log', title: 'Log' }];
    const message = await world.slack.as(VERA).say(HELP, '', { attachments: [forwarded], files });
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    const view = await modalSaying(world, ANA, 'found. Open one');
    for (const words of [
      'H4TX90QLM2',
      'Warehouse iPad 7',
      '*Noor Halim* · person',
      '*Vera Novak* · who wrote it',
    ])
      expect(view.words).toContain(words);
  });

  test('a message too long to be read whole says so', async () => {
    const world = await startWorld();
    const message = await world.slack.as(VERA).say(HELP, `H4TX90QLM2 ${'lorem ipsum '.repeat(2_000)}`);
    await world.slack.as(ANA).messageShortcut('look_up_devices', message);
    await modalSaying(world, ANA, 'read only its beginning');
  });

  test('forwarded to the app, a message is looked through in the conversation', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const forwarded = { is_share: true, author_id: 'U0NOOR', text: 'My Mac H4TX90QLM2 is slow' };
    const answer = await toldDirectly(world, ANA, () =>
      ana.say(ana.dmId(), '', { attachments: [forwarded] }),
    );
    expect(answer.words).toContain("Noor's MacBook Air");
    expect(answer.words).toContain('*Noor Halim* · person');
  });

  test('what a person types to the app is read once, although Slack sends it as text and as blocks', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    const answer = await toldDirectly(world, ANA, () => ana.say(ana.dmId(), 'H4TX90QLM2'));
    expect(answer.words).toContain('LF-00412');
  });
});
