import { z } from 'zod';
import type { Device, Person } from '../../helpdesk/device.ts';
import { PLATFORMS } from '../../helpdesk/device.ts';
import { lostModeState } from './lost-mode.ts';
import { carriedId, carriedOrNone, flag, instant, isRecord, text, toFlag, toText } from './primitives.ts';

const anything = z.unknown().optional();

/** The device object of List Devices, Get Device and Update Device. Only `device_id` is relied on. */
export const device = z
  .object({
    device_id: carriedId,
    device_name: text,
    model: text,
    serial_number: text,
    platform: text,
    os_version: text,
    last_check_in: instant,
    user: anything.transform(assignedUser),
    asset_tag: text,
    blueprint_id: text,
    blueprint_name: text,
    mdm_enabled: flag,
    agent_installed: flag,
    is_missing: flag,
    is_removed: flag,
    agent_version: text,
    first_enrollment: instant,
    last_enrollment: instant,
    lost_mode_status: text,
    tags: anything.transform(tagNames),
  })
  .transform(
    (raw): Device => ({
      id: raw.device_id.toLowerCase(),
      name: raw.device_name ?? raw.serial_number ?? raw.device_id,
      model: raw.model ?? '',
      serialNumber: raw.serial_number ?? '',
      platform: platformOf(raw.platform),
      osVersion: raw.os_version ?? '',
      agentCheckInAt: raw.last_check_in,
      user: raw.user,
      assetTag: raw.asset_tag,
      blueprint: raw.blueprint_id === null ? null : named(raw.blueprint_id, raw.blueprint_name),
      mdmEnabled: raw.mdm_enabled,
      agentInstalled: raw.agent_installed,
      isMissing: raw.is_missing ?? false,
      isRemoved: raw.is_removed ?? false,
      agentVersion: raw.agent_version,
      firstEnrolledAt: raw.first_enrollment,
      lastEnrolledAt: raw.last_enrollment,
      lostMode: lostModeState(raw.lost_mode_status),
      tags: raw.tags,
    }),
  );

/** A device's `user`: an object, or `""` or `null` for nobody. Its id was a number before 2024. */
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

function named(blueprintId: string, name: string | null): { id: string; name: string } {
  return { id: carriedOrNone(blueprintId), name: name ?? blueprintId };
}

/** Kandji's own spelling whatever the case; an unknown word stays as it is. */
function platformOf(value: string | null): string {
  const word = value ?? '';
  return PLATFORMS.find((platform) => platform.toLowerCase() === word.toLowerCase()) ?? word;
}
