import { ANA, MAC } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const ONLINE = 'C02ANA7RZQ05';

const opens = (name: string, line: string, says: Scene['says']): Scene => ({
  name,
  as: ANA,
  cut: 'modal',
  says,
  play: async (context) => {
    await context.types(ANA, line);
    await context.modal(ANA, says);
  },
});

/** Forms and reviews of maintenance, and one that runs to its end. */
export const maintenance: SceneGroup = {
  scenes: [
    opens('rename-form', `rename ${ONLINE}`, 'Name'),
    {
      name: 'rename-review',
      as: ANA,
      cut: 'modal',
      goesOn: true,
      says: 'New name',
      play: async (context) => {
        const form = await context.modal(ANA, 'Name');
        await context.slack.as(ANA).fill(form, 'device-name', 'Front desk');
        await context.slack.as(ANA).submit(form);
        await context.modal(ANA, 'New name');
      },
    },
    opens('unlock-form', `unlock ${MAC}`, MAC),
    opens('shutdown-review', `shutdown ${ONLINE}`, 'No approval needed'),
    opens('renew-mdm-review', `renewmdm ${MAC}`, 'No approval needed'),
    opens('shutdown-impossible', 'shutdown F2LBENOWN1', "isn't supervised"),
    opens('restart-review', `restart ${ONLINE}`, 'No approval needed'),
    {
      name: 'restart-done',
      as: ANA,
      cut: 'modal',
      goesOn: true,
      says: '✅',
      play: async (context) => {
        await context.slack.as(ANA).submit(await context.modal(ANA, 'No approval needed'));
        await context.modal(ANA, /✅/u);
      },
    },
  ],
};
