import { z } from 'zod';
import type { DeviceSeen, LostModeState } from '../device.ts';
import { action, type CommandOperation, type NoParams, noParams, permission } from './operation.ts';

/** Lost Mode exists on supervised iPhones and iPads only (Apple MDM, iOS 9.3 and later). */
export const LOST_MODE_PLATFORMS = ['iPhone', 'iPad'];

/** One lost-mode change at a time on a device, whichever way it goes. */
export const LOST_MODE_KEY = 'lost-mode';

/** Why Lost Mode does not exist on this device at all; `null` when it does. */
export function noLostModeHere({ device, supervised }: DeviceSeen): string | null {
  if (!LOST_MODE_PLATFORMS.includes(device.platform))
    return `Lost Mode does not exist on ${PLATFORM_WORDS[device.platform] ?? 'this kind of device'}. Apple has it for iPhones and iPads only.`;
  if (device.isRemoved) return 'This device is no longer managed, so it cannot be told anything.';
  if (supervised === false)
    return 'Lost Mode is not possible: this device is not supervised, and Apple allows it on supervised devices only.';
  return null;
}

/** The first reason against: not on this device, or not in this state. */
export const needsLostMode =
  (states: readonly LostModeState[], otherwise: (state: LostModeState) => string) =>
  (seen: DeviceSeen): string | null =>
    noLostModeHere(seen) ?? (states.includes(seen.device.lostMode) ? null : otherwise(seen.device.lostMode));

const PLATFORM_WORDS: Readonly<Record<string, string>> = {
  Mac: 'a Mac',
  AppleTV: 'an Apple TV',
  Windows: 'a Windows PC',
  Android: 'an Android device',
};

const words = (most: number, what: string) =>
  z.string().trim().max(most, `The ${what} is too long: ${most} characters at most.`).default('');

const params = z
  .object({
    message: words(500, 'message'),
    phone: words(60, 'phone number'),
    footnote: words(200, 'footnote'),
  })
  .refine(({ message, phone }) => message !== '' || phone !== '', {
    message: 'Give a message or a phone number: Apple needs at least one of them on the lock screen.',
  });

export const enableLostMode: CommandOperation<'enable-lost-mode', z.infer<typeof params>> = {
  kind: 'command',
  name: 'enable-lost-mode',
  title: 'turn on Lost Mode',
  label: 'Lost Mode on',
  menu: 'lost-mode',
  aliases: ['lost', 'lostmode', 'lostmodeon', 'turnonlostmode'],
  phrase: { link: ' on ', end: 'Lost Mode is on' },
  permissions: [action('enablelostmode', 'Enable Lost Mode', 'guessed')],
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode'],
  impossible: needsLostMode(['off', 'error', 'unclear'], (state) =>
    state === 'turning-on' ? 'Lost Mode is already being turned on.' : 'Lost Mode is already on.',
  ),
  consequence: () => 'The screen locks and shows only these words until Lost Mode is turned off.',
  requestTypes: ['EnableLostMode'],
  reached: ({ device }) => device.lostMode === 'on',
  run: (commands, deviceId, chosen, call) => commands.enableLostMode(deviceId, chosen, call),
};

/** The way out of an error state only; the normal way is to turn Lost Mode off (Kandji API docs, Cancel Lost Mode). */
export const cancelLostMode: CommandOperation<'cancel-lost-mode', NoParams> = {
  kind: 'command',
  name: 'cancel-lost-mode',
  title: 'cancel Lost Mode',
  label: 'Lost Mode cancelled',
  menu: 'lost-mode',
  aliases: [],
  phrase: { link: ' on ', end: 'Lost Mode was cancelled' },
  permissions: [permission('DELETE /devices/{device_id}/details/lostmode', 'Cancel Lost Mode', 'guessed')],
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode', 'lost-mode-since'],
  impossible: needsLostMode(
    ['error'],
    () => 'Cancelling is only for a Lost Mode that ended in an error. This one did not.',
  ),
  consequence: () => 'Kandji gives up on Lost Mode for this device and clears the error.',
  requestTypes: [],
  reached: ({ device }) => device.lostMode === 'off',
  run: (commands, deviceId, _params, call) => commands.cancelLostMode(deviceId, call),
};

export const disableLostMode: CommandOperation<'disable-lost-mode', NoParams> = {
  kind: 'command',
  name: 'disable-lost-mode',
  title: 'turn off Lost Mode',
  label: 'Lost Mode off',
  menu: 'lost-mode',
  aliases: ['lostmodeoff', 'turnofflostmode'],
  phrase: { link: ' on ', end: 'Lost Mode is off' },
  permissions: [action('disablelostmode', 'Disable Lost Mode', 'guessed')],
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode', 'lost-mode-since'],
  impossible: needsLostMode(['on', 'turning-on', 'unclear'], (state) =>
    state === 'turning-off' ? 'Lost Mode is already being turned off.' : 'Lost Mode is not on.',
  ),
  consequence: () => 'Whoever holds the device can use it again, and it can no longer be located.',
  requestTypes: ['DisableLostMode'],
  reached: ({ device }) => device.lostMode === 'off',
  run: (commands, deviceId, _params, call) => commands.disableLostMode(deviceId, call),
};

export const playLostModeSound: CommandOperation<'play-lost-mode-sound', NoParams> = {
  kind: 'command',
  name: 'play-lost-mode-sound',
  title: 'play the Lost Mode sound',
  label: 'Lost Mode sound',
  menu: 'lost-mode',
  aliases: ['sound', 'playsound'],
  phrase: { link: ' on ', end: 'it worked' },
  permissions: [action('playlostmodesound', 'Play Lost Mode sound', 'guessed')],
  risk: 'routine',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => ['lost-mode-sound'],
  watches: [],
  impossible: needsLostMode(['on'], () => 'The sound needs Lost Mode to be on.'),
  consequence: () =>
    'It plays for two minutes, even when silenced. Whoever finds it can stop it with a side button.',
  requestTypes: ['PlayLostModeSound'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.playLostModeSound(deviceId, call),
};

export const updateLocation: CommandOperation<'update-location', NoParams> = {
  kind: 'command',
  name: 'update-location',
  title: 'ask for the location',
  label: 'Update location',
  menu: 'lost-mode',
  aliases: ['locate'],
  phrase: { link: ' of ', end: 'it worked' },
  permissions: [action('updatelocation', 'Update location', 'guessed')],
  risk: 'routine',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => ['location'],
  watches: [],
  impossible: needsLostMode(['on'], () => 'A location can only be asked for while Lost Mode is on.'),
  consequence: () => 'The device reports where it is as soon as it can.',
  requestTypes: ['DeviceLocation'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.updateLocation(deviceId, call),
};
