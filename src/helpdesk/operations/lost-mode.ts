import { z } from 'zod';
import type { Device, DeviceSeen, LostModeState } from '../device.ts';
import { deviceWord } from '../text.ts';
import {
  action,
  type CommandOperation,
  type NoParams,
  noParams,
  permission,
  type StateWords,
} from './operation.ts';

/** Lost Mode exists on supervised iPhones and iPads only (Apple MDM, iOS 9.3 and later). */
export const LOST_MODE_PLATFORMS = ['iPhone', 'iPad'];

/** True of a device that can be put into Lost Mode, as far as is known. `supervised`: `null` while it is not. */
export const canBeInLostMode = (
  { platform }: Pick<Device, 'platform'>,
  supervised: boolean | null,
): boolean => LOST_MODE_PLATFORMS.includes(platform) && supervised !== false;

/** One lost-mode change at a time on a device, whichever way it goes. */
export const LOST_MODE_KEY = 'lost-mode';

/** Why Lost Mode does not exist on this device at all; `null` when it does. */
export function noLostModeHere({ device, supervised }: DeviceSeen): string | null {
  if (!LOST_MODE_PLATFORMS.includes(device.platform))
    return `${PLATFORM_WORDS[device.platform] ?? "This kind of device doesn't"} have Lost Mode. Only iPhones and iPads do.`;
  if (device.isRemoved) return 'This device is no longer managed, so it gets no commands.';
  if (supervised === false)
    return `This ${deviceWord(device.platform)} isn't supervised, so it can't use Lost Mode.`;
  return null;
}

/** The first reason against: not on this device, or not in this state. */
export const needsLostMode =
  (states: readonly LostModeState[], otherwise: (state: LostModeState) => string) =>
  (seen: DeviceSeen): string | null =>
    noLostModeHere(seen) ?? (states.includes(seen.device.lostMode) ? null : otherwise(seen.device.lostMode));

const PLATFORM_WORDS: Readonly<Record<string, string>> = {
  Mac: "Macs don't",
  AppleTV: "Apple TVs don't",
  Windows: "Windows PCs don't",
  Android: "Android devices don't",
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
    message: 'Enter a message or a phone number. Apple needs at least one of them on the lock screen.',
  });

const turned = (to: 'on' | 'off', from: 'on' | 'off'): StateWords => ({
  happens: `Lost Mode is turned ${to}`,
  later: `Lost Mode turns ${to}`,
  ongoing: `Lost Mode is being turned ${to}`,
  undone: `Lost Mode is still ${from}`,
});

export const enableLostMode: CommandOperation<'enable-lost-mode', z.infer<typeof params>> = {
  kind: 'command',
  name: 'enable-lost-mode',
  title: 'turn on Lost Mode',
  label: 'Lost Mode on',
  menu: 'lost-mode',
  aliases: ['lost', 'lostmode', 'lostmodeon', 'turnonlostmode'],
  phrase: { link: ' on ', end: 'Lost Mode is on', states: turned('on', 'off') },
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
  consequence: () => 'The screen locks and shows only this text until Lost Mode is turned off.',
  requestTypes: ['EnableLostMode'],
  reached: ({ device }) => device.lostMode === 'on',
  run: (commands, deviceId, chosen, call) => commands.enableLostMode(deviceId, chosen, call),
};

/** The way out of an error state only; the normal way is to turn Lost Mode off (Kandji API docs, Cancel Lost Mode). */
export const cancelLostMode: CommandOperation<'cancel-lost-mode', NoParams> = {
  kind: 'command',
  name: 'cancel-lost-mode',
  title: 'cancel Lost Mode',
  label: 'Lost Mode canceled',
  menu: 'lost-mode',
  aliases: [],
  phrase: { link: ' on ', end: 'Lost Mode was canceled' },
  permissions: [permission('DELETE /devices/{device_id}/details/lostmode', 'Cancel Lost Mode', 'guessed')],
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode', 'lost-mode-since'],
  impossible: needsLostMode(['error'], () => 'Only a Lost Mode that failed can be canceled.'),
  consequence: () => 'Kandji stops trying Lost Mode and clears the error.',
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
  phrase: { link: ' on ', end: 'Lost Mode is off', states: turned('off', 'on') },
  permissions: [action('disablelostmode', 'Disable Lost Mode', 'guessed')],
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode', 'lost-mode-since'],
  impossible: needsLostMode(['on', 'turning-on', 'unclear'], (state) =>
    state === 'turning-off' ? 'Lost Mode is already being turned off.' : "Lost Mode isn't on.",
  ),
  consequence: ({ platform }) =>
    `Anyone holding the ${deviceWord(platform)} can use it again.\nKandji can no longer locate it.`,
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
  phrase: { link: ' on ', end: 'the sound played', done: 'Lost Mode sound played', button: 'Play sound' },
  permissions: [action('playlostmodesound', 'Play Lost Mode sound', 'guessed')],
  risk: 'routine',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => ['lost-mode-sound'],
  watches: [],
  impossible: needsLostMode(['on'], () => 'The sound needs Lost Mode to be on.'),
  consequence: () => 'Plays for 2 minutes, even when muted.',
  requestTypes: ['PlayLostModeSound'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.playLostModeSound(deviceId, call),
};

export const updateLocation: CommandOperation<'update-location', NoParams> = {
  kind: 'command',
  name: 'update-location',
  title: 'update the location',
  label: 'Update location',
  menu: 'lost-mode',
  aliases: ['locate'],
  phrase: { link: ' of ', end: 'the location was updated', done: 'Location updated' },
  permissions: [action('updatelocation', 'Update location', 'guessed')],
  risk: 'routine',
  platforms: LOST_MODE_PLATFORMS,
  reads: 'details',
  params: noParams,
  exclusive: () => ['location'],
  watches: [],
  impossible: needsLostMode(['on'], () => 'The location can only be updated while Lost Mode is on.'),
  consequence: ({ platform }) => `The ${deviceWord(platform)} reports its location as soon as it can.`,
  requestTypes: ['DeviceLocation'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.updateLocation(deviceId, call),
};
