import { ANA, DANA, LOST_IPAD, MAC, VERA } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const answer = (name: string, as: string, text: string, says: Scene['says']): Scene => ({
  name,
  as,
  cut: 'message',
  says,
  async play(context) {
    await context.types(as, text);
    await context.message(as, says);
  },
});

/** What is said when nothing is drawn: help, refusals, and the app's sentences when something is broken. */
export const answers: SceneGroup = {
  scenes: [
    answer('help', ANA, 'help', 'What you can type'),
    answer('help-employee', DANA, 'help', /Kandji helpdesk/),
    answer('help-topic', ANA, 'help find', /Example/),
    answer('can-ask', ANA, `can disable-lost-mode ${LOST_IPAD}`, /You can, with/),
    answer('can-refused', ANA, 'can set-blueprint DY3LOBBYTV01', /You can't/),
    answer('refusal', DANA, MAC, /permission/),
    answer('refusal-requests', VERA, 'requests', /need a permission/),
    {
      name: 'refusal-update',
      as: VERA,
      cut: 'modal',
      says: /don't have permission/,
      async play(context) {
        await context.types(VERA, `update ${MAC}`);
        await context.modal(VERA, /don't have permission/);
      },
    },
    {
      name: 'home-employee',
      as: DANA,
      cut: 'home',
      says: /Dana's iPhone/,
      play: (context) => context.slack.as(DANA).openHome(),
    },
    {
      name: 'kandji-down',
      as: ANA,
      cut: 'message',
      says: /Kandji returned an error/,
      async play(context) {
        context.kandji.faults.add({ kind: 'status', status: 503 });
        await context.types(ANA, 'lobby');
        await context.message(ANA, /Kandji returned an error/);
        context.kandji.faults.clear();
      },
    },
  ],
};

/** The whole page, with one question and its answer. */
export const wholePage: SceneGroup = {
  scenes: [
    {
      name: 'playground',
      as: ANA,
      cut: 'window',
      says: 'Lost Mode on',
      async play(context) {
        await context.slack
          .as(DANA)
          .say('C0HELP', 'The iPad from the warehouse turned up. Can you unlock it?');
        await context.types(ANA, LOST_IPAD);
        await context.message(ANA, 'Lost Mode on');
      },
      async pose(page) {
        const inside = page.getByRole('button', { name: 'Look inside' });
        if ((page.viewportSize()?.width ?? 0) > 900) await inside.click();
      },
    },
  ],
};
