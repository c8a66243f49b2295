import type { DevicePage } from '../helpdesk/ports.ts';
import { type Purpose, type ReadContext, rawRows } from './context.ts';
import { device } from './schemas/device.ts';
import { isRecord } from './schemas/primitives.ts';
import { distinctById, readRows } from './schemas/rows.ts';

const ENDPOINT = 'GET /devices';

/** One page of List Devices: one call. A full page means that there may be more, because Kandji gives no count. */
export async function listDevices(
  context: ReadContext,
  query: URLSearchParams,
  limit: number,
  purpose: Purpose,
): Promise<DevicePage> {
  const body = await context.read({ endpoint: ENDPOINT, path: '/devices', query, purpose });
  const raw = rawRows(ENDPOINT, isRecord(body) && 'device_id' in body ? [body] : body);
  const read = readRows(device, raw);
  context.rowLog(ENDPOINT, read);
  return {
    devices: distinctById(read.rows, (row) => row.id),
    more: raw.length >= limit,
    dropped: read.dropped,
  };
}
