import type { MessageBatchRow, UserMessageRow, WatchRow } from './fleet-schema.ts';
import type { FleetTables } from './fleet-tables.ts';

/**
 * Every table as both databases have it. Instants are epoch ms; `json` columns are text, parsed where they are read.
 * Columns keep older names: docs/decisions/0016-column-names.md says what they mean.
 */
export interface Tables extends FleetTables {
  requests: RequestRow;
  request_keys: { device_id: string; key: string; request_id: string };
  cards: CardRow;
  cases: CaseRow;
  jobs: JobRow;
  views: ViewRow;
  view_uses: { view_id: string; request_id: string | null; used_at: number };
  first_times: { key: string; until: number };
  leases: { name: string; owner: string; until: number };
  budget: { id: number; state: string };
  audit_entries: AuditRow;
  audit_texts: { seq: number; salt: string; text: string };
  audit_head: { id: number; seq: number; hash: string; signed_from: number | null };
  refusals: { actor_id: string; minute: number; count: number };
  facts: { name: string; value: string };
  controls: ControlsRow;
  unfreezes: UnfreezeRow;
  known_groups: { group_id: string; first_read_at: number };
  /** `first_seen_at`: by this app; `counts_from`: from when on this person counts where only known people do. */
  group_members: { group_id: string; user_id: string; first_seen_at: number; counts_from: number };
  /** The card of a safety limit that was reached, while requests are on hold for it. */
  hold_cards: { key: string; opened_at: number; channel: string; ts: string };
  watches: WatchRow;
  /** For which time each digest was posted last. */
  digests: { key: string; posted_for: number };
  message_batches: MessageBatchRow;
  user_messages: UserMessageRow;
}

/** One row. `limits` is JSON. */
export interface ControlsRow {
  id: number;
  frozen_at: number | null;
  frozen_by: string | null;
  frozen_name: string | null;
  frozen_reason: string | null;
  limits: string;
}

export interface UnfreezeRow {
  id: string;
  state: string;
  version: number;
  frozen_at: number;
  requester_id: string;
  requester_name: string;
  reason: string;
  created_at: number;
  expires_at: number;
  ended_by: string | null;
  ended_name: string | null;
  ended_reason: string | null;
  ended_at: number | null;
  channel: string | null;
  ts: string | null;
}

export interface RequestRow {
  id: string;
  state: string;
  version: number;
  device_id: string;
  changes: string;
  requester_id: string;
  requester_name: string;
  reason: string;
  snapshot: string;
  differences: string;
  consequences: string;
  requirements: string;
  policy_hash: string;
  policy_reason: string;
  rule: string | null;
  created_at: number;
  expires_at: number | null;
  reminders: number;
  approvals: string;
  ended_by: string | null;
  /** The outcome as a sentence, for versions that read no facts. */
  outcome: string | null;
  outcome_facts: string | null;
  limit_key: string | null;
  /** 1 once a version that counts for the safety limits has sent it. */
  counted: number | null;
  release: string | null;
  sent_at: number | null;
  commands_before: string;
  command_uuid: string | null;
  attempt: number;
  due_at: number | null;
  finished_at: number | null;
  note: string | null;
  lease_owner: string | null;
  lease_until: number | null;
  case_id: string | null;
  /** Whose it is, by human, where it is severe, irreversible or secret; else `null`. */
  dangerous_of: string | null;
}

/** `shown`, `posted`, `told`: what of it has been posted. `due_at` is `null` once it is closed and all of it is. */
export interface CaseRow {
  id: string;
  version: number;
  person_id: string;
  device_id: string | null;
  report: string;
  events: string;
  created_at: number;
  closed_at: number | null;
  channel: string;
  ts: string | null;
  shown: number;
  posted: number;
  told: number;
  rejections: number;
  person_channel: string | null;
  person_ts: string | null;
  read_at: number;
  attempt: number;
  due_at: number | null;
  lease_owner: string | null;
  lease_until: number | null;
}

/** Stale while `shown` (the version it shows) is less than `wanted` (its request's version). */
export interface CardRow {
  id: string;
  request_id: string;
  place: string;
  channel: string;
  ts: string | null;
  shown: number;
  wanted: number;
  attempts: number;
  due_at: number;
  lease_owner: string | null;
  lease_until: number | null;
  gone: string | null;
  rejections: number;
  reminder_ts: string | null;
}

export interface JobRow {
  id: string;
  key: string;
  body: string;
  due_at: number;
  attempts: number;
  lease_owner: string | null;
  lease_until: number | null;
  dead: number;
  error: string | null;
  created_at: number;
}

export interface ViewRow {
  view_id: string;
  user_id: string;
  request_id: string | null;
  digest: string;
  draft: string | null;
  put_at: number;
}

export interface AuditRow {
  seq: number;
  at: number;
  action: string;
  actor_id: string;
  device_id: string | null;
  request_id: string | null;
  operations: string;
  result: string;
  rule: string | null;
  policy_hash: string | null;
  text_hash: string | null;
  prev_hash: string;
  hash: string;
  mac: string | null;
}
