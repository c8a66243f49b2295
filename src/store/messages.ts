import { type MessageStore, type NewMessages, type SentMessages, subjectKey } from '../helpdesk/message.ts';
import type { Append } from './audit/append.ts';
import { CallerError, type Database, newRowId, retryOnce, type Tx } from './database.ts';
import type { UserMessageRow } from './fleet-schema.ts';
import { claimDueWork } from './job-queue.ts';
import { freezeOf, ledgerOf, lockControls } from './limits.ts';
import { bodyOf, createMessageNews, messageSchema, readMessage, wantNews } from './message-news.ts';
import { useView } from './views.ts';

const DAY_MS = 86_400_000;

export const createMessageStore = (database: Database, append: Append): MessageStore => ({
  ...createMessageNews(database),
  send: sendWith(database, append),
  messaged: (key) => database.read(async (tx) => messagedSince(tx, key, (await tx.now()) - DAY_MS)),
  get: (messageId) =>
    database.read(async ({ db }) => {
      const row = await db
        .selectFrom('user_messages')
        .selectAll()
        .where('id', '=', messageId)
        .executeTakeFirst();
      return row === undefined ? null : readMessage(row);
    }),
  claimDue: (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'user_messages', owner, leaseMs);
      if (row === null) return null;
      const sent = await tx.db
        .selectFrom('message_batches')
        .select('created_at')
        .where('id', '=', row.batch_id)
        .executeTakeFirstOrThrow();
      return { ...readMessage(row), waitedMs: (await tx.now()) - sent.created_at };
    }, 'relaxed'),
  ended: (message, { state, userId = null, place, recipient = message.recipient, entries = [] }) =>
    database.transaction(async (tx) => {
      const row = await tx.db
        .updateTable('user_messages')
        .set({
          state,
          body: bodyOf({ ...message, recipient }),
          user_id: userId,
          channel: place?.channel ?? null,
          ts: place?.ts ?? null,
          posted_at: state === 'sent' ? tx.clock() : null,
          due_at: null,
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', message.id)
        .where('attempt', '=', message.attempt)
        .returning('batch_id')
        .executeTakeFirst();
      if (!row) return;
      await wantNews(tx, row.batch_id, { onlyAgain: state === 'sent' });
      await append(tx, entries);
    }),
  release: ({ id, attempt }, dueInMs) =>
    database.read(async (tx) => {
      await tx.db
        .updateTable('user_messages')
        .set({ due_at: tx.clock(dueInMs), lease_owner: null, lease_until: null })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .execute();
    }),
  answer: (messageId, userId, answer, entry) =>
    database.transaction(async (tx) => {
      const row = await tx.db
        .updateTable('user_messages')
        .set({ answer, answered_at: await tx.now() })
        .where('id', '=', messageId)
        .where('user_id', '=', userId)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return null;
      const message = readMessage(row);
      await wantNews(tx, row.batch_id);
      await append(tx, [asked(() => entry(message))]);
      return message;
    }),
});

function asked<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new CallerError('', { cause: error });
  }
}

/** Tried again when the database did not answer: the modal counts once. */
const sendWith =
  (database: Database, append: Append): MessageStore['send'] =>
  (messages, entry, count) =>
    retryOnce(() =>
      database
        .transaction(async (tx): Promise<SentMessages> => {
          const controls = await lockControls(tx);
          const batchId = newRowId();
          if (!(await useView(tx, messages.viewId, batchId))) return { kind: 'already-submitted' };
          const now = await tx.now();
          const { ledger, heldKeys } = await ledgerOf(tx, controls.limits);
          const counted = asked(() => count({ now, ledger, heldKeys, freeze: freezeOf(controls) }));
          if (counted === null) throw notSent('stopped');
          // Who sends at the same time waits for the lock above.
          const before = await messagedSince(tx, subjectKey(messages.subject), now - DAY_MS);
          const left = messages.messages.filter(({ recipient }) => !before.has(recipient.email));
          if (left.length === 0) throw notSent('too-soon');
          await tx.db
            .updateTable('controls')
            .set({ limits: JSON.stringify(counted) })
            .where('id', '=', 1)
            .execute();
          await insert(tx, { ...messages, messages: left }, batchId, now);
          await append(tx, [asked(() => entry(left.length))]);
          return { kind: 'sent', people: left.length };
        })
        .catch((error: unknown) => {
          if (error instanceof NotSent) return { kind: error.why } as const;
          throw error;
        }),
    );

/** Takes the transaction back: the same modal may be submitted again. */
class NotSent extends Error {
  readonly why: 'stopped' | 'too-soon';

  constructor(why: 'stopped' | 'too-soon') {
    super(why);
    this.why = why;
  }
}

const notSent = (why: NotSent['why']) => new CallerError('', { cause: new NotSent(why) });

async function messagedSince({ db }: Tx, key: string, since: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('user_messages as m')
    .innerJoin('message_batches as b', 'b.id', 'm.batch_id')
    .select('m.body')
    .where('b.subject', '=', key)
    .where(({ or, and, eb }) =>
      or([
        eb('m.state', '=', 'waiting'),
        // Without a time: posted by a version that noted none.
        and([eb('m.state', '=', 'sent'), eb(eb.fn.coalesce('m.posted_at', 'b.created_at'), '>', since)]),
      ]),
    )
    .execute();
  return new Set(rows.map(({ body }) => messageSchema.parse(JSON.parse(body)).recipient.email));
}

async function insert(
  { db }: Tx,
  { subject, sender, messages }: NewMessages,
  batchId: string,
  now: number,
): Promise<void> {
  await db
    .insertInto('message_batches')
    .values({
      id: batchId,
      subject: subjectKey(subject),
      sender_id: sender.userId,
      body: JSON.stringify({ subject, sender }),
      created_at: now,
    })
    .execute();
  const rows = messages.map(
    ({ recipient, template }): UserMessageRow => ({
      id: newRowId(),
      batch_id: batchId,
      body: bodyOf({ recipient, template, sender }),
      state: 'waiting',
      user_id: null,
      channel: null,
      ts: null,
      answer: null,
      answered_at: null,
      posted_at: null,
      attempt: 0,
      due_at: now,
      lease_owner: null,
      lease_until: null,
    }),
  );
  if (rows.length > 0) await db.insertInto('user_messages').values(rows).execute();
}
