import { entryFor, SYSTEM } from '../audit-entry.ts';
import { keyOf, operationNamed } from '../operations/index.ts';
import { endsRecord } from '../operations/operation.ts';
import { type Outcome, outcomeText } from '../outcome.ts';
import { isHeardAtOnce } from '../policy/risk.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { NewJob, NextState } from '../store-port.ts';
import { SHOWN_IN_WINDOW_MS, STALE_AFTER_MS } from '../timing.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

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
  jobs: [outcome(row), ...drawHold(row)],
});

/** Where a request goes once no one else has to agree: a key waits for its recipient's press, everything else is sent. */
export const agreed = (
  request: Pick<HelpdeskRequest, 'changes'>,
): { readonly state: 'claimed' | 'ready'; readonly dueInMs: number } =>
  keyOf(request) === null ? { state: 'claimed', dueInMs: 0 } : { state: 'ready', dueInMs: STALE_AFTER_MS };

type Named = Pick<HelpdeskRequest, 'id' | 'version' | 'requesterId'>;

/**
 * The requester gets their one message, unless they have it: later news edits it. What needed no approval is first shown in the
 * window in which it was requested, and {@link outcomesShown} takes the message back.
 */
export const outcome = (row: Named & Pick<HelpdeskRequest, 'requirements' | 'createdAt'>): NewJob => ({
  ...outcomeNow(row),
  ...(row.requirements.length === 0 && { notBefore: row.createdAt + SHOWN_IN_WINDOW_MS }),
});

/** The same for an approval: soon, but the end comes first where it comes quickly. A key has to be shown by someone: at once. */
export const approvedNotice = (row: Named & Pick<HelpdeskRequest, 'changes'>): NewJob => ({
  ...outcomeNow(row),
  ...(keyOf(row) === null && { inMs: SHOWN_IN_WINDOW_MS }),
});

/** The same without waiting for a window. */
export const outcomeNow = (row: Named): NewJob => ({
  key: outcomeKey(row.id, row.version),
  job: { kind: 'notify', userId: row.requesterId, notice: 'outcome', requestId: row.id },
});

/** A released key has to be pressed for again: its recipient hears of it. */
export const releasedNotice = (row: Named & Pick<HelpdeskRequest, 'changes'>): readonly NewJob[] =>
  keyOf(row) === null ? [] : [outcomeNow(row)];

/** The card that lists what its safety limit holds is behind; none for what no limit holds. */
export const drawHold = ({
  id,
  version,
  limitKey,
}: Pick<HelpdeskRequest, 'id' | 'version' | 'limitKey'>): readonly NewJob[] =>
  limitKey === null
    ? []
    : [{ key: `hold:${limitKey}:${id}:${version}`, job: { kind: 'draw-hold', limitKey } }];

const outcomeKey = (requestId: string, version: number): string => `outcome:${requestId}:${version}`;

/** The keys of all messages about a request up to the version that its requester has seen. */
export const outcomesShown = ({ id, version }: Pick<HelpdeskRequest, 'id' | 'version'>): readonly string[] =>
  Array.from({ length: version }, (_, before) => outcomeKey(id, before));

/**
 * Who decided, or took that back, hears of it, so that a stolen account is noticed: at once where it is grave, else with all of
 * the day. `now` is epoch ms by the database's clock.
 */
export function decisionNotice(
  row: HelpdeskRequest,
  { userId, utcOffsetMs = 0 }: Pick<Actor, 'userId' | 'utcOffsetMs'>,
  now: number,
): NewJob {
  if (isHeardAtOnce(row.changes.map(({ operation }) => operation))) return decidedNow(row, userId);
  const until = endOfDay(now, utcOffsetMs);
  return { key: `decisions:${userId}:${until}`, job: { kind: 'decisions', userId, until }, notBefore: until };
}

/** An account hears at once that something was decided in its name. */
export const decidedNow = (row: HelpdeskRequest, userId: string): NewJob => ({
  key: `decided:${row.id}:${row.version}:${userId}`,
  job: { kind: 'notify', userId, notice: 'your-decision', requestId: row.id },
});

/** The next 17:00 at this distance from UTC, epoch ms. */
export function endOfDay(now: number, utcOffsetMs: number): number {
  const midnight = Math.floor((now + utcOffsetMs) / DAY_MS) * DAY_MS - utcOffsetMs;
  const end = midnight + 17 * HOUR_MS;
  return end > now ? end : end + DAY_MS;
}

/** Kandji's own record gets a line of it, where there is still one. */
export const outcomeNotes = (row: HelpdeskRequest): readonly NewJob[] =>
  row.changes.some(({ operation }) => endsRecord(operationNamed(operation)))
    ? []
    : [{ key: `note:${row.id}`, job: { kind: 'note', requestId: row.id } }];

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

/** The result of the entry that says so. */
export const NO_APPROVER_TOLD = 'no-approver';

/** Whether its requester heard already that no one can approve it. */
export async function wasToldBlocked(
  { audit }: Pick<Ports['store'], 'audit'>,
  requestId: string,
): Promise<boolean> {
  const entries = await audit.history({ requestId, action: 'reminded', limit: 100 });
  return entries.some(({ result }) => result === NO_APPROVER_TOLD);
}
