import { z } from 'zod';
import type { LibraryItem, Parameter, StatusGroup } from '../../helpdesk/device.ts';
import { LIBRARY_STATUSES, PARAMETER_STATUSES, statusGroup } from './desk-groups.ts';
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

/** A protection that is off is for somebody to look at, although its item passes (vendor's example, November 2026). */
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
