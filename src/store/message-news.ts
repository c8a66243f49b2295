import type { Selectable } from 'kysely';
import { z } from 'zod';
import {
  ANSWERS,
  MESSAGE_STATES,
  type MessageBatch,
  type MessageNews,
  type MessageStore,
  type UserMessage,
} from '../helpdesk/message.ts';
import { fillTemplate } from '../helpdesk/messages/template.ts';
import type { Database, Tx } from './database.ts';
import type { MessageBatchRow, UserMessageRow } from './fleet-schema.ts';
import { claimDueWork } from './job-queue.ts';

const person = z.object({ userId: z.string(), name: z.string() });

/** What `user_messages` keeps as JSON. */
export const messageSchema = z
  .object({
    recipient: z.object({
      email: z.string(),
      name: z.string(),
      devices: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
    template: z.string().optional(),
    /** Filled in at the send, for a replica that knows no template: it writes this alone. */
    text: z.string().optional(),
    sender: person,
  })
  .transform(({ template, text, ...rest }) => ({ ...rest, template: template ?? text ?? '' }));

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

export const bodyOf = ({
  recipient,
  template,
  sender,
}: Pick<UserMessage, 'recipient' | 'template' | 'sender'>): string =>
  JSON.stringify({ recipient, template, text: fillTemplate(template, recipient), sender });

export const readMessage = (row: UserMessageRow): UserMessage => ({
  ...messageSchema.parse(JSON.parse(row.body)),
  id: row.id,
  state: MESSAGE_STATES.find((state) => state === row.state) ?? 'stopped',
  userId: row.user_id,
  answer: ANSWERS.find((answer) => answer === row.answer) ?? null,
  attempt: row.attempt,
});

async function readBatches(
  { db }: Tx,
  batches: readonly Selectable<MessageBatchRow>[],
): Promise<readonly MessageBatch[]> {
  const ids = batches.map(({ id }) => id);
  const rows =
    ids.length === 0
      ? []
      : await db.selectFrom('user_messages').selectAll().where('batch_id', 'in', ids).orderBy('id').execute();
  const messages = Map.groupBy(rows, ({ batch_id }) => batch_id);
  return batches.map(({ id, body, created_at }) => ({
    ...batchSchema.parse(JSON.parse(body)),
    id,
    sentAt: created_at,
    messages: (messages.get(id) ?? []).map(readMessage),
  }));
}

/** What people answered, as their sender and others see it. */
export const createMessageNews = (
  database: Database,
): Pick<MessageStore, 'about' | 'claimNews' | 'saidNews' | 'releaseNews'> => ({
  about: (key, withinMs) =>
    database.read(async (tx) => {
      const rows = await tx.db
        .selectFrom('message_batches')
        .selectAll()
        .where('subject', '=', key)
        .where('created_at', '>=', tx.clock(-withinMs))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return readBatches(tx, rows);
    }),
  claimNews: (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'message_batches', owner, leaseMs);
      if (row === null) return null;
      const { channel, ts, wanted, attempt } = row;
      const place = channel === null || ts === null ? null : { channel, ts };
      const [batch] = await readBatches(tx, [row]);
      return batch ? { ...batch, place, wanted, attempt } : null;
    }, 'relaxed'),
  saidNews: ({ id, attempt, wanted }, place) =>
    database.read(async ({ db }) => {
      await db
        .updateTable('message_batches')
        .set({ ...columnsOf(place), shown: wanted, lease_owner: null, lease_until: null })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
  releaseNews: ({ id, attempt, place }, dueInMs) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('message_batches')
        .set({ ...columnsOf(place), due_at: tx.clock(dueInMs), lease_owner: null, lease_until: null })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
});

const columnsOf = (place: MessageNews['place']) => ({
  channel: place?.channel ?? null,
  ts: place?.ts ?? null,
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
