import { entryFor, SYSTEM } from '../audit-entry.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, openUntil, readyUntil } from '../request.ts';
import { outcome } from '../requests/transitions.ts';
import type { NextState } from '../store-port.ts';

/** A key that no one pressed for in time, or whose quarter of an hour is over. */
export async function endKey({ store }: Pick<Ports, 'store'>, { id }: HelpdeskRequest): Promise<void> {
  await store.requests.change(id, (row, { now }) => {
    if (row.state === 'ready') return readyUntil(row) > now ? null : expired(row);
    return row.state !== 'open' || openUntil(row) > now ? null : closed(row);
  });
}

const expired = (row: HelpdeskRequest): NextState => ({
  state: 'expired',
  dueInMs: null,
  set: { outcome: { code: 'unused' } },
  entry: entryFor(row, 'expired', SYSTEM, 'expired'),
  jobs: [outcome(row)],
});

const closed = (row: HelpdeskRequest): NextState => ({
  state: 'closed',
  dueInMs: null,
  entry: entryFor(row, 'closed', SYSTEM, 'closed'),
});
