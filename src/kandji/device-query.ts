import type { DeviceFilter } from '../helpdesk/device.ts';
import { PAGE_SIZE } from './paging.ts';

/** The helpdesk's filter words and Kandji's parameters (Kandji API docs, List Devices). */
const PARAMETERS = [
  ['id', 'device_id'],
  ['serial', 'serial_number'],
  ['asset', 'asset_tag'],
  ['name', 'device_name'],
  ['user', 'user_name'],
  ['email', 'user_email'],
  ['emailExact', 'user_email_exact'],
  ['userId', 'user_id'],
  ['platform', 'platform'],
  ['os', 'os_version'],
  ['model', 'model'],
  ['blueprintId', 'blueprint_id'],
  ['mac', 'mac_address'],
] as const;

/** Without a wish, a fixed order: it keeps offset paging from skipping devices while others change. */
const STEADY_ORDER = 'device_id';

/** The query of one page of List Devices. */
export function deviceQuery(
  filter: DeviceFilter,
  page: { offset?: number; limit?: number },
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [ours, theirs] of PARAMETERS) {
    const value = filter[ours];
    if (value !== undefined && value !== '') query.set(theirs, value);
  }
  const tags = filter.tags ?? [];
  if (tags.length === 1) query.set('tag_name', tags[0] ?? '');
  if (tags.length > 1) query.set('tag_name_in', tags.join(','));
  const tagIds = filter.tagIds ?? [];
  if (tagIds.length === 1) query.set('tag_id', tagIds[0] ?? '');
  if (tagIds.length > 1) query.set('tag_id_in', tagIds.join(','));
  if (filter.filevault !== undefined) query.set('filevault_enabled', String(filter.filevault));
  query.set('ordering', filter.sort || STEADY_ORDER);
  query.set('limit', String(limitOf(page.limit)));
  query.set('offset', String(Math.max(0, Math.trunc(page.offset ?? 0))));
  return query;
}

/** Between one and Kandji's 300. */
export function limitOf(limit: number | undefined): number {
  return Math.min(PAGE_SIZE, Math.max(1, Math.trunc(limit ?? PAGE_SIZE)));
}
