import { empty } from '../http/answer.ts';
import { badText } from '../http/refusals.ts';
import type { ActionName } from '../life/command.ts';
import { type Device, isApple } from '../tenant/device.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';

const isMac = (device: Device) => device.platform === 'Mac';
const hasCheckIn = (device: Device) => device.platform !== 'Android';

/** The nudges. Older tenants do not know `dailycheckin`. */
export function actions(legacyTenant: boolean): Endpoint[] {
  return [
    action('blankpush', isApple),
    ...(legacyTenant ? [] : [action('dailycheckin', hasCheckIn)]),
    action('updateinventory', isApple),
    action('reinstallagent', isMac),
    action('renewmdmprofile', isApple),
  ];
}

/** 200 without a body: accepted, not done. */
function action(name: ActionName, allowed: (device: Device) => boolean): Endpoint {
  return aboutDevice('POST', `/action/${name}`, (device, { world }) => {
    if (!allowed(device)) return badText('Command is not allowed for current device');
    if (!device.mdmEnabled || device.removed) return badText('Device is not managed by MDM');
    if (world.life.isQueued(device, name)) return badText('Command already running');
    world.life.accept(device, name);
    return empty();
  });
}
