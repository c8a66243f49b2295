import type { Ports } from './ports.ts';
import type { HelpdeskRequest } from './request.ts';
import { entryFor, SYSTEM } from './request-entry.ts';

/** Ends a waiting request that the policy or a lost right no longer allows; its requester hears why. */
export async function voidRequest(
  { store }: Pick<Ports, 'store'>,
  request: HelpdeskRequest,
  why: string,
): Promise<void> {
  await store.requests.change(request.id, (row) =>
    row.state === 'pending'
      ? {
          state: 'void',
          dueInMs: null,
          set: { outcome: why },
          entry: entryFor(row, 'voided', SYSTEM, 'void', { why }),
          jobs: [
            {
              key: `outcome:${row.id}`,
              job: { kind: 'notify', userId: row.requesterId, notice: 'outcome', requestId: row.id },
            },
          ],
        }
      : null,
  );
}
