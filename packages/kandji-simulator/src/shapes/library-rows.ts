import { isoSeconds, isoZulu } from '../dates.ts';
import type { LibraryItem } from '../library/library-items.ts';
import type { Parameter } from '../library/parameters.ts';
import type { Blueprint } from '../tenant/blueprints.ts';
import type { Device } from '../tenant/device.ts';

/** A row of `GET /devices/{id}/library-items`. */
export function libraryItemRow(item: LibraryItem, device: Device, blueprint: Blueprint | undefined): unknown {
  return {
    id: item.rowId,
    status: item.status,
    reported_at: item.reportedAt === null ? null : isoZulu(item.reportedAt),
    log: item.log,
    last_audit_run: item.lastAuditRun === null ? null : isoZulu(item.lastAuditRun),
    last_audit_log: item.lastAuditLog,
    control_log: null,
    control_reported_at: null,
    item_id: item.itemId,
    name: item.name,
    type: item.type,
    computer: { id: device.id, name: device.name },
    blueprint: { id: blueprint?.id ?? '', name: blueprint?.name ?? '' },
    rules_present: item.rules,
    ...(item.type === 'threat-security-policy' ? { edr_status: EDR } : {}),
  };
}

const EDR = {
  status: 'enabled',
  malware_posture: 'Protect',
  pup_posture: 'Detect',
  last_baseline_scan: 'Mar 1, 2026 at 6:02:11 AM',
  next_baseline_scan: 'Mar 8, 2026 at 6:00:00 AM',
  baseline_scan_runtime: 'The last baseline scan took 14 minutes',
};

/** The slimmer row of `GET /devices/{id}/status`. */
export function statusRow(item: LibraryItem): unknown {
  return {
    id: item.rowId,
    item_id: item.itemId,
    name: item.name,
    status: item.status,
    reported_at: item.reportedAt === null ? null : isoSeconds(item.reportedAt),
    type: item.type,
    last_audit_log: item.lastAuditLog,
    log: item.log,
  };
}

export function parameterRow(parameter: Parameter): unknown {
  return {
    status: parameter.status,
    item_id: parameter.itemId,
    name: parameter.name,
    category: parameter.category,
    subcategory: parameter.subcategory,
  };
}
