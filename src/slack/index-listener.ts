import { openDevice, refreshDevice, share, showMore } from './devices/cards.ts';
import { publishHome } from './home/home.ts';
import type { AppContext, Interaction } from './interaction.ts';
import { openNext } from './next-step.ts';
import { narrowPanel, refreshPanel, searchPanel, turnPanel } from './panels/index.ts';
import { openFind, openFound, pickFound, suggestDevices } from './search/find-modal.ts';
import { openFromList, turnPage } from './search/lists.ts';

/** Everything that only looks. */
export const VIEW_ACTIONS = {
  'device.open': openDevice,
  'device.refresh': refreshDevice,
  'device.show': showMore,
  'device.console': async () => undefined,
  'device.panel': (
    app: AppContext,
    interaction: Interaction,
    { panel, deviceId }: Parameters<typeof refreshPanel>[2],
  ) => openNext(app, interaction, panel, deviceId, ''),
  'list.page': turnPage,
  'list.back': turnPage,
  'list.open': openFromList,
  'panel.search': narrowPanel,
  'panel.filter': narrowPanel,
  'panel.page': turnPanel,
  'panel.back': turnPanel,
  'panel.refresh': refreshPanel,
  'find.pick': pickFound,
  'lookup.pick': openDevice,
  'home.find': openFind,
  'home.refresh': publishHome,
  'home.device': openDevice,
};

export const VIEW_MODALS = { find: openFound, panel: searchPanel, share };

export const VIEW_OPTIONS = { 'find.pick': suggestDevices };
