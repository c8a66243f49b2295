import { entryFor, SYSTEM } from '../audit/request-entry.ts';
import { type Outcome, outcomeText } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { NewJob, NextState } from '../store-port.ts';

/** It ends before anything has left, and the person who asked hears why. */
export const finishRequest = (
  row: HelpdeskRequest,
  state: 'void' | 'failed' | 'completed',
  how: Outcome,
): NextState => ({
  state,
  dueInMs: null,
  set: { outcome: how },
  entry: entryFor(row, state === 'void' ? 'voided' : state, SYSTEM, state, { why: outcomeText(how) }),
  jobs: [outcome(row)],
});

/** The person who asked hears how it ended. */
export const outcome = (row: Pick<HelpdeskRequest, 'id' | 'version' | 'requesterId'>): NewJob => ({
  key: `outcome:${row.id}:${row.version}`,
  job: { kind: 'notify', userId: row.requesterId, notice: 'outcome', requestId: row.id },
});

/** Whoever decided, or took that back, hears of each time, so that a stolen account is noticed. */
export const decisionNotice = (row: HelpdeskRequest, userId: string): NewJob => ({
  key: `decided:${row.id}:${row.version}:${userId}`,
  job: { kind: 'notify', userId, notice: 'your-decision', requestId: row.id },
});

/** Kandji's own record gets a line of it. */
export const outcomeNote = (row: HelpdeskRequest): NewJob => ({
  key: `note:${row.id}`,
  job: { kind: 'note', requestId: row.id },
});

/** Ends a waiting request that the policy or a lost right no longer allows; its requester hears why. */
export async function voidRequest(
  { store }: Pick<Ports, 'store'>,
  request: HelpdeskRequest,
  how: Outcome,
): Promise<void> {
  await store.requests.change(request.id, (row) =>
    row.state === 'pending' ? finishRequest(row, 'void', how) : null,
  );
}
