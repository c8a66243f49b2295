import { ANA, IPHONE, LOST_IPAD, MAC, type Stage } from './fixtures.ts';
import type { Album, Scene } from './scene.ts';

const open = async (stage: Stage, device: string) => {
  await stage.types(ANA, `lost ${device}`);
  return stage.modal(ANA, /Lost Mode (is|was|failed)|does not exist|not possible/u);
};

const form = (name: string, device: string, says: Scene['says']): Scene => ({
  name,
  as: ANA,
  cut: 'modal',
  says,
  play: (stage) => open(stage, device),
});

export const lostMode: Album = {
  scenes: [
    form('lost-mode-off', IPHONE, 'Turn on Lost Mode'),
    form('lost-mode-on', LOST_IPAD, 'Lost Mode is on'),
    form('lost-mode-failed', 'F2LFIELD03', /Lost Mode failed/),
    form('lost-mode-requested', 'J9KRECEPT1', /Lost Mode was asked for/),
    form('lost-mode-on-a-mac', MAC, /Mac/),
    form('lost-mode-unsupervised', 'F2LBENOWN1', /not supervised/),
    {
      name: 'lost-mode-on-review',
      as: ANA,
      cut: 'modal',
      says: 'Needs no approval',
      async play(stage) {
        const view = await open(stage, IPHONE);
        await stage.slack
          .as(ANA)
          .fill(view, 'lost-message', 'This iPhone is lost. Please call Larkfield IT.');
        await stage.slack.as(ANA).submit(view);
        await stage.modal(ANA, 'Needs no approval');
      },
    },
    {
      name: 'lost-mode-off-review',
      as: ANA,
      cut: 'modal',
      says: 'Needs approval',
      async play(stage) {
        const view = await open(stage, LOST_IPAD);
        await stage.presses(ANA, view, 'device.operate', /disable/);
        await stage.modal(ANA, 'Needs approval');
      },
    },
    {
      name: 'nudge-review',
      as: ANA,
      cut: 'modal',
      says: 'Needs no approval',
      async play(stage) {
        await stage.types(ANA, MAC);
        const card = await stage.message(ANA, 'Agent 9 d ago');
        await stage.slack.as(ANA).choose(card, 'device.show', 'Blank push');
        await stage.modal(ANA, 'Needs no approval');
      },
    },
    {
      name: 'nudge-on-its-way',
      as: ANA,
      cut: 'modal',
      goesOn: true,
      says: "I'll message you",
      async play(stage) {
        await stage.slack.as(ANA).submit(await stage.modal(ANA, 'Needs no approval'));
        await stage.modal(ANA, "I'll message you");
      },
    },
    {
      name: 'requester-dm-sent',
      as: ANA,
      at: 'dm',
      cut: 'message',
      says: 'Kandji accepted it',
      play: (stage) => stage.message(ANA, 'Kandji accepted it', 'dm'),
    },
  ],
};
