import type { Freeze } from '../helpdesk/limits/freeze-state.ts';
import { type Ledger, ledgerSchema } from '../helpdesk/limits/ledger.ts';
import type { ControlStore } from '../helpdesk/store-port.ts';
import type { Append } from './audit/append.ts';
import type { Database, Tx } from './database.ts';
import { addJob } from './job-queue.ts';
import type { ControlsRow } from './schema.ts';

/** What the one row says of a freeze. */
export const freezeOf = (
  row: Pick<ControlsRow, 'frozen_at' | 'frozen_by' | 'frozen_name' | 'frozen_reason'>,
): Freeze | null =>
  row.frozen_at === null
    ? null
    : {
        at: row.frozen_at,
        byId: row.frozen_by ?? 'system',
        byName: row.frozen_name ?? '',
        reason: row.frozen_reason ?? '',
      };

/** The row under its lock. Requests are locked before it, the head of the audit log after it. */
export const lockControls = (tx: Tx): Promise<ControlsRow> =>
  tx.db
    .selectFrom('controls')
    .selectAll()
    .where('id', '=', 1)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();

/** What has left lately, and the limits for which requests are on hold: read after the row was locked, so that every sender before is seen. */
export async function ledgerOf(
  { db }: Tx,
  limits: string,
): Promise<{ readonly ledger: Ledger; readonly heldKeys: readonly string[] }> {
  const ledger = ledgerSchema.parse(JSON.parse(limits));
  if (ledger.shut.length === 0) return { ledger, heldKeys: [] };
  const rows = await db
    .selectFrom('requests')
    .select('limit_key')
    .distinct()
    .where('state', '=', 'held')
    .where('limit_key', 'in', [...ledger.shut])
    .execute();
  return { ledger, heldKeys: rows.flatMap(({ limit_key }) => limit_key ?? []) };
}

type LimitStore = Pick<ControlStore, 'ledger' | 'resetLimits' | 'holdCard' | 'holdPosted' | 'holdClosed'>;

export const createLimitStore = (database: Database, append: Append): LimitStore => ({
  ledger: () =>
    database.read(async (tx) => {
      const row = await tx.db
        .selectFrom('controls')
        .select('limits')
        .where('id', '=', 1)
        .executeTakeFirstOrThrow();
      return { ...(await ledgerOf(tx, row.limits)), now: await tx.now() };
    }),
  resetLimits: (entry, jobs) =>
    database.transaction(async (tx) => {
      await lockControls(tx);
      await tx.db.updateTable('controls').set({ limits: '{}' }).where('id', '=', 1).execute();
      await append(tx, [entry], () => jobs.map((job) => addJob(tx, job)));
    }),
  holdCard: (key) =>
    database.read(async ({ db }) => {
      const row = await db.selectFrom('hold_cards').selectAll().where('key', '=', key).executeTakeFirst();
      return row === undefined ? null : { openedAt: row.opened_at, channel: row.channel, ts: row.ts };
    }),
  holdPosted: (key, { openedAt, channel, ts }) =>
    database.read(async ({ db }) => {
      const row = { opened_at: openedAt, channel, ts };
      await db
        .insertInto('hold_cards')
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute();
    }),
  holdClosed: (key) =>
    database.read(async ({ db }) => {
      await db.deleteFrom('hold_cards').where('key', '=', key).execute();
    }),
});
