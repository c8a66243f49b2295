import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { entryFor, SYSTEM } from '../request-entry.ts';
import type { NextState } from '../store-ports.ts';

/** It ends before anything has left, and the person who asked hears why. */
export const over = (
  row: HelpdeskRequest,
  state: 'void' | 'failed' | 'completed',
  why: string,
): NextState => ({
  state,
  dueInMs: null,
  set: { outcome: why },
  entry: entryFor(row, state === 'void' ? 'voided' : state, SYSTEM, state, { why }),
  jobs: [
    {
      key: `outcome:${row.id}`,
      job: { kind: 'notify', userId: row.requesterId, notice: 'outcome', requestId: row.id },
    },
  ],
});

/** Ends a waiting request that the policy or a lost right no longer allows; its requester hears why. */
export async function voidRequest(
  { store }: Pick<Ports, 'store'>,
  request: HelpdeskRequest,
  why: string,
): Promise<void> {
  await store.requests.change(request.id, (row) => (row.state === 'pending' ? over(row, 'void', why) : null));
}
