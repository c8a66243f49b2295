import { ANA, MAC, type PictureContext } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

/** Opens the form of Noor's Mac, with what is typed behind it. */
const form = async (context: PictureContext, typed = '') => {
  await context.types(ANA, `update ${MAC} ${typed}`);
  return context.modal(ANA, 'Review shows before and after');
};

const scenes: readonly Scene[] = [
  {
    name: 'update-form',
    as: ANA,
    cut: 'modal',
    says: 'Review shows before and after',
    play: (context) => form(context, 'asset LF-413'),
  },
  {
    name: 'update-type-ahead',
    as: ANA,
    cut: 'window',
    says: 'Review shows before and after',
    play: (context) => form(context),
    async pose(page) {
      const box = page.getByRole('dialog').getByRole('combobox', { name: 'User' });
      await box.click();
      await box.pressSequentially('ma');
      await page.getByRole('listbox').getByRole('option').nth(1).waitFor();
    },
  },
  {
    name: 'update-type-ahead-tags',
    as: ANA,
    cut: 'window',
    says: 'Review shows before and after',
    play: (context) => form(context),
    async pose(page) {
      const box = page.getByRole('dialog').getByRole('combobox', { name: 'Tags' });
      await box.click();
      await box.pressSequentially('fin');
      await page.getByRole('listbox').getByRole('option', { name: 'Finance' }).first().waitFor();
    },
  },
  {
    name: 'update-nothing-changed',
    as: ANA,
    cut: 'modal',
    says: 'Review shows before and after',
    play: (context) => form(context),
    async pose(page) {
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByText('Nothing to save yet').waitFor();
    },
  },
  {
    name: 'update-review-at-once',
    as: ANA,
    cut: 'modal',
    says: 'No approval needed',
    async play(context) {
      await context.slack.as(ANA).submit(await form(context, 'asset LF-IPD-07'));
      await context.modal(ANA, 'No approval needed');
    },
  },
  {
    name: 'update-conflict',
    as: ANA,
    cut: 'modal',
    says: 'Now in Kandji',
    async play(context) {
      const view = await form(context, 'asset LF-413');
      const mac = context.kandji.tenant.deviceBySerial(MAC);
      if (mac) mac.assetTag = 'LF-00999';
      await context.slack.as(ANA).submit(view);
      await context.modal(ANA, 'Now in Kandji');
    },
  },
  {
    name: 'update-review',
    as: ANA,
    cut: 'modal',
    dark: true,
    says: 'Needs 1 approval',
    async play(context) {
      const ana = context.slack.as(ANA);
      const view = await form(context, 'asset LF-413');
      const [target] = await ana.suggest(view, 'pick.blueprint', 'sales');
      await ana.choose(view, 'pick.blueprint', target?.text.text ?? '');
      await ana.choose(view, 'pick.tag', ['loaner', 'kiosk']);
      await ana.submit(view);
      const review = await context.modal(ANA, 'Needs 1 approval');
      await ana.fill(review, 'reason', 'Noor moved to Sales');
    },
  },
  {
    name: 'update-asked',
    as: ANA,
    cut: 'modal',
    goesOn: true,
    says: 'Approval requested',
    async play(context) {
      const ana = context.slack.as(ANA);
      const review = await context.modal(ANA, 'Needs 1 approval');
      await ana.choose(review, 'rest', ['now']);
      await ana.submit(review);
      await context.modal(ANA, 'Approval requested');
    },
  },
  {
    name: 'approval-of-update',
    as: ANA,
    at: 'C0APPROVALS',
    cut: 'message',
    says: 'requests: move Noor',
    play: (context) => context.message(ANA, 'requests: move Noor', 'C0APPROVALS'),
  },
];

export const updating: SceneGroup = { scenes };
