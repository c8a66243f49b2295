import type { Generated } from 'kysely';

/**
 * `slot`: one of the few that a person has. `subject`: what is waited for, so that no one waits twice for it. Both are free again once it
 * `ended`. `body` and `ended` are JSON.
 */
export interface WatchRow {
  id: string;
  user_id: string;
  slot: number;
  device_id: string;
  subject: string;
  body: string;
  created_at: number;
  ends_at: number;
  ended: string | null;
  attempt: number;
  due_at: number;
  lease_owner: string | null;
  lease_until: number | null;
}

/**
 * Messages that were sent by one submission. `subject`: the report or the device that they are about. `body` is JSON. `wanted` counts the
 * changes that the sender is to hear of, `shown` those heard, in the message at `channel` and `ts`.
 */
export interface MessageBatchRow {
  id: string;
  subject: string;
  sender_id: string;
  body: string;
  created_at: number;
  wanted: Generated<number>;
  shown: Generated<number>;
  channel: string | null;
  ts: string | null;
  attempt: Generated<number>;
  due_at: Generated<number>;
  lease_owner: string | null;
  lease_until: number | null;
}

/** One person's message of a batch. `body` is JSON; `due_at` is `null` once it was posted or given up. */
export interface UserMessageRow {
  id: string;
  batch_id: string;
  body: string;
  state: string;
  user_id: string | null;
  channel: string | null;
  ts: string | null;
  answer: string | null;
  answered_at: number | null;
  posted_at: number | null;
  attempt: number;
  due_at: number | null;
  lease_owner: string | null;
  lease_until: number | null;
}
