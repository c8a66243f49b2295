import { EXAMPLE_POLICY } from '../start.ts';
import { ANA, DANA, LOST_IPAD, MAC, type PictureContext } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

/** What comes of something typed after `/kandji`. */
const typed = (name: string, text: string, says: Scene['says'], more: Partial<Scene> = {}): Scene => ({
  name,
  as: ANA,
  cut: 'message',
  says,
  play: async (context) => {
    await context.types(more.as ?? ANA, text);
    await context.message(more.as ?? ANA, says);
  },
  ...more,
});

const cards: readonly Scene[] = [
  typed('card-mac', MAC, "Noor's MacBook Air", { dark: true }),
  typed('card-ipad-lost-mode', LOST_IPAD, 'Lost Mode on'),
  typed('card-iphone', 'F2LDN0IPHN', "Dana's iPhone"),
  typed('card-missing', 'C02MAXMISS34', 'Missing'),
  typed('card-removed', 'C02REMOVED17', 'Removed from Kandji'),
  typed('card-windows', '5CG41702WN', 'LF-WIN-014'),
  typed('card-hostile-name', 'C02HOSTILE01', '*bold*'),
  {
    name: 'card-part-failed',
    as: ANA,
    cut: 'message',
    says: 'library items and parameters',
    async play(context) {
      context.kandji.faults.add({ kind: 'status', status: 500, template: '/devices/{device_id}/status' });
      await context.types(ANA, 'C02ANA7RZQ05');
      await context.message(ANA, 'library items and parameters');
      context.kandji.faults.clear();
    },
  },
];

const lists: readonly Scene[] = [
  typed('list', 'ipad', /devices that match/),
  {
    name: 'list-keeps-verb',
    as: ANA,
    cut: 'modal',
    says: /devices match .?dana/,
    async play(context) {
      await context.types(ANA, 'lost dana');
      await context.modal(ANA, /devices match .?dana/);
    },
  },
  typed('list-mine', 'mine', /Dana's iPhone/, { as: DANA }),
  typed('find-read-as', 'find serail:C02 platform:Mac', /devices that match/),
  typed('nothing-found', 'h4tx9q', 'Nothing found'),
  typed('nothing-found-near-miss', 'SH4TX9OQLM2', /Did you mean|Noor/),
  typed('not-understood', 'find hue:red', /Try/),
  typed('not-in-slack-yet', `remotedesktop ${MAC}`, 'from Slack yet'),
];

const shared: readonly Scene[] = [
  {
    name: 'share-confirm',
    as: ANA,
    cut: 'modal',
    says: 'Everyone in this channel',
    async play(context) {
      await context.types(ANA, MAC);
      const card = await context.message(ANA, 'Agent 9 days ago');
      await context.slack.as(ANA).choose(card, 'device.show', 'Share to channel');
      await context.modal(ANA, 'Everyone in this channel');
    },
  },
  {
    name: 'card-shared',
    as: DANA,
    cut: 'message',
    says: 'Shared by',
    async play(context) {
      await context.slack.as(ANA).submit(await context.modal(ANA, 'Everyone in this channel'));
      await context.message(DANA, 'Shared by');
    },
  },
];

const openFind = async (context: PictureContext) => {
  await context.slack.as(ANA).shortcut('find_device');
  await context.modal(ANA, 'Find a device');
};

const shortcuts: readonly Scene[] = [
  {
    name: 'find-type-ahead',
    as: ANA,
    cut: 'window',
    says: 'Find a device',
    play: openFind,
    async pose(page) {
      const box = page.getByRole('dialog').getByRole('combobox');
      await box.click();
      await box.pressSequentially('noor');
      await page.getByRole('listbox').getByRole('option', { name: /Noor/ }).first().waitFor();
    },
  },
  {
    name: 'device-modal',
    as: ANA,
    cut: 'modal',
    goesOn: true,
    says: 'LF-00412',
    async play(context) {
      const ana = context.slack.as(ANA);
      const view = await context.modal(ANA, 'Find a device');
      await ana.suggest(view, 'find.pick', MAC);
      await ana.choose(view, 'find.pick', `Noor's MacBook Air · ${MAC}`);
      await context.modal(ANA, 'LF-00412');
    },
  },
  {
    name: 'look-up-message',
    as: ANA,
    cut: 'modal',
    says: /devices found/,
    async play(context) {
      const message = await context.slack
        .as(DANA)
        .say('C0HELP', `Hi! Noor's laptop ${MAC} is slow again, and where is LF-IPD-07?`);
      const seen = context.slack
        .as(ANA)
        .sees('C0HELP')
        .find(({ ts }) => ts === message.ts);
      if (seen) await context.slack.as(ANA).messageShortcut('look_up_devices', seen);
      await context.modal(ANA, /devices found/);
    },
  },
];

/** With asset tags as Larkfield writes them, so that they are found in a message. */
const policy = `${EXAMPLE_POLICY}\nasset_tag_pattern: 'LF-[A-Z0-9-]+'\n`;

export const finding: SceneGroup = {
  options: { policy },
  scenes: [...cards, ...lists, ...shared, ...shortcuts],
};
