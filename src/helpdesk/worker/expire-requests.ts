import { entryFor, SYSTEM } from '../audit/request-entry.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { outcome } from '../requests/transitions.ts';

/** A waiting request has come due: its time is up, or somebody is to be reminded. */
export async function expireOrRemind(
  { store, policies }: Pick<Ports, 'store' | 'policies'>,
  request: HelpdeskRequest,
): Promise<void> {
  const delays = policies.current()?.approvals.remindAfterMs ?? [];
  await store.requests.change(request.id, (row, { now }) => {
    if (row.state !== 'pending' || row.expiresAt === null) return null;
    if (row.expiresAt <= now)
      return {
        state: 'expired',
        dueInMs: null,
        set: { outcome: 'Nobody decided in time. Nothing was changed.' },
        entry: entryFor(row, 'expired', SYSTEM, 'expired'),
        jobs: [outcome(row)],
      };
    const passed = delays.filter((delay) => row.createdAt + delay <= now).length;
    const next = Math.min(row.expiresAt, row.createdAt + (delays[passed] ?? Number.POSITIVE_INFINITY));
    const remind = passed > row.reminders;
    return {
      state: 'pending',
      dueInMs: Math.max(0, next - now),
      set: { reminders: passed },
      entry: entryFor(row, 'reminded', SYSTEM, 'pending'),
      ...(remind && {
        jobs: [{ key: `remind:${row.id}:${passed}`, job: { kind: 'remind', requestId: row.id } } as const],
      }),
    };
  });
}
