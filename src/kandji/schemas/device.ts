import { z } from 'zod';
import type { Device, Named, Person } from '../../helpdesk/device.ts';
import { PLATFORMS } from '../../helpdesk/device.ts';
import { lostModeState } from './lost-mode.ts';
import { carriedId, carriedOrNone, isRecord, toFlag, toInstant, toText } from './primitives.ts';

/** The device object of List Devices, Get Device and Update Device. Only `device_id` is relied on. */
export const device = z.looseObject({ device_id: carriedId }).transform(
  (raw): Device => ({
    id: raw.device_id.toLowerCase(),
    name: toText(raw.device_name) ?? toText(raw.serial_number) ?? raw.device_id,
    model: toText(raw.model) ?? '',
    serialNumber: toText(raw.serial_number) ?? '',
    platform: platformOf(toText(raw.platform)),
    osVersion: toText(raw.os_version) ?? '',
    agentCheckInAt: toInstant(raw.last_check_in),
    user: assignedUser(raw.user),
    assetTag: toText(raw.asset_tag),
    blueprint: named(toText(raw.blueprint_id), toText(raw.blueprint_name)),
    mdmEnabled: toFlag(raw.mdm_enabled),
    agentInstalled: toFlag(raw.agent_installed),
    isMissing: toFlag(raw.is_missing) ?? false,
    isRemoved: toFlag(raw.is_removed) ?? false,
    agentVersion: toText(raw.agent_version),
    firstEnrolledAt: toInstant(raw.first_enrollment),
    lastEnrolledAt: toInstant(raw.last_enrollment),
    lostMode: lostModeState(toText(raw.lost_mode_status)),
    tags: tagNames(raw.tags),
  }),
);

/** A device's `user`: an object, or `""` or `null` for no one. Its id was a number before 2024. */
export function assignedUser(value: unknown): Person | null {
  if (!isRecord(value)) return null;
  const userId = toText(value.id);
  const email = toText(value.email);
  if (userId === null && email === null) return null;
  return {
    id: carriedOrNone(userId),
    name: toText(value.name) ?? email ?? userId ?? '',
    email: email ?? '',
    archived: toFlag(value.is_archived) ?? toFlag(value.archived) ?? false,
  };
}

/** Tag names; `null` when the key is missing, as on tenants before 2024. */
function tagNames(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const names = value.map((tag) => (isRecord(tag) ? tag.name : tag));
  return [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))];
}

function named(id: string | null, name: string | null): Named | null {
  return id === null ? null : { id: carriedOrNone(id), name: name ?? id };
}

/** Kandji's own spelling whatever the case; an unknown word stays as it is. */
function platformOf(value: string | null): string {
  const word = value ?? '';
  return PLATFORMS.find((platform) => platform.toLowerCase() === word.toLowerCase()) ?? word;
}
