import { ANA, LOST_IPAD, MAC, VERA } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const panel = (
  name: string,
  verb: string,
  device: string,
  says: Scene['says'],
  more: Partial<Scene> = {},
): Scene => ({
  name,
  as: ANA,
  cut: 'modal',
  says,
  async play(context) {
    await context.types(more.as ?? ANA, `${verb} ${device}`);
    await context.modal(more.as ?? ANA, says);
  },
  ...more,
});

export const panels: SceneGroup = {
  scenes: [
    panel('panel-library', 'library', MAC, 'Lark VPN'),
    panel('panel-library-every-status', 'library', 'C02EVERYST01', /library items/),
    panel('panel-parameters', 'parameters', MAC, /parameters ·/),
    panel('panel-apps', 'apps', MAC, /\d apps/),
    panel('panel-activity', 'activity', MAC, /entries/),
    panel('panel-commands', 'commands', MAC, /commands/),
    panel('panel-notes', 'notes', MAC, '1 note'),
    panel('panel-details-mac', 'details', MAC, 'General'),
    panel('panel-details-ipad', 'details', LOST_IPAD, 'General'),
    panel('panel-details-apple-tv', 'details', 'DY3LOBBYTV01', 'General'),
    panel('panel-details-windows', 'details', '5CG41702WN', 'General'),
    panel('panel-details-android', 'details', '38291FDJH002', 'General'),
    panel('panel-lost-mode-viewer', 'lost', LOST_IPAD, 'Lost Mode is on', { as: VERA }),
    {
      name: 'panel-permission-missing',
      as: ANA,
      cut: 'modal',
      says: 'missing the permission “Application list”',
      async play(context) {
        context.kandji.revokePermission(context.kandji.token, 'GET /devices/{device_id}/apps');
        await context.types(ANA, `apps ${LOST_IPAD}`);
        await context.modal(ANA, 'missing the permission “Application list”');
      },
    },
    {
      name: 'panel-loading',
      as: ANA,
      cut: 'modal',
      says: /One moment|Reading/,
      async play(context) {
        context.kandji.setLatency(20_000);
        await context.types(ANA, 'details C02ANA7RZQ05');
        await context.modal(ANA, /One moment|Reading/);
      },
    },
  ],
};
