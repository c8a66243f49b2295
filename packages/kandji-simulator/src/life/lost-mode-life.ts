import { accountOf, type Device } from '../tenant/device.ts';
import type { Command, DeviceError } from './command.ts';

/** Apple's error codes for Lost Mode commands (Apple MDM docs). */
const NOT_IN_LOST_MODE: DeviceError = { code: 12067, text: 'The device is not in Lost Mode.' };
const REQUEST_FAILED: DeviceError = { code: 12069, text: 'The Lost Mode request failed.' };
const ALREADY_LOST: DeviceError = {
  code: 12078,
  text: 'The request is not valid while the device is in Lost Mode.',
};
const NOT_VALID: DeviceError = { code: 12021, text: 'The request type is not valid.' };
const NO_SUCH_ACCOUNT: DeviceError = { code: 12071, text: 'The user does not exist.' };

/** The device carries a command out, or refuses it with the reason that comes back. */
export function carryOut(
  device: Device,
  command: Pick<Command, 'action' | 'given'>,
  obeys: boolean,
  at: number,
): DeviceError | null {
  switch (command.action) {
    case 'enablelostmode':
      return enable(device, obeys, at);
    case 'disablelostmode':
      return disable(device, obeys, at);
    case 'updatelocation':
      return locate(device, obeys, at);
    case 'playlostmodesound':
      return sound(device, obeys, at);
    default:
      return obeys ? maintain(device, command, at) : NOT_VALID;
  }
}

/** Its own name, its power and its accounts. A device that was shut down stays off until someone turns it on. */
function maintain(
  device: Device,
  { action, given }: Pick<Command, 'action' | 'given'>,
  at: number,
): DeviceError | null {
  if (action === 'setname') device.name = given;
  if (action === 'restart') device.bootedAt = at;
  // A locked Mac stands still at its PIN, and hears nothing before someone types it.
  if (action === 'shutdown' || (action === 'lock' && device.platform === 'Mac')) device.online = false;
  if (action === 'erase') erase(device);
  return action === 'unlockaccount' && given !== accountOf(device) ? NO_SUCH_ACCOUNT : null;
}

/** Its record stays with blanks until it is enrolled again. Erasing ends Lost Mode. */
function erase(device: Device): void {
  const blanks = { name: '', model: '', modelIdentifier: '', osVersion: '', build: '', agentVersion: '' };
  const silent = { lastCheckIn: null, online: false, bootedAt: null, agentInstalled: false };
  Object.assign(device, blanks, silent, { erased: true, lostMode: null });
}

function enable(device: Device, obeys: boolean, at: number): DeviceError | null {
  const lost = device.lostMode;
  if (lost === null) return REQUEST_FAILED;
  if (lost.status === 'ENABLED') return ALREADY_LOST;
  lost.status = obeys ? 'ENABLED' : 'ERROR';
  lost.enableStatusAt = at;
  return obeys ? null : REQUEST_FAILED;
}

function disable(device: Device, obeys: boolean, at: number): DeviceError | null {
  if (device.lostMode === null) return NOT_IN_LOST_MODE;
  if (obeys) {
    device.lostMode = null;
    return null;
  }
  device.lostMode.disableStatus = 'ERROR';
  device.lostMode.disableStatusAt = at;
  return REQUEST_FAILED;
}

function locate(device: Device, obeys: boolean, at: number): DeviceError | null {
  const lost = device.lostMode;
  if (lost?.status !== 'ENABLED') return NOT_IN_LOST_MODE;
  lost.locationStatus = obeys ? 'SUCCESS' : 'FAILED';
  lost.locationStatusAt = at;
  if (!obeys) return REQUEST_FAILED;
  lost.location = { latitude: '52.51627469999999', longitude: '13.377704' };
  lost.locationAt = at - 116;
  return null;
}

function sound(device: Device, obeys: boolean, at: number): DeviceError | null {
  const lost = device.lostMode;
  if (lost?.status !== 'ENABLED') return NOT_IN_LOST_MODE;
  lost.soundStatus = obeys ? 'SUCCESS' : 'FAILED';
  lost.soundStatusAt = at;
  return obeys ? null : REQUEST_FAILED;
}
