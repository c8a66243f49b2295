import type { z } from 'zod';
import type { Log } from '../helpdesk/ports.ts';
import { unexpectedBody } from './http/errors.ts';
import type { Purpose } from './http/rate-limit.ts';
import type { ReadJson } from './http/retry.ts';
import { listIn, type Rows, readRows } from './schemas/primitives.ts';

export type { Purpose } from './http/rate-limit.ts';

/** What every read needs. */
export interface ReadContext {
  readonly read: ReadJson;
  readonly rowLog: RowLog;
}

/** Reads one thing about one device. @throws MdmError */
export type DeviceRead<T> = (context: ReadContext, deviceId: string, purpose: Purpose) => Promise<T>;

/** Reads a tenant-wide list. @throws MdmError */
export type TenantRead<T> = (context: ReadContext, purpose: Purpose) => Promise<T>;

/** The list in a body, under one of the keys. @throws MdmError `unreadable` when there is none. */
export function rawRows(endpoint: string, body: unknown, ...keys: readonly string[]): readonly unknown[] {
  const rows = listIn(body, ...keys);
  if (rows === null) throw unexpectedBody(endpoint);
  return rows;
}

/** The rows that could be read; the log says which fields kept the others from it. */
export function goodRows<T>(
  context: ReadContext,
  endpoint: string,
  schema: z.ZodType<T>,
  raw: readonly unknown[],
): readonly T[] {
  const read = readRows(schema, raw);
  context.rowLog(endpoint, read);
  return read.rows;
}

/** Says in the log that rows could not be read: field names only, and once for the same fields of the same endpoint. */
type RowLog = (endpoint: string, read: Pick<Rows<unknown>, 'dropped' | 'faults'>) => void;

export function createRowLog(log: Log): RowLog {
  const said = new Set<string>();
  return (endpoint, { dropped, faults }) => {
    if (dropped === 0) return;
    const key = `${endpoint} ${faults.join(' ')}`;
    if (said.has(key)) return;
    said.add(key);
    log.warn(
      { event: 'kandji.rows_unreadable', endpoint, dropped, fields: faults },
      'Kandji sent rows that could not be read',
    );
  };
}
