import { randomInt } from 'node:crypto';
import { type Answer, empty, json } from '../http/answer.ts';
import { badField, badText } from '../http/refusals.ts';
import { isRecord, isUuid } from '../http/values.ts';
import type { ActionName } from '../life/command.ts';
import { type Device, isMobile } from '../tenant/device.ts';
import { aboutDevice, type Call, type Endpoint } from './endpoint.ts';

/** Locking, the passcode, erasing, and the end of a record. */
export const security: readonly Endpoint[] = [
  action(
    'lock',
    (device) => device.platform === 'Mac' || isMobile(device) || device.platform === 'Android',
    lock,
  ),
  action('clearpasscode', isMobile, () => null),
  action('erase', () => true, checkErase),
  aboutDevice('DELETE', '', (device, { world }) => {
    world.tenant.removeDevice(device.id);
    return empty(204);
  }),
];

/** Refuses, or does what the answer tells; `null`: 200 without a body. */
type Ask = (device: Device, call: Call) => Answer | null;

function action(name: ActionName, allowed: (device: Device) => boolean, ask: Ask): Endpoint {
  return aboutDevice('POST', `/action/${name}`, (device, call) => {
    if (!allowed(device)) return badText('Command is not allowed for current device');
    if (!device.mdmEnabled || device.removed) return badText('Device is not managed by MDM');
    if (name === 'lock' && device.locked) return badText('This device is already locked.');
    if (call.world.life.isQueued(device, name)) return badText('Command already running');
    const answer = ask(device, call);
    if (answer === null || answer.status === 200) call.world.life.accept(device, name);
    return answer ?? empty();
  });
}

/** A Mac answers with the PIN that unlocks it, this once (Kandji API docs, Lock Device). */
function lock(device: Device, { body }: Call): Answer | null {
  for (const key of ['Message', 'PhoneNumber'])
    if (isRecord(body) && body[key] !== undefined && typeof body[key] !== 'string')
      return badField(key, 'Not a valid string.');
  if (device.platform !== 'Mac') return null;
  device.locked = true;
  device.unlockPin = device.nextPin ?? String(randomInt(100_000, 1_000_000));
  return json({ PIN: device.unlockPin });
}

/** The body of an erase is optional; what is given has to fit the platform (Kandji API docs, Erase Device). */
function checkErase(device: Device, { body }: Call): Answer | null {
  const given = isRecord(body) ? body : {};
  const { PIN, PreserveDataPlan, DisallowProximitySetup, ReturnToService } = given;
  for (const [key, value] of Object.entries({ PreserveDataPlan, DisallowProximitySetup }))
    if (value !== undefined && typeof value !== 'boolean') return badField(key, 'Must be a valid boolean.');
  if (PIN !== undefined && (device.platform !== 'Mac' || !/^\d{6}$/.test(String(PIN))))
    return badField('PIN', 'Enter a six digit PIN.');
  if (isRecord(ReturnToService) && ReturnToService.Enabled === true && !isUuid(ReturnToService.ProfileId))
    return badText('The Return to Service profile is not in scope for this device.');
  return null;
}
