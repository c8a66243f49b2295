import { ANA, DANA, LOST_IPAD, MAC, VERA } from './fixtures.ts';
import type { Album, Scene } from './scene.ts';

const answer = (name: string, as: string, text: string, says: Scene['says']): Scene => ({
  name,
  as,
  cut: 'message',
  says,
  async play(stage) {
    await stage.types(as, text);
    await stage.message(as, says);
  },
});

/** What is said when nothing is drawn: help, refusals, and the app's sentences when something is broken. */
export const answers: Album = {
  scenes: [
    answer('help', ANA, 'help', 'What you can type'),
    answer('help-employee', DANA, 'help', /Kandji helpdesk/),
    answer('help-topic', ANA, 'help update', /Example/),
    answer('can-ask', ANA, `can disable-lost-mode ${LOST_IPAD}`, /You can, with/),
    answer('can-refused', ANA, 'can set-blueprint DY3LOBBYTV01', /You can't/),
    answer('refusal', DANA, MAC, /role|rule|may/),
    answer('refusal-requests', VERA, 'requests', /No rule/),
    {
      name: 'refusal-update',
      as: VERA,
      cut: 'modal',
      says: /no rule of the policy lets you/,
      async play(stage) {
        await stage.types(VERA, `update ${MAC}`);
        await stage.modal(VERA, /no rule of the policy lets you/);
      },
    },
    {
      name: 'home-employee',
      as: DANA,
      cut: 'home',
      says: /Dana's iPhone/,
      play: (stage) => stage.slack.as(DANA).openHome(),
    },
    {
      name: 'kandji-down',
      as: ANA,
      cut: 'message',
      says: /fault of its own/,
      async play(stage) {
        stage.kandji.faults.add({ kind: 'status', status: 503 });
        await stage.types(ANA, 'lobby');
        await stage.message(ANA, /fault of its own/);
        stage.kandji.faults.clear();
      },
    },
  ],
};

/** The whole page, with one question and its answer. */
export const wholePage: Album = {
  scenes: [
    {
      name: 'playground',
      as: ANA,
      cut: 'window',
      says: 'LOST MODE ON',
      async play(stage) {
        await stage.slack.as(DANA).say('C0HELP', 'The iPad from the warehouse turned up. Can you unlock it?');
        await stage.types(ANA, LOST_IPAD);
        await stage.message(ANA, 'LOST MODE ON');
      },
      async pose(page) {
        const inside = page.getByRole('button', { name: 'Look inside' });
        if ((page.viewportSize()?.width ?? 0) > 900) await inside.click();
      },
    },
  ],
};
