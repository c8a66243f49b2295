import type { NewAuditEntry } from '../audit-entry.ts';
import type { NewJob } from '../job.ts';
import type { Freeze, HoldCard, Unfreeze } from './freeze-state.ts';
import type { Ledger } from './ledger.ts';

/** What holds for all requests at once: one row, and the questions to end a freeze. */
export interface ControlStore {
  /** What has left lately, and the limits for which requests are on hold. `now`: the database's clock. */
  ledger(): Promise<{ readonly ledger: Ledger; readonly heldKeys: readonly string[]; readonly now: number }>;
  /** Forgets what was counted; what is on hold stays so. */
  resetLimits(entry: NewAuditEntry, jobs: readonly NewJob[]): Promise<void>;
  /** Where the card of a reached limit stands; `null` while nothing is on hold for it. */
  holdCard(key: string): Promise<HoldCard | null>;
  holdPosted(key: string, card: HoldCard): Promise<void>;
  /** Nothing is on hold for it any more: the next time it is a new card. */
  holdClosed(key: string): Promise<void>;
  /**
   * Records what is about to leave beside the requests, unless changes are frozen: read and written under the lock of the row.
   * @returns the freeze, and nothing was written; `null`: it may leave
   */
  appendUnfrozen(
    entry: NewAuditEntry,
    once: { readonly key: string; readonly lifeMs: number },
  ): Promise<Freeze | 'repeated' | null>;
  /** The freeze in force. */
  freeze(): Promise<Freeze | null>;
  /** From its commit on nothing becomes `claimed` or `sending`; a question about another freeze ends. `existing`: it was frozen before, nothing was written. */
  startFreeze(
    by: { readonly userId: string; readonly name: string; readonly reason: string },
    entry: NewAuditEntry,
    jobs: (freeze: Freeze) => readonly NewJob[],
  ): Promise<{ readonly freeze: Freeze; readonly existing: boolean }>;
  /**
   * Ends the freeze, and a question about it. Not while anything is `claimed` or `held`: what was approved before it must not leave after it.
   * @returns `false` when nothing was written: it is not frozen any more, or something is still `claimed` or `held`.
   */
  endFreeze(entry: NewAuditEntry, jobs: readonly NewJob[]): Promise<boolean>;
  /** Asks to end the freeze; one question at a time. `null`: not frozen, or one is open already. */
  askUnfreeze(
    asked: {
      readonly requesterId: string;
      readonly requesterName: string;
      readonly reason: string;
      readonly channel: string;
      readonly expiresInMs: number;
      /** The modal that was submitted; it counts once. */
      readonly viewId: string | null;
    },
    entry: NewAuditEntry,
  ): Promise<Unfreeze | null>;
  unfreeze(id: string): Promise<Unfreeze | null>;
  /** The one that waits for a decision. */
  pendingUnfreeze(): Promise<Unfreeze | null>;
  /**
   * Ends a pending question, once; `approved` ends the freeze that it is about, under the rule of {@link endFreeze}, and no other. `now` and
   * state are read under the lock.
   * @returns it as it stands, with whether this call changed it.
   */
  endUnfreeze(
    id: string,
    end: {
      readonly state: 'approved' | 'denied' | 'cancelled' | 'expired';
      readonly by: { readonly userId: string; readonly name: string };
      readonly reason: string | null;
      readonly viewId: string | null;
    },
    entry: NewAuditEntry,
    jobs: readonly NewJob[],
  ): Promise<{ readonly unfreeze: Unfreeze; readonly changed: boolean } | null>;
  /** Where its card stands now. */
  unfreezePosted(id: string, place: { readonly channel: string; readonly ts: string }): Promise<void>;
  /** Every card of a waiting request is behind from now on. */
  redrawPending(): Promise<void>;
}
