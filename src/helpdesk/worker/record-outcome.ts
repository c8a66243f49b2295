import { entryFor, SYSTEM } from '../audit-entry.ts';
import { bind } from '../operations/index.ts';
import { type Outcome, outcomeText } from '../outcome.ts';
import type { Ports, Sent } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { outcome, outcomeNotes } from '../requests/transitions.ts';
import type { NextState } from '../store-port.ts';
import { nextLookMs } from '../timing.ts';

/**
 * Writes how the one call ended. A late answer comes through here, too: it settles what had become `unknown`, and only
 * for the very attempt that made the call.
 */
export async function recordOutcome(
  ports: Pick<Ports, 'store' | 'policies'>,
  sending: HelpdeskRequest,
  sent: Sent,
): Promise<void> {
  const notes = ports.policies.current()?.notes ?? false;
  await ports.store.requests.change(sending.id, (row) => {
    if (row.attempt < sending.attempt || (row.state !== 'sending' && row.state !== 'unknown')) return null;
    if (row.state === 'unknown' && sent.outcome === 'unknown') return null;
    return next(row, sent, notes);
  });
}

function next(row: HelpdeskRequest, sent: Sent, notes: boolean): NextState {
  const settled = row.state === 'unknown';
  switch (sent.outcome) {
    case 'accepted': {
      const state = isFollowed(row) ? 'sent' : 'completed';
      const pin = sent.pin && { pin: true };
      const why = pin && { why: 'Kandji answered with an unlock PIN, which was dropped.' };
      return {
        state,
        dueInMs: state === 'sent' ? nextLookMs(0) : null,
        set: { outcome: { code: state === 'sent' ? 'accepted' : doneCode(row), ...pin } },
        entry: entryFor(row, settled ? 'settled' : state, SYSTEM, state, why),
        jobs: [...(state === 'completed' ? [outcome(row)] : []), ...(notes ? outcomeNotes(row) : [])],
      };
    }
    case 'already-set':
      return {
        state: 'completed',
        dueInMs: null,
        set: { outcome: { code: 'already_set' } },
        entry: entryFor(row, settled ? 'settled' : 'completed', SYSTEM, 'completed'),
        jobs: [outcome(row)],
      };
    case 'rejected': {
      const { status, sentence: said } = sent;
      const how: Outcome = status === null ? { code: 'not_sent', said } : { code: 'rejected', status, said };
      return {
        state: 'failed',
        dueInMs: null,
        set: { outcome: how },
        entry: entryFor(row, settled ? 'settled' : 'failed', SYSTEM, 'failed', { why: outcomeText(how) }),
        jobs: [outcome(row)],
      };
    }
    case 'unknown':
      return recordUnfollowed(row, { code: 'no_answer', status: sent.status, said: sent.sentence });
  }
}

/** `sending → unknown`: no one pretends to know. */
export const recordUnfollowed = (row: HelpdeskRequest, how: Outcome): NextState => ({
  state: 'unknown',
  dueInMs: nextLookMs(0),
  set: { outcome: how },
  entry: entryFor(row, 'lost-track', SYSTEM, 'unknown', { why: outcomeText(how) }),
  jobs: [outcome(row)],
});

/** Record changes are done when Kandji says so; most commands are done when the device reports so. */
export function isFollowed(request: HelpdeskRequest): boolean {
  return request.changes
    .map(bind)
    .some(
      ({ operation }) =>
        operation.kind === 'command' && (operation.requestTypes.length > 0 || operation.reached !== null),
    );
}

const doneCode = (row: HelpdeskRequest): 'unreported' | 'saved' =>
  row.changes.map(bind).some(({ operation }) => operation.kind === 'command') ? 'unreported' : 'saved';
