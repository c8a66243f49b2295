import type { DeviceSeen, LostModeState } from '../device.ts';

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
