import { z } from 'zod';
import type { NewAuditEntry } from '../helpdesk/audit-entry.ts';
import { deviceSchema } from '../helpdesk/device.ts';
import {
  type AddedWatch,
  MOST_WATCHES,
  type NewWatch,
  WATCH_MS,
  type Watch,
  type WatchEnd,
  type WatchStore,
} from '../helpdesk/watches/watch.ts';
import type { Append } from './audit/append.ts';
import {
  CallerError,
  type Database,
  isUniqueViolation,
  newRequestId,
  retryOnce,
  type Tx,
} from './database.ts';
import type { WatchRow } from './fleet-schema.ts';
import { claimDueWork } from './job-queue.ts';
import { isUsed, viewUse } from './views.ts';

const bodySchema = z.object({
  userName: z.string(),
  device: deviceSchema,
  subject: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('check-in'), since: z.number().nullable() }),
    z.object({ kind: z.literal('library-item'), itemId: z.string(), name: z.string() }),
  ]),
  place: z.object({ channel: z.string(), ts: z.string() }).nullable(),
});

const endSchema: z.ZodType<WatchEnd> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checked-in'), at: z.number() }),
  z.object({ kind: z.literal('left-error'), status: z.string().nullable() }),
  z.object({ kind: z.literal('expired'), isUnchecked: z.literal(true).exactOptional() }),
  z.object({ kind: z.enum(['gone', 'not-allowed']) }),
]);

const readWatch = (row: WatchRow): Watch => ({
  ...bodySchema.parse(JSON.parse(row.body)),
  id: row.id,
  userId: row.user_id,
  createdAt: row.created_at,
  endsAt: row.ends_at,
  end: row.ended === null ? null : endSchema.parse(JSON.parse(row.ended)),
  attempt: row.attempt,
});

const bodyOf = ({ userName, device, subject, place }: Omit<NewWatch, 'viewId' | 'dueInMs'>): string =>
  JSON.stringify({ userName, device, subject, place });

const subjectKey = ({ subject }: Pick<Watch, 'subject'>): string =>
  subject.kind === 'check-in' ? 'check-in' : `item:${subject.itemId}`;

export const createWatchStore = (database: Database, append: Append): WatchStore => ({
  add: addWith(database, append),
  list: (userId) =>
    database.read(async ({ db }) => {
      const rows = await db
        .selectFrom('watches')
        .selectAll()
        .where('user_id', '=', userId)
        .where('ended', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(readWatch);
    }),
  count: () => database.read(countWatches),
  cancel: (watchId, userId, entry) =>
    database.transaction(async (tx) => {
      const row = await tx.db
        .deleteFrom('watches')
        .where('id', '=', watchId)
        .where('user_id', '=', userId)
        .where('ended', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return null;
      const watch = readWatch(row);
      await append(tx, [written(entry, watch)]);
      return watch;
    }),
  claimDue: (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'watches', owner, leaseMs);
      return row && { watch: readWatch(row), now: await tx.now() };
    }, 'relaxed'),
  end: (watch, end, entry) =>
    database.transaction(async (tx) => {
      const said = { ended: JSON.stringify(end), body: bodyOf(watch) };
      const row = await tx.db
        .updateTable('watches')
        .set({ ...said, due_at: tx.clock(), lease_owner: null, lease_until: null })
        .where('id', '=', watch.id)
        .where('attempt', '=', watch.attempt)
        .where('ended', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) return false;
      await append(tx, [entry]);
      return true;
    }),
  release: ({ id, attempt }, dueInMs) =>
    database.read(async (tx) => {
      const dueAt = (await tx.now()) + dueInMs;
      await tx.db
        .updateTable('watches')
        .set(({ eb, ref }) => ({
          due_at: eb
            .case()
            // What ended is only late; what goes on ends on its last day.
            .when(
              eb.and([
                eb('ended', 'is', null),
                eb('ends_at', '<', dueAt),
                eb('ends_at', '>', dueAt - dueInMs),
              ]),
            )
            .then(ref('ends_at'))
            .else(dueAt)
            .end(),
          lease_owner: null,
          lease_until: null,
        }))
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
  forget: ({ id, attempt }) =>
    database.read(async ({ db }) => {
      await db
        .deleteFrom('watches')
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .where('ended', 'is not', null)
        .execute();
    }),
});

function written(entry: (watch: Watch) => NewAuditEntry, watch: Watch): NewAuditEntry {
  try {
    return entry(watch);
  } catch (error) {
    throw new CallerError('', { cause: error });
  }
}

/** How many go on. */
export async function countWatches({ db }: Tx): Promise<number> {
  const row = await db
    .selectFrom('watches')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('ended', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Tried again when the database did not answer: the modal counts once. Two at once never take the same slot. */
const addWith =
  (database: Database, append: Append): WatchStore['add'] =>
  (watch, entry) =>
    retryOnce(async () => {
      for (;;) {
        const before = await database.read((tx) => whatIsThere(tx, watch));
        if ('kind' in before) return before;
        const added = await insert(database, append, { watch, entry, slot: before.slot });
        if (added) return { kind: 'added', watch: added } as const;
      }
    });

/** Why there is no room, or the first free slot. */
async function whatIsThere(
  tx: Tx,
  watch: NewWatch,
): Promise<Exclude<AddedWatch, { kind: 'added' }> | { readonly slot: number }> {
  if (watch.viewId !== null && (await isUsed(tx, watch.viewId))) return { kind: 'already-submitted' };
  const rows = await tx.db
    .selectFrom('watches')
    .selectAll()
    .where('user_id', '=', watch.userId)
    .where('ended', 'is', null)
    .execute();
  const key = subjectKey(watch);
  const same = rows.find((row) => row.device_id === watch.device.id && row.subject === key);
  if (same) return { kind: 'already-watching', watch: readWatch(same) };
  if (rows.length >= MOST_WATCHES) return { kind: 'too-many' };
  const taken = new Set(rows.map(({ slot }) => slot));
  return {
    slot: Array.from({ length: MOST_WATCHES }, (_, slot) => slot).find((slot) => !taken.has(slot)) ?? 0,
  };
}

/** `null`: someone was faster. */
async function insert(
  database: Database,
  append: Append,
  { watch, entry, slot }: { readonly watch: NewWatch; readonly entry: NewAuditEntry; readonly slot: number },
): Promise<Watch | null> {
  const { userId, device, viewId, dueInMs } = watch;
  try {
    return await database.transaction(async (tx) => {
      const now = await tx.now();
      const row: WatchRow = {
        id: newRequestId(),
        user_id: userId,
        slot,
        device_id: device.id,
        subject: subjectKey(watch),
        body: bodyOf(watch),
        created_at: now,
        ends_at: now + WATCH_MS,
        ended: null,
        attempt: 0,
        due_at: now + dueInMs,
        lease_owner: null,
        lease_until: null,
      };
      await tx.db.insertInto('watches').values(row).execute();
      if (viewId !== null) await viewUse(tx, viewId, row.id).execute();
      await append(tx, [entry]);
      return readWatch(row);
    });
  } catch (error) {
    if (isUniqueViolation(error, ['watches', 'view_uses'])) return null;
    throw error;
  }
}
