import type { NewAuditEntry } from '../audit-entry.ts';
import type { Ports } from '../ports.ts';
import { canceling } from '../requests/cancel-request.ts';
import { type Case, type CaseEvent, foundIn, lastOf, type OpenedCase, type Report } from './case.ts';

/**
 * What another report of the same device says more goes to its open case: nothing that somebody typed is lost. Delivered again, it
 * adds nothing. `entry`: the audit entry, without the case's id.
 * @returns `null`: the case was closed meanwhile
 */
export async function addToCase(
  { store }: Pick<Ports, 'store'>,
  { id }: Case,
  { kind, place, phone, reporter }: Report,
  entry: NewAuditEntry,
): Promise<OpenedCase | null> {
  const said = { place, phone };
  const isThis = (event: CaseEvent) =>
    event.kind === 'reported-again' &&
    event.by?.userId === reporter.userId &&
    event.result === kind &&
    event.said?.place === place &&
    event.said.phone === phone;
  let wasFound = false;
  const result = await store.cases.change(id, (row, at) => {
    wasFound = foundIn(row) !== null;
    if (row.closedAt !== null || !saysMore(row, { kind, ...said })) return null;
    return {
      events: [{ kind: 'reported-again', at, by: reporter, result: kind, said }],
      ...(kind === 'stolen' && { kind }),
      entry: { ...entry, result: `${entry.result} ${id}` },
    };
  });
  if (!result || result.case.closedAt !== null) return null;
  if (wasFound) await cancelOff(store, result.case, reporter);
  return { kind: 'already-open', case: result.case, isAdded: result.case.events.some(isThis) };
}

/** It isn't found after all: what was requested to turn Lost Mode off, and has not left, is not wanted anymore. */
async function cancelOff({ requests }: Ports['store'], one: Case, by: Report['reporter']): Promise<void> {
  const requestId = lastOf(one, 'off-asked')?.requestId;
  if (requestId) await requests.change(requestId, (row) => canceling(row, by));
}

function saysMore(row: Case, { kind, place, phone }: Pick<Report, 'kind' | 'place' | 'phone'>): boolean {
  const before = [row.report, ...row.events.flatMap(({ said }) => said ?? [])];
  const isNew = (typed: string, known: readonly string[]) => typed !== '' && !known.includes(typed);
  return (
    foundIn(row) !== null ||
    (kind === 'stolen' && row.report.kind === 'lost') ||
    isNew(
      place,
      before.map((one) => one.place),
    ) ||
    isNew(
      phone,
      before.map((one) => one.phone),
    )
  );
}
