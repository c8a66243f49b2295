import { z } from 'zod';
import type { LostMode, LostModeState } from '../../helpdesk/device.ts';
import { instant, isRecord, record, text, toText } from './primitives.ts';

const fields = z.object({
  lost_mode_status: text,
  enabled_by: text,
  enable_status_at: instant,
  lock_screen_message: text,
  lock_screen_phone_number: text,
  lock_screen_footnote: text,
  disable_status: text,
  disable_status_at: instant,
  last_location_status: text,
  last_location_status_at: instant,
  last_location: record,
  last_location_at: instant,
  sound_status: text,
  sound_status_at: instant,
});

/**
 * The Lost Mode record: `{device_id, lost_mode: {…}}` of Get Lost Mode Details, or the bare object inside `details`.
 * `null` for `{}`, for what is no object, and for a record that says the device is not in Lost Mode.
 */
export function lostModeOf(body: unknown, deviceId: string): LostMode | null {
  if (!isRecord(body)) return null;
  const raw = fields.parse('lost_mode' in body ? (isRecord(body.lost_mode) ? body.lost_mode : {}) : body);
  const disableStatus = isOlder(raw.disable_status_at, raw.enable_status_at) ? null : raw.disable_status;
  const state = lostModeState(raw.lost_mode_status, disableStatus);
  if (state === 'off') return null;
  const failedDisable = state === 'error' && lostModeState(raw.lost_mode_status) !== 'error';
  return {
    deviceId,
    state,
    statusText: failedDisable ? disableStatus : raw.lost_mode_status,
    enabledBy: raw.enabled_by,
    enabledAt: raw.enable_status_at,
    message: raw.lock_screen_message,
    phone: raw.lock_screen_phone_number,
    footnote: raw.lock_screen_footnote,
    location: locationOf(raw.last_location, raw.last_location_at),
    locationStatus: raw.last_location_status,
    locationStatusAt: raw.last_location_status_at,
    soundStatus: raw.sound_status,
    soundAt: raw.sound_status_at,
  };
}

/** A turning-off that ended before this turning-on says nothing about it. */
function isOlder(disabledAt: number | null, enabledAt: number | null): boolean {
  return disabledAt !== null && enabledAt !== null && disabledAt < enabledAt;
}

/** Coordinates are strings at Kandji; before a first fix they are `{}`, `""` or empty strings. */
function locationOf(place: Readonly<Record<string, unknown>>, at: number | null): LostMode['location'] {
  const latitude = degreesOf(place.latitude, 90);
  const longitude = degreesOf(place.longitude, 180);
  return latitude === null || longitude === null ? null : { latitude, longitude, at };
}

/** They end up in a map link, so that only numbers in range may pass. */
function degreesOf(value: unknown, most: number): string | null {
  const degrees = toText(value);
  if (degrees === null || !/^[+-]?\d{1,3}(\.\d+)?$/.test(degrees)) return null;
  return Math.abs(Number(degrees)) <= most ? degrees : null;
}

/**
 * Reads Kandji's Lost Mode status by what it contains: only `ENABLED` and `""` are documented, "pending" and "error" are
 * named in prose without their spelling, and others' docs have `NOT_ENABLED` and "NOT ON": *not*, however written, beats *on*. What fits nothing
 * is `unclear`, so that no one takes it for off.
 * `disableStatus` tells how far turning off got; the device object does not have it.
 */
export function lostModeState(status: string | null, disableStatus: string | null = null): LostModeState {
  const enabling = classOf(status ?? '');
  if (enabling === 'off') return 'off';
  const disabling = disableStatus === null ? null : classOf(disableStatus);
  if (disabling === 'turning-on') return 'turning-off';
  if (disabling === 'error') return 'error';
  return enabling;
}

/** As whole words, in any case, apart by marks or by their capitals; without an apostrophe, too. */
const NEGATION =
  /\b(?:NOT|NO|NEVER|NON|NEITHER|NOR|WITHOUT|CANNOT|(?:IS|WAS|ARE|WERE|HAS|HAVE|HAD|DOES|DID|COULD|WOULD|WO|CA)N['\u2019]?T)\b/;

function classOf(status: string): LostModeState {
  const word = status
    .trim()
    .replace(/(?<=[a-z])(?=[A-Z])|_/g, ' ')
    .toUpperCase()
    .replace(/\b(NOT|NON|UN)(?=(?:ENABLED|ON|ACTIVE|SET)\b)/g, 'NOT ');
  if (word === '') return 'off';
  if (NEGATION.test(word)) return /\b(?:ENABLED|ON|ACTIVE|SET)\b/.test(word) ? 'off' : 'unclear';
  if (/ERR|FAIL/.test(word)) return 'error';
  if (word.includes('PEND')) return word.includes('DISABL') ? 'turning-off' : 'turning-on';
  if (word.includes('DISABLED') || word === 'OFF' || word === 'INACTIVE') return 'off';
  return /\b(?:ENABLED|ON)\b|\bSUCCESS/.test(word) ? 'on' : 'unclear';
}
