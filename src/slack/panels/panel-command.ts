import type { ModalView } from '@slack/types';
import type { PanelName } from '../../helpdesk/device-view.ts';
import { EMPTY_PANEL_QUERY, type PanelQuery } from '../block-kit/view-state.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { panelView } from './panel.ts';

/** A panel of a device, read for whoever pressed. */
export async function panelContent(
  app: AppContext,
  interaction: Interaction,
  which: { readonly panel: PanelName; readonly deviceId: string },
  options: { readonly ask?: PanelQuery; readonly fresh?: boolean } = {},
): Promise<ModalView> {
  const actor = await interaction.actor();
  const { device, panel } = await app.helpdesk.openPanel(actor, which.deviceId, which.panel, {
    fresh: options.fresh ?? false,
  });
  return panelView(panel, { device, ask: options.ask ?? EMPTY_PANEL_QUERY, now: app.now() });
}
