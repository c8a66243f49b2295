import { empty } from '../http/answer.ts';
import { badField, badText } from '../http/refusals.ts';
import { textAt } from '../http/values.ts';
import type { ActionName } from '../life/command.ts';
import { type Device, isApple, isMobile } from '../tenant/device.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';

const isMac = (device: Device) => device.platform === 'Mac';
const hasCheckIn = (device: Device) => device.platform !== 'Android';

/** Apple takes these from an iPhone or iPad only while it is supervised. */
const isSupervised = (device: Device) => isApple(device) && (!isMobile(device) || device.supervised);

/** The nudges and the maintenance. Older tenants do not know `dailycheckin`. */
export function actions(legacyTenant: boolean): Endpoint[] {
  return [
    action('blankpush', isApple),
    ...(legacyTenant ? [] : [action('dailycheckin', hasCheckIn)]),
    action('updateinventory', isApple),
    action('reinstallagent', isMac),
    action('renewmdmprofile', isApple),
    action('setname', isSupervised, 'DeviceName'),
    action('restart', isSupervised),
    action('shutdown', (device) => isSupervised(device) && device.platform !== 'AppleTV'),
    action('unlockaccount', isMac, 'UserName'),
  ];
}

/** 200 without a body: accepted, not done. `given`: the field that has to say something. */
function action(name: ActionName, allowed: (device: Device) => boolean, given?: string): Endpoint {
  return aboutDevice('POST', `/action/${name}`, (device, { world, body }) => {
    if (!allowed(device)) return badText('Command is not allowed for current device');
    if (!device.mdmEnabled || device.removed) return badText('Device is not managed by MDM');
    const said = given === undefined ? '' : textAt(body, given);
    if (given !== undefined && said.trim() === '') return badField(given, 'This field is required.');
    if (world.life.isQueued(device, name)) return badText('Command already running');
    world.life.accept(device, name, said);
    return empty();
  });
}
