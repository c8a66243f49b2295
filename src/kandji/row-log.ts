import type { Log } from '../helpdesk/ports.ts';
import type { Rows } from './schemas/primitives.ts';

/** Says in the log that rows could not be read: field names only, and once for the same fields of the same endpoint. */
export type RowLog = (endpoint: string, read: Pick<Rows<unknown>, 'dropped' | 'faults'>) => void;

export function createRowLog(log: Log): RowLog {
  const said = new Set<string>();
  return (endpoint, { dropped, faults }) => {
    if (dropped === 0) return;
    const key = `${endpoint} ${faults.join(' ')}`;
    if (said.has(key)) return;
    said.add(key);
    log.warn({ endpoint, dropped, fields: faults }, 'Kandji sent rows that could not be read');
  };
}
