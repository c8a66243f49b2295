import { deny, denyNonMember } from '../policy/authorize.ts';
import type { Actor, Decision } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, isFinished, type RequestState } from '../request.ts';
import { approveRequest } from '../requests/approve-request.ts';
import { denyRequest } from '../requests/deny-request.ts';
import {
  type Case,
  type CaseOutcome,
  type CasePerson,
  foundIn,
  lastOf,
  type NextCase,
  takerOf,
} from './case.ts';
import { lostModeRequests, wayOf } from './case-requests.ts';
import { type CaseContext, entryOf, personOf, requireTaker } from './show-cases.ts';

const CLOSED = 'This case is already closed.';

/** A case after a press, and whether that changed anything: someone may have been first. */
export interface ChangedCase {
  readonly case: Case;
  readonly changed: boolean;
}

/** Changes an open case. @throws Refusal when it was closed meanwhile */
export async function changeOpen(
  ports: Ports,
  { one, no }: CaseContext,
  next: (one: Case, now: number) => NextCase | null,
): Promise<ChangedCase> {
  const result = await ports.store.cases.change(one.id, (row, now) =>
    row.closedAt === null ? next(row, now) : null,
  );
  if (!result || result.case.closedAt === null || result.changed)
    return result ?? { case: one, changed: false };
  return no('already-decided', CLOSED);
}

/** Someone works on it now. `over`: also when someone else did. @throws Refusal, recorded */
export async function takeCase(
  ports: Ports,
  actor: Actor,
  caseId: string,
  { over }: { readonly over: boolean },
): Promise<Case> {
  const context = await requireTaker(ports, actor, caseId, 'take');
  const by = personOf(actor);
  const { case: taken } = await changeOpen(ports, context, (row, at) => {
    const taker = takerOf(row);
    if (taker?.userId === actor.userId || (taker && !over)) return null;
    return {
      events: [{ kind: 'taken', at, by }],
      entry: entryOf(row, 'case-taken', by, 'taken', context.decision),
    };
  });
  const taker = takerOf(taken);
  if (taker?.userId === actor.userId) return taken;
  return context.no('already-decided', `${taker?.name ?? 'Someone'} is already working on this.`);
}

/** The person says that they have it; or an agent does, who heard so. @throws Refusal, recorded */
export async function reportFound(ports: Ports, actor: Actor, caseId: string): Promise<ChangedCase> {
  const context = await requireOwnOrTaker(ports, actor, caseId, 'found');
  const by = personOf(actor);
  return changeOpen(ports, context, (row, at) =>
    foundIn(row)
      ? null
      : {
          events: [{ kind: 'found', at, by }],
          entry: entryOf(row, 'case-found', by, 'found', context.decision),
        },
  );
}

/** The account that the case is about, or someone who may take it. Another account of the same human is an agent or a stranger. */
async function requireOwnOrTaker(
  ports: Ports,
  actor: Actor,
  caseId: string,
  act: string,
): Promise<CaseContext> {
  const one = await ports.store.cases.get(caseId);
  if (one?.report.person.userId !== actor.userId || denyNonMember(actor))
    return requireTaker(ports, actor, caseId, act);
  const about = { operations: [act], deviceId: one.report.device?.device.id ?? null };
  const decision = { verdict: 'allowed', reason: '', rule: null, requirements: [] } as const;
  return { one, decision, no: (code, reason) => deny(ports, actor, about, code, reason) };
}

/** The request that waits for Lost Mode to be turned off because the person has the device; `null` when none does. */
async function pendingOff({ store }: Ports, one: Case): Promise<string | null> {
  const asked = foundIn(one) && lastOf(one, 'off-asked')?.requestId;
  const request = asked ? await store.requests.get(asked) : null;
  return request?.state === 'pending' ? request.id : null;
}

/**
 * One agent's press decides that Lost Mode is turned off: it approves the person's request, which may need more approvals.
 * @throws Refusal, recorded
 */
export async function confirmFound(
  ports: Ports,
  actor: Actor,
  caseId: string,
): Promise<{ readonly case: Case; readonly request: HelpdeskRequest }> {
  const context = await requireTaker(ports, actor, caseId, 'approve');
  const requestId = await pendingOff(ports, context.one);
  if (requestId === null)
    return context.no('already-decided', 'There is no open request to turn off Lost Mode in this case.');
  const request = await approveRequest(ports, actor, requestId, null);
  // Redrawn at once, unless it was closed meanwhile: the approval counts all the same.
  const redrawn = await ports.store.cases.change(caseId, ({ closedAt }) =>
    closedAt === null ? { events: [], entry: null } : null,
  );
  return { case: redrawn?.case ?? context.one, request };
}

/**
 * An agent has to check first: what was requested is denied, and the case goes on.
 * @throws Refusal, recorded; `already-decided` once Lost Mode is being turned off
 */
export async function denyFound(ports: Ports, actor: Actor, caseId: string): Promise<Case> {
  const context = await requireTaker(ports, actor, caseId, 'deny');
  const off = await offSinceFound(ports, context.one);
  if (off.find(({ state }) => !isWaiting(state)))
    return context.no('already-decided', 'Too late: Lost Mode is already off or being turned off.');
  for (const { id } of off.filter((request) => request.caseId === caseId))
    await denyRequest(ports, actor, id, { reason: 'IT needs to check first.', viewId: null });
  const by = personOf(actor);
  const { case: after } = await changeOpen(ports, context, (row, at) =>
    foundIn(row)
      ? {
          events: [{ kind: 'not-yet', at, by }],
          entry: entryOf(row, 'case-not-yet', by, 'not-yet', context.decision),
        }
      : null,
  );
  return after;
}

/** What was requested to turn Lost Mode off since someone said that it is found, and has not ended without it. */
async function offSinceFound(ports: Ports, one: Case): Promise<readonly HelpdeskRequest[]> {
  const found = foundIn(one);
  const requests = found ? await lostModeRequests(ports, one) : [];
  return requests.filter(
    (request) =>
      wayOf(request) === 'off' &&
      (!isFinished(request.state) ||
        (request.state === 'completed' && request.createdAt >= (found?.at ?? 0))),
  );
}

const isWaiting = (state: RequestState): boolean => state === 'pending' || state === 'held';

/** Ends the case. What it has asked of Kandji goes on by itself. @throws Refusal, recorded */
export async function closeCase(
  ports: Ports,
  actor: Actor,
  caseId: string,
  outcome: CaseOutcome,
): Promise<Case> {
  const context = await requireTaker(ports, actor, caseId, 'close');
  const { case: closed } = await changeOpen(ports, context, (row, at) =>
    closing(row, at, personOf(actor), outcome, context.decision),
  );
  return closed;
}

/** The last event of a case, with its audit entry. `by`: whose decision it was. */
export const closing = (
  row: Case,
  at: number,
  by: CasePerson,
  outcome: CaseOutcome,
  decision: Decision | null,
): NextCase => ({
  events: [{ kind: 'closed', at, by, result: outcome }],
  entry: entryOf(row, 'case-closed', by, outcome, decision),
  close: true,
});
