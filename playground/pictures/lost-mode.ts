import { ANA, IPHONE, LOST_IPAD, MAC, type PictureContext } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const open = async (context: PictureContext, device: string) => {
  await context.types(ANA, `lost ${device}`);
  return context.modal(ANA, /Lost Mode (is|sent|failed)|have Lost Mode|use Lost Mode/u);
};

const form = (name: string, device: string, says: Scene['says']): Scene => ({
  name,
  as: ANA,
  cut: 'modal',
  says,
  play: (context) => open(context, device),
});

export const lostMode: SceneGroup = {
  scenes: [
    form('lost-mode-off', IPHONE, 'Turn on Lost Mode'),
    form('lost-mode-on', LOST_IPAD, 'Lost Mode is on'),
    form('lost-mode-failed', 'F2LFIELD03', /Lost Mode failed/),
    form('lost-mode-requested', 'J9KRECEPT1', /Lost Mode sent/),
    form('lost-mode-on-a-mac', MAC, /Mac/),
    form('lost-mode-unsupervised', 'F2LBENOWN1', /isn't supervised/),
    {
      name: 'lost-mode-on-review',
      as: ANA,
      cut: 'modal',
      says: 'No approval needed',
      async play(context) {
        const view = await open(context, IPHONE);
        await context.slack
          .as(ANA)
          .fill(view, 'lost-message', 'This iPhone is lost. Please call Larkfield IT.');
        await context.slack.as(ANA).submit(view);
        await context.modal(ANA, 'No approval needed');
      },
    },
    {
      name: 'lost-mode-off-review',
      as: ANA,
      cut: 'modal',
      says: 'Needs 1 approval',
      async play(context) {
        const view = await open(context, LOST_IPAD);
        await context.presses(ANA, view, 'device.operate', /disable/);
        await context.modal(ANA, 'Needs 1 approval');
      },
    },
    {
      name: 'nudge-review',
      as: ANA,
      cut: 'modal',
      says: 'No approval needed',
      async play(context) {
        await context.types(ANA, MAC);
        const card = await context.message(ANA, 'Agent 9 days ago');
        await context.slack.as(ANA).choose(card, 'device.show', 'Daily check-in');
        await context.modal(ANA, 'No approval needed');
      },
    },
    {
      name: 'nudge-on-its-way',
      as: ANA,
      cut: 'modal',
      goesOn: true,
      says: "Kandji doesn't report delivery",
      async play(context) {
        await context.slack.as(ANA).submit(await context.modal(ANA, 'No approval needed'));
        await context.modal(ANA, "Kandji doesn't report delivery");
      },
    },
  ],
};
