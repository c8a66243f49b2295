import { z } from 'zod';
import type { LibraryItem, Parameter } from '../../helpdesk/device.ts';
import { deskGroup, LIBRARY_STATUSES, PARAMETER_STATUSES } from './desk-groups.ts';
import { instant, text } from './loose.ts';

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
  })
  .transform(
    (raw): LibraryItem => ({
      itemId: raw.item_id ?? raw.id ?? '',
      name: raw.name ?? raw.item_id ?? 'Unnamed item',
      type: raw.type ?? '',
      status: raw.status ?? '',
      group: deskGroup(LIBRARY_STATUSES, raw.status ?? ''),
      reportedAt: raw.reported_at,
      log: raw.log,
      lastAuditAt: raw.last_audit_run,
      auditLog: raw.last_audit_log,
    }),
  );

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
      group: deskGroup(PARAMETER_STATUSES, raw.status ?? ''),
    }),
  );
