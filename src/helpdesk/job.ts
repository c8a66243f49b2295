import type { Freeze } from './limits/freeze-state.ts';

/** Work that may safely be done twice. */
export type Job =
  | {
      readonly kind: 'notify';
      readonly userId: string;
      readonly notice: 'outcome' | 'your-decision' | 'card-lost' | 'on-hold';
      readonly requestId: string;
    }
  /** What an account decided in the day before `until`, epoch ms. */
  | { readonly kind: 'decisions'; readonly userId: string; readonly until: number }
  | { readonly kind: 'remind'; readonly requestId: string }
  | { readonly kind: 'note'; readonly requestId: string }
  /**
   * `froze`: it is about `freeze`, and says what that stopped, too. An older version takes it for the one in force, or posts the
   * text; its own jobs name none. `ids`: Slack ids in the text that are shown by name; an older version posts them.
   */
  | {
      readonly kind: 'announce';
      readonly text: string;
      readonly froze?: true;
      readonly freeze?: Freeze;
      readonly ids?: readonly string[];
    }
  /** Ends what was approved and had not left, and redraws what still waits. */
  | { readonly kind: 'apply-freeze' }
  /** Posts or redraws the card that lists what a safety limit holds. */
  | { readonly kind: 'draw-hold'; readonly limitKey: string }
  | { readonly kind: 'draw-unfreeze'; readonly unfreezeId: string }
  | { readonly kind: 'expire-unfreeze'; readonly unfreezeId: string }
  /** Takes a key out of the window that showed it. */
  | { readonly kind: 'hide-key'; readonly requestId: string; readonly viewId: string }
  | { readonly kind: 'audit-head' };

export interface NewJob {
  readonly job: Job;
  /** Unfinished jobs with an equal key are one job. */
  readonly key: string;
  readonly inMs?: number;
  /** In place of `inMs`: epoch ms by the database's clock. */
  readonly notBefore?: number;
}

export interface JobStore {
  add(job: NewJob): Promise<void>;
  /** Takes back jobs by their keys, unless a worker holds them. */
  drop(keys: readonly string[]): Promise<void>;
  claim(
    owner: string,
    leaseMs: number,
  ): Promise<{ readonly id: string; readonly job: Job; readonly attempts: number } | null>;
  done(jobId: string): Promise<void>;
  /** Again later, or dead with its error kept when `inMs` is `null`. */
  retry(jobId: string, inMs: number | null, error: string): Promise<void>;
}

/** How the kept error of a job begins whose card Slack does not take; its word follows. */
export const CARD_REJECTED = 'Slack rejects the card:';
