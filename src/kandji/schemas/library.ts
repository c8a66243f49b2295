import { z } from 'zod';
import type { InstalledApp, LibraryItem, Parameter, StatusGroup } from '../../helpdesk/device.ts';
import { humanize } from './activity.ts';
import { instant, text, toRecord, toText } from './primitives.ts';

/** A row of `…/library-items`, and the slimmer one of `…/status`. `id` is a status row's, `item_id` the item's. */
export const libraryItem = z
  .object({
    id: text,
    item_id: text,
    name: text,
    type: text,
    status: text,
    reported_at: instant,
    log: text,
    last_audit_run: instant,
    last_audit_log: text,
    edr_status: z.unknown().optional().transform(edrStatusOf),
  })
  .transform(
    (raw): LibraryItem => ({
      itemId: raw.item_id ?? raw.id ?? '',
      name: raw.name ?? raw.item_id ?? 'Unnamed item',
      type: raw.type ?? '',
      status: raw.status ?? '',
      group: groupOf(raw.status ?? '', raw.edr_status),
      edrStatus: raw.edr_status,
      reportedAt: raw.reported_at,
      log: raw.log,
      lastAuditAt: raw.last_audit_run,
      auditLog: raw.last_audit_log,
    }),
  );

/** `edr_status` of a threat-security item: an object with its own `status`, or the bare word. */
function edrStatusOf(value: unknown): string | null {
  return toText(value) ?? toText(toRecord(value).status);
}

/** A protection that is off is for someone to look at, although its item passes (vendor's example, November 2026). */
function groupOf(status: string, edrStatus: string | null): StatusGroup {
  const group = statusGroup(LIBRARY_STATUSES, status);
  const isOff = edrStatus !== null && /disabled|inactive|^off$|(^|[^a-z])not([^a-z]|$)/i.test(edrStatus);
  return isOff && group === 'fine' ? 'attention' : group;
}

/** A row of `…/parameters` and of `…/status`; it carries its name, whatever the docs say. */
export const parameter = z
  .object({ item_id: text, name: text, category: text, subcategory: text, status: text })
  .transform(
    (raw): Parameter => ({
      itemId: raw.item_id ?? '',
      name: raw.name ?? raw.item_id ?? 'Unnamed parameter',
      category: raw.category ?? 'Other',
      subcategory: raw.subcategory ?? '',
      status: raw.status ?? '',
      group: statusGroup(PARAMETER_STATUSES, raw.status ?? ''),
    }),
  );

/** A row of `…/apps`: Apple, Windows and Android each have their own keys (Kandji API docs). */
export const installedApp = z
  .object({
    app_name: text,
    bundle_id: text,
    source: text,
    path: text,
    version: text,
    display_name: text,
    name: text,
    publisher_display_name: text,
    publisher: text,
    product_code: text,
    installed_path: text,
    application_type: text,
    package_name: text,
    version_name: text,
    application_source: text,
  })
  .transform((raw): InstalledApp => {
    const identifier = raw.bundle_id ?? raw.package_name ?? raw.product_code;
    return {
      name: raw.app_name ?? raw.display_name ?? raw.name ?? identifier ?? 'Unnamed app',
      version: raw.version ?? raw.version_name,
      identifier: identifier ?? (raw.display_name === null ? null : raw.name),
      source:
        raw.source ??
        raw.publisher_display_name ??
        raw.publisher ??
        raw.application_type ??
        (raw.application_source === null ? null : humanize(raw.application_source)),
      path: raw.path ?? raw.installed_path,
    };
  });

/** The thirteen documented statuses of a library item (Kandji API docs). Lower case belongs to profiles. */
export const LIBRARY_STATUSES: Readonly<Record<string, StatusGroup>> = {
  ERROR: 'problem',
  failed: 'problem',
  PENDING: 'in-progress',
  pending: 'in-progress',
  DOWNLOADING: 'in-progress',
  INSTALLING: 'in-progress',
  CACHED: 'in-progress',
  CHANGE_PENDING: 'in-progress',
  PASS: 'fine',
  success: 'fine',
  AVAILABLE: 'neutral',
  EXCLUDED: 'neutral',
  INCOMPATIBLE: 'neutral',
};

/** The statuses of a parameter (Kandji API docs). WARNING is an alert that an admin has silenced. */
export const PARAMETER_STATUSES: Readonly<Record<string, StatusGroup>> = {
  ERROR: 'problem',
  WARNING: 'attention',
  PENDING: 'in-progress',
  REMEDIATED: 'fine',
  PASS: 'fine',
  INCOMPATIBLE: 'neutral',
};

/** Exactly first, then whatever the case; a status that no one documented is `other`. */
export function statusGroup(statuses: Readonly<Record<string, StatusGroup>>, status: string): StatusGroup {
  if (Object.hasOwn(statuses, status)) return statuses[status] ?? 'other';
  const folded = status.toUpperCase();
  return Object.entries(statuses).find(([known]) => known.toUpperCase() === folded)?.[1] ?? 'other';
}
