import type { Selectable } from 'kysely';
import { z } from 'zod';
import {
  ANSWERS,
  MESSAGE_STATES,
  type MessageBatch,
  type MessageStore,
  type UserMessage,
} from '../helpdesk/message.ts';
import type { Database, Tx } from './database.ts';
import type { MessageBatchRow, UserMessageRow } from './fleet-schema.ts';
import { claimDueWork } from './job-queue.ts';

const person = z.object({ userId: z.string(), name: z.string() });

/** What `user_messages` keeps as JSON. */
export const messageSchema = z.object({
  recipient: z.object({
    email: z.string(),
    name: z.string(),
    devices: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  text: z.string(),
  sender: person,
});

const batchSchema = z.object({
  subject: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('report'),
      name: z.string(),
      argument: z.string().default(''),
      title: z.string(),
    }),
    z.object({ kind: z.literal('device'), deviceId: z.string(), deviceName: z.string() }),
  ]),
  sender: person,
});

export const readMessage = (row: UserMessageRow): UserMessage => ({
  ...messageSchema.parse(JSON.parse(row.body)),
  id: row.id,
  state: MESSAGE_STATES.find((state) => state === row.state) ?? 'stopped',
  userId: row.user_id,
  answer: ANSWERS.find((answer) => answer === row.answer) ?? null,
  attempt: row.attempt,
});

async function readBatch({ db }: Tx, row: Selectable<MessageBatchRow>): Promise<MessageBatch> {
  const rows = await db
    .selectFrom('user_messages')
    .selectAll()
    .where('batch_id', '=', row.id)
    .orderBy('id')
    .execute();
  return {
    ...batchSchema.parse(JSON.parse(row.body)),
    id: row.id,
    sentAt: row.created_at,
    messages: rows.map(readMessage),
  };
}

/** What people answered, as their sender and others see it. */
export const createMessageNews = (
  database: Database,
): Pick<MessageStore, 'newest' | 'claimNews' | 'saidNews' | 'releaseNews'> => ({
  newest: (key, withinMs) =>
    database.read(async (tx) => {
      const row = await tx.db
        .selectFrom('message_batches')
        .selectAll()
        .where('subject', '=', key)
        .where('created_at', '>=', tx.clock(-withinMs))
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : readBatch(tx, row);
    }),
  claimNews: (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'message_batches', owner, leaseMs);
      if (row === null) return null;
      const { channel, ts, wanted, attempt } = row;
      const place = channel === null || ts === null ? null : { channel, ts };
      return { ...(await readBatch(tx, row)), place, wanted, attempt };
    }, 'relaxed'),
  saidNews: ({ id, attempt, wanted }, place) =>
    database.read(async ({ db }) => {
      await db
        .updateTable('message_batches')
        .set({
          shown: wanted,
          channel: place?.channel ?? null,
          ts: place?.ts ?? null,
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
  releaseNews: ({ id, attempt }, dueInMs) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('message_batches')
        .set({ due_at: tx.clock(dueInMs), lease_owner: null, lease_until: null })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
});

/** The sender is to hear of a change; `onlyAgain`: where they are to hear of these messages anyway. */
export async function wantNews(tx: Tx, batchId: string, { onlyAgain = false } = {}): Promise<void> {
  await tx.db
    .updateTable('message_batches')
    .set(({ eb }) => ({ wanted: eb('wanted', '+', 1), due_at: tx.clock() }))
    .where('id', '=', batchId)
    .$if(onlyAgain, (query) => query.where('wanted', '>', 0))
    .execute();
}
