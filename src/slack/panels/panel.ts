import type { ModalView } from '@slack/types';
import type { Panel } from '../../helpdesk/device-view.ts';
import { activityPanel } from './activity.ts';
import { appsPanel } from './apps.ts';
import { detailsPanel } from './details.ts';
import type { PanelViewModel } from './frame.ts';
import { libraryPanel } from './library-items.ts';
import { lostModePanel } from './lost-mode.ts';
import { parametersPanel } from './parameters.ts';

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
    case 'details':
      return detailsPanel(panel.details, scene);
    case 'lost':
      return lostModePanel(panel, scene);
  }
}
