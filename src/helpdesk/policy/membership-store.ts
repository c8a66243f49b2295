import type { NewAuditEntry } from '../audit-entry.ts';
import type { NewJob } from '../job.ts';

/** Since when people are in the user groups that the policy names, as this app has seen it. */
export interface MembershipStore {
  /**
   * Takes in who is in these groups now. Who is new in one counts `waitMs` later; those in a group that is read for the first time count
   * at once, and `onFirst` says what is recorded and told of it (`isStart`: no group was known before). Who has left is forgotten.
   * @returns of each group those who count now
   */
  sync(
    groups: Readonly<Record<string, readonly string[]>>,
    waitMs: number,
    onFirst: (
      groupIds: readonly string[],
      isStart: boolean,
    ) => { readonly entries: readonly NewAuditEntry[]; readonly jobs: readonly NewJob[] },
  ): Promise<Readonly<Record<string, readonly string[]>>>;
}
