import { type Answer, empty, json } from '../http/answer.ts';
import { badField, badList, badText } from '../http/refusals.ts';
import { textAt } from '../http/values.ts';
import type { ActionName } from '../life/command.ts';
import { lostModeObject } from '../shapes/lost-mode-object.ts';
import { type Device, isMobile, type LostMode, lostModeFrom } from '../tenant/device.ts';
import { aboutDevice, type Call, type Endpoint } from './endpoint.ts';

const NOT_LOST = 'Device is not in lost mode.';

/** Its own small state machine: off → pending → on or error → disable pending → off or error. */
export const lostMode: readonly Endpoint[] = [
  aboutDevice('GET', '/details/lostmode', (device) =>
    device.lostMode === null
      ? badList(NOT_LOST)
      : json({ device_id: device.id, lost_mode: lostModeObject(device.lostMode) }),
  ),
  aboutDevice('DELETE', '/details/lostmode', cancel),
  action('enablelostmode', enable),
  action('disablelostmode', disable),
  action(
    'playlostmodesound',
    whileLost((lost, at) => Object.assign(lost, { soundStatus: 'PENDING', soundStatusAt: at })),
  ),
  action(
    'updatelocation',
    whileLost((lost, at) => Object.assign(lost, { locationStatus: 'PENDING', locationStatusAt: at })),
  ),
];

/** What an action refuses, or null after it has noted what was asked. */
type Ask = (device: Device, call: Call) => Answer | null;

function action(name: ActionName, ask: Ask): Endpoint {
  return aboutDevice('POST', `/action/${name}`, (device, call) => {
    if (!isMobile(device) || !device.supervised) return badText('Command is not allowed for current device');
    if (!device.mdmEnabled || device.removed) return badText('Device is not managed by MDM');
    const queued = call.world.life.isQueued(device, name);
    if (queued && name === 'disablelostmode')
      return badList('Disable lost mode is already pending for this device.');
    if (queued) return badText('Command already running');
    const refused = ask(device, call);
    if (refused !== null) return refused;
    call.world.life.accept(device, name);
    return empty();
  });
}

/** Keys are capitalised; Apple needs a message or a phone number. */
function enable(device: Device, { world, caller, body }: Call): Answer | null {
  const message = textAt(body, 'Message');
  const phone = textAt(body, 'PhoneNumber');
  if (message === '' && phone === '') return badField('Message', 'Message or PhoneNumber is required.');
  if (device.lostMode?.status === 'ENABLED') return null;
  const shown = { message, phone, footnote: textAt(body, 'Footnote') };
  device.lostMode = lostModeFrom(world.settings.now(), { ...shown, enabledBy: caller.name });
  return null;
}

function disable(device: Device, { world, caller }: Call): Answer | null {
  const lost = device.lostMode;
  if (lost?.status !== 'ENABLED') return badList(NOT_LOST);
  Object.assign(lost, {
    disableStatus: 'PENDING',
    disabledBy: caller.name,
    disableStatusAt: world.settings.now(),
  });
  return null;
}

function whileLost(note: (lost: LostMode, at: number) => void): Ask {
  return (device, { world }) => {
    if (device.lostMode?.status !== 'ENABLED') return badList(NOT_LOST);
    note(device.lostMode, world.settings.now());
    return null;
  };
}

/** Only out of an error state. The second sentence is invented here: no one has published Kandji's. */
function cancel(device: Device): Answer {
  const lost = device.lostMode;
  if (lost === null) return badList(NOT_LOST);
  if (lost.status !== 'ERROR' && lost.disableStatus !== 'ERROR')
    return badList('Lost mode is not in an error state.');
  device.lostMode = null;
  return empty(204);
}
