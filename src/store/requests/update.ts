import { sql } from 'kysely';
import { type HelpdeskRequest, isFinished } from '../../helpdesk/request.ts';
import type { LeaseView, NextState, RequestStore } from '../../helpdesk/store-port.ts';
import { type Append, type HeadColumns, headAfter, lockedHead } from '../audit/append.ts';
import { CallerError, type Database, retryOnce, type Tx, type Write } from '../database.ts';
import { addJob } from '../job-queue.ts';
import { freezeOf, ledgerOf } from '../limits.ts';
import type { ControlsRow, RequestRow } from '../schema.ts';
import { isUsed, useView } from '../views.ts';
import { outcomeColumns, readRequest } from './row.ts';

/**
 * Reads the row under its lock, asks `next`, and writes everything that follows in the same transaction: on a server two trips, one that
 * locks and one that writes. When the database did not answer it is tried again, and then a modal that is used by now was used by
 * the first try.
 */
export const changeWith =
  (database: Database, append: Append): RequestStore['change'] =>
  (requestId, next, locking) => {
    const asked: { viewId?: string | undefined } = {};
    return retryOnce((isSecond) =>
      database.transaction(async (tx) => {
        const found = await lockForChange(tx, requestId, locking);
        if (found === undefined) return null;
        const request = readRequest(found);
        if (isSecond && asked.viewId !== undefined && (await isUsed(tx, asked.viewId)))
          return { request, changed: true };
        const lease = {
          now: found.now,
          owner: found.lease_owner,
          until: found.lease_until,
          freeze: freezeOf(found),
          ...(await ledgerOf(tx, found.limits)),
        };
        const after = ask(next, request, lease);
        asked.viewId = after?.viewId;
        if (after === null) return { request, changed: false };
        if (after.viewId !== undefined && !(await useView(tx, after.viewId, requestId)))
          return { request, changed: false };
        const changed = { ...columns(after, found), version: found.version + 1 };
        await append(
          tx,
          [after.entry],
          () => [
            ...writes(tx, requestId, changed, after),
            ...(isFinished(after.state) ? [freeDevice(tx, [requestId])] : []),
            ...(after.jobs ?? []).map((job) => addJob(tx, job)),
          ],
          lockedHead(found),
        );
        return { request: readRequest({ ...found, ...changed }), changed: true };
      }),
    );
  };

type LockedRow = RequestRow & { now: number };
type ControlColumns = Omit<ControlsRow, 'id'>;

/** The row under its lock, with the clock as it was after the wait for it. */
export async function lockRequest(tx: Tx, requestId: string): Promise<LockedRow | undefined> {
  const { rows } = await sql<LockedRow>`
    select request.*, ${tx.clock()} as now from ${requestLocked(tx, requestId)} as request`.execute(tx.db);
  return rows[0];
}

const requestLocked = (tx: Tx, requestId: string) =>
  sql`(select * from requests where id = ${requestId} ${tx.kind === 'postgres' ? sql`for update` : sql``})`;

const NO_CONTROLS = sql`(select null as frozen_at, null as frozen_by, null as frozen_name, null as frozen_reason, '{}' as limits)`;

/**
 * In one trip the request, with `controls` also that row, and the head of the audit log, each under its lock and in this order: on a
 * server each names a column of the one before, so that it cannot be read first.
 */
async function lockForChange(
  tx: Tx,
  requestId: string,
  locking: 'controls' | undefined,
): Promise<(LockedRow & ControlColumns & HeadColumns) | undefined> {
  const isServer = tx.kind === 'postgres';
  const lateral = isServer ? sql`lateral` : sql``;
  const after = isServer ? sql`and request.version > 0 for update` : sql``;
  const controls =
    locking === undefined
      ? NO_CONTROLS
      : sql`(select frozen_at, frozen_by, frozen_name, frozen_reason, limits from controls where id = 1 ${after})`;
  const { rows } = await sql<LockedRow & ControlColumns & HeadColumns>`
    select request.*, control.*, head.*, ${tx.clock()} as now
    from ${requestLocked(tx, requestId)} as request
    cross join ${lateral} ${controls} as control
    cross join ${lateral} ${headAfter(tx, sql`request.version > 0 and control.limits <> ''`)} as head`.execute(
    tx.db,
  );
  return rows[0];
}

/** One change of a request whose row is locked, and what is drawn of it. */
const writes = (
  tx: Tx,
  requestId: string,
  changed: Partial<RequestRow> & { version: number },
  { ledger }: NextState,
): readonly Write<unknown>[] => [
  tx.db.updateTable('cards').set({ wanted: changed.version }).where('request_id', '=', requestId),
  ...(ledger === undefined
    ? []
    : [
        tx.db
          .updateTable('controls')
          .set({ limits: JSON.stringify(ledger) })
          .where('id', '=', 1),
      ]),
  tx.db.updateTable('requests').set(changed).where('id', '=', requestId),
];

/** Others may now ask for the same. */
export const freeDevice = (tx: Tx, requestIds: readonly string[]) =>
  tx.db.deleteFrom('request_keys').where('request_id', 'in', [...requestIds]);

function ask(
  next: (request: HelpdeskRequest, lease: LeaseView) => NextState | null,
  request: HelpdeskRequest,
  lease: LeaseView,
): NextState | null {
  try {
    return next(request, lease);
  } catch (error) {
    throw new CallerError('', { cause: error });
  }
}

function columns(after: NextState, row: RequestRow & { now: number }): Partial<RequestRow> {
  const { set } = after;
  const { now } = row;
  return {
    state: after.state,
    due_at: after.dueInMs === null ? null : now + Math.round(after.dueInMs),
    ...(isFinished(after.state) ? { finished_at: row.finished_at ?? now } : {}),
    ...(after.holdLeaseMs === undefined
      ? { lease_owner: null, lease_until: null }
      : { lease_until: now + Math.round(after.holdLeaseMs) }),
    ...(after.approvals === undefined ? {} : { approvals: JSON.stringify(after.approvals) }),
    ...(set?.endedBy === undefined ? {} : { ended_by: set.endedBy }),
    ...(set?.outcome === undefined ? {} : outcomeColumns(set.outcome)),
    ...(set?.commandsBefore === undefined ? {} : { commands_before: JSON.stringify(set.commandsBefore) }),
    ...(set?.commandUuid === undefined ? {} : { command_uuid: set.commandUuid }),
    ...(set?.reminders === undefined ? {} : { reminders: set.reminders }),
    ...(set?.note === undefined ? {} : { note: set.note }),
    ...(set?.limitKey === undefined ? {} : { limit_key: set.limitKey }),
    ...(set?.release === undefined ? {} : { release: JSON.stringify(set.release) }),
    ...(after.state === 'sending' ? { counted: 1 } : {}),
    ...(set?.sentNow === true ? { sent_at: now, counted: 1 } : {}),
  };
}
