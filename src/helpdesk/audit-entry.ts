import type { OperationName } from './operation.ts';

/** One line of the record before it gets its number and hash. Never a secret, never coordinates. */
export interface NewAuditEntry {
  readonly action: AuditAction;
  /** Slack user id, or `system`. */
  readonly actorId: string;
  readonly deviceId: string | null;
  readonly requestId: string | null;
  readonly operations: readonly (OperationName | string)[];
  /** `allowed`, `needs-approval`, `refused`, a request state, … */
  readonly result: string;
  readonly rule: string | null;
  readonly policyHash: string | null;
  /** Personal text: kept beside the chain under a salted hash, so that it can be forgotten. */
  readonly text: Readonly<Record<string, string>> | null;
}

export type AuditAction =
  | 'looked' // a device or a panel was disclosed
  | 'searched'
  | 'shared'
  | 'saw-location'
  | 'read-history'
  | 'refused'
  | 'asked'
  | 'reminded'
  | 'approved'
  | 'withdrew'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'voided'
  | 'claimed'
  | 'sending'
  | 'sent'
  | 'completed'
  | 'failed'
  | 'lost-track' // sending → unknown
  | 'settled' // unknown → something, by reading or by hand
  | 'noted'
  | 'case-opened'
  | 'case-taken'
  | 'case-found'
  | 'case-not-yet'
  | 'case-closed'
  | 'policy-changed'
  | 'group-changed'
  | 'pruned'
  | 'restored';

export interface AuditEntry extends NewAuditEntry {
  /** Gapless, from 1. */
  readonly seq: number;
  readonly at: number;
  readonly hash: string;
}

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditStore {
  append(entry: NewAuditEntry): Promise<AuditEntry>;
  /** For refused presses: five entries per person and minute, then one counter entry. */
  appendRefused(entry: NewAuditEntry): Promise<void>;
  /** Newest first; `text` is `null` once forgotten. */
  history(filter: {
    readonly action?: AuditAction;
    readonly deviceId?: string;
    readonly actorId?: string;
    readonly requestId?: string;
    readonly limit: number;
    readonly beforeSeq?: number;
  }): Promise<readonly AuditEntry[]>;
  head(): Promise<AuditHead>;
}
