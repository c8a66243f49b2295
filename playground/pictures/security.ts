import { PLAY_POLICY } from '../start.ts';
import { ANA, LOST_IPAD, MAC, type PictureContext } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const MAX = 'U0ROOT'; // admin

async function reviews(
  context: PictureContext,
  line: string,
  form: string | RegExp,
  review: string | RegExp,
) {
  await context.types(ANA, line);
  await context.slack.as(ANA).submit(await context.modal(ANA, form));
  return context.modal(ANA, review);
}

const form = (name: string, line: string, says: string | RegExp): Scene => ({
  name,
  as: ANA,
  cut: 'modal',
  says,
  async play(context) {
    await context.types(ANA, line);
    await context.modal(ANA, says);
  },
});

const scenes: readonly Scene[] = [
  form('lock-form', `lock ${MAC}`, "can't be erased until it's unlocked"),
  form('erase-form', `erase ${LOST_IPAD}`, 'the location is lost'),
  form('delete-form', `delete ${MAC}`, 'Keys and PINs'),
  {
    name: 'erase-review',
    as: ANA,
    cut: 'modal',
    says: "It can't be undone",
    play: (context) => reviews(context, `erase ${MAC}`, MAC, "It can't be undone"),
  },
  {
    name: 'erase-error',
    as: ANA,
    cut: 'modal',
    says: "It can't be undone",
    goesOn: true,
    play: async () => undefined,
    pose: async (page) => {
      const modal = page.getByRole('dialog');
      await modal.getByLabel('Reason').fill('Given back by Noor');
      await modal.getByLabel(/last 4 characters/u).fill('QLM3');
      await modal.locator('button[type=submit]').click();
      await modal.getByText("Doesn't match").waitFor();
    },
  },
  {
    name: 'lock-ended',
    as: ANA,
    cut: 'modal',
    says: 'Locked',
    async play(context) {
      const review = await reviews(
        context,
        'lock C02ANA7RZQ05',
        'Message on the screen',
        'No approval needed',
      );
      await context.slack.as(ANA).submit(review);
      await context.modal(ANA, /Locked.*reported by Kandji/su);
    },
  },
  {
    name: 'delete-review',
    as: ANA,
    cut: 'modal',
    says: 'is unenrolled',
    async play(context) {
      await context.types(ANA, `delete ${MAC}`);
      const view = await context.modal(ANA, 'Keys and PINs');
      await context.slack.as(ANA).choose(view, 'pick.keys', "I've saved the ones I need");
      await context.slack.as(ANA).submit(view);
      await context.modal(ANA, 'is unenrolled');
    },
  },
  {
    name: 'erase-card',
    as: MAX,
    cut: 'message',
    at: 'C0APPROVALS',
    says: /erase Noor Halim/u,
    async play(context) {
      await context.closeAll(ANA);
      const view = await reviews(context, `erase ${MAC}`, MAC, "It can't be undone");
      const ana = context.slack.as(ANA);
      await ana.fill(view, 'reason', 'Given back by Noor');
      await ana.fill(view, 'confirmation', 'QLM2');
      await ana.submit(view);
      await context.message(MAX, /erase Noor Halim/u, 'C0APPROVALS');
    },
  },
];

/** Locking, erasing and deleting, under a policy that allows it. */
export const security: SceneGroup = { scenes, options: { policy: PLAY_POLICY } };
