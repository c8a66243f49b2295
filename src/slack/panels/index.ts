import type { ModalView } from '@slack/types';
import type { Panel, PanelName } from '../../helpdesk/device-view.ts';
import { canUse } from '../../helpdesk/policy/authorize.ts';
import { canBeWatched } from '../../helpdesk/watches/keep-watches.ts';
import { loadingView } from '../block-kit/blocks.ts';
import { PANEL_LABELS, PANEL_NOUNS } from '../block-kit/format.ts';
import { type ViewValues, view } from '../block-kit/ids.ts';
import { EMPTY_PANEL_QUERY, type PanelQuery, panelQuery } from '../block-kit/view-state.ts';
import { answerUnknownAction } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, StateValues, SubmissionListener } from '../listener-types.ts';
import { activityPanel } from './activity.ts';
import { appsPanel } from './apps.ts';
import { commandsPanel } from './commands.ts';
import { detailsPanel } from './details.ts';
import type { PanelViewModel } from './frame.ts';
import { libraryPanel } from './library-items.ts';
import { lostModePanel } from './lost-mode.ts';
import { notesPanel } from './notes.ts';
import { parametersPanel } from './parameters.ts';

type Shown = Pick<ViewValues<'panel'>, 'panel' | 'deviceId'>;

/** Draws a panel again with what now stands in its search box and filter; searching goes back to the first page. */
async function redraw(
  app: AppContext,
  interaction: Interaction,
  shown: Shown,
  state: StateValues,
  page: number,
  fresh = false,
): Promise<void> {
  if (!interaction.modal) return answerUnknownAction(interaction);
  await fillModal(app.ports.log, interaction, interaction.modal, {
    title: PANEL_LABELS[shown.panel],
    shows: PANEL_NOUNS[shown.panel],
    content: () => panelContent(app, interaction, shown, { ask: panelQuery(state, page), fresh }),
  });
}

/** Search and filter know their panel from the modal they stand in. */
export const narrowPanel: ActionListener<'panel.search' | 'panel.filter'> = async (
  app,
  interaction,
  _values,
  { state, metadata },
) => {
  const shown = view('panel').read(metadata);
  await (shown ? redraw(app, interaction, shown, state, 0) : answerUnknownAction(interaction));
};

export const turnPanel: ActionListener<'panel.page' | 'panel.back'> = (
  app,
  interaction,
  { panel, deviceId, page },
  { state },
) => redraw(app, interaction, { panel, deviceId }, state, page);

export const refreshPanel: ActionListener<'panel.refresh'> = (app, interaction, shown, { state }) =>
  redraw(app, interaction, shown, state, 0, true);

/** The *Search* button of a panel: on phones there is no Enter. Kandji may take longer than an ack may. */
export const searchPanel: SubmissionListener<'panel'> = async (app, interaction, shown, { state }) => ({
  ack: { response_action: 'update', view: loadingView(PANEL_LABELS[shown.panel]) },
  after: () => redraw(app, interaction, shown, state, 0),
});

/** Any panel as a modal. */
export function panelView(panel: Panel, scene: PanelViewModel): ModalView {
  switch (panel.name) {
    case 'library':
      return libraryPanel(panel.items, scene);
    case 'parameters':
      return parametersPanel(panel.parameters, scene);
    case 'apps':
      return appsPanel(panel.apps, scene);
    case 'activity':
      return activityPanel(panel.activity, scene);
    case 'commands':
      return commandsPanel(panel, scene);
    case 'notes':
      return notesPanel(panel, scene);
    case 'details':
      return detailsPanel(panel.details, scene);
    case 'lost':
      return lostModePanel(panel, scene);
  }
}

/** A panel of a device, read for the person who pressed. */
export async function panelContent(
  app: AppContext,
  interaction: Interaction,
  which: { readonly panel: PanelName; readonly deviceId: string },
  options: { readonly ask?: PanelQuery; readonly fresh?: boolean } = {},
): Promise<ModalView> {
  const actor = await interaction.actor();
  const { device, panel } = await app.helpdesk.getPanel(actor, which.deviceId, which.panel, {
    fresh: options.fresh ?? false,
  });
  const { policies } = app.ports;
  const mayWatch =
    canBeWatched(app.ports, device) &&
    canUse(policies.current(), actor, 'watch', device).verdict === 'allowed';
  const ids = panel.name === 'library' ? panel.items.map(({ itemId }) => itemId) : [];
  const failing = await app.helpdesk.failingCounts(actor, ids);
  const ask = options.ask ?? EMPTY_PANEL_QUERY;
  return panelView(panel, { device, ask, now: app.now(), mayWatch, failing });
}
