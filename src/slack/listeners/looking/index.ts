import { deviceView } from '../../cards/device.ts';
import { readCommandLine } from '../../command-line.ts';
import { fill } from '../../modals/fill.ts';
import { findOptions, findView } from '../../modals/find.ts';
import { loadingView } from '../../modals/loading.ts';
import { publishHome } from '../../obey/home.ts';
import { openNext } from '../../obey/open-next.ts';
import type { Press } from '../../press.ts';
import type { Room } from '../../room.ts';
import { foundDevice } from '../../view-state.ts';
import type { OptionsListener, SubmissionListener } from '../kinds.ts';
import { openDevice, refreshDevice, share, showMore } from './cards.ts';
import { openFromList, turnPage } from './lists.ts';
import { narrowPanel, refreshPanel, searchPanel, turnPanel } from './panels.ts';

const showFound = (room: Room, press: Press, deviceId: string) => (viewId: string) => {
  const modal = press.modal ?? { viewId, update: async () => undefined };
  return fill(room.ports.log, press, modal, {
    title: 'Device',
    content: async () =>
      deviceView(await room.helpdesk.showDevice(await press.actor(), { deviceId }), room.now()),
  });
};

/** *Open* of the find modal: the device appears in the same window, which says at once that it is on its way. */
const openFound: SubmissionListener<'find'> = async (room, press, _values, { state, viewId }) => {
  const deviceId = foundDevice(state);
  if (!deviceId)
    return { ack: { response_action: 'errors', errors: { find: 'Pick a device from the list.' } } };
  return {
    ack: { response_action: 'update', view: loadingView('Device') },
    after: () => showFound(room, press, deviceId)(viewId),
  };
};

const suggestDevices: OptionsListener = async (room, press, typed) => {
  const line = readCommandLine(`find ${typed}`, room.botUserId);
  if (!('query' in line) || !line.query) return [];
  const { first } = await room.helpdesk.lookFor(await press.actor(), line.query);
  return findOptions(first.devices, room.now());
};

/** Everything that only looks. */
export const LOOKING_ACTIONS = {
  'device.open': (room: Room, press: Press, which: { deviceId: string }) => openDevice(room, press, which),
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
  'find.pick': (room: Room, press: Press, { deviceId }: { deviceId: string }) =>
    showFound(room, press, deviceId)(press.viewId ?? ''),
  'lookup.pick': (room: Room, press: Press, which: { deviceId: string }) => openDevice(room, press, which),
  'home.find': async (_room: Room, press: Press) => void (await press.open(findView())),
  'home.refresh': publishHome,
  'home.device': async (room: Room, press: Press, { deviceId }: { deviceId: string }) =>
    openNext(room, press, 'card', deviceId, ''),
};

export const LOOKING_VIEWS = { find: openFound, panel: searchPanel, share };

export const LOOKING_OPTIONS = { 'find.pick': suggestDevices };
