import { publishHome } from '../../obey/home.ts';
import { openFind } from '../../obey/open-find.ts';
import { openNext } from '../../obey/open-next.ts';
import type { Press } from '../../press.ts';
import type { Room } from '../../room.ts';
import { openDevice, refreshDevice, share, showMore } from './cards.ts';
import { openFound, pickFound, suggestDevices } from './find.ts';
import { openFromList, turnPage } from './lists.ts';
import { narrowPanel, refreshPanel, searchPanel, turnPanel } from './panels.ts';

/** Everything that only looks. */
export const LOOKING_ACTIONS = {
  'device.open': openDevice,
  'device.refresh': refreshDevice,
  'device.show': showMore,
  'device.console': async () => undefined,
  'device.panel': (room: Room, press: Press, { panel, deviceId }: Parameters<typeof refreshPanel>[2]) =>
    openNext(room, press, panel, deviceId, ''),
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

export const LOOKING_VIEWS = { find: openFound, panel: searchPanel, share };

export const LOOKING_OPTIONS = { 'find.pick': suggestDevices };
