import type { NewAuditEntry } from '../audit-entry.ts';
import type { Device, LibraryItem } from '../device.ts';

/** "Tell me when…": a person waits for one thing about one device. Fires once, then ends. Instants are epoch ms of the database. */
export interface Watch {
  /** Eight characters a person can read aloud. */
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  /** As it was when the watch began, and as it was read at its end: what a person may hear of it is judged by that. */
  readonly device: Device;
  readonly subject: WatchSubject;
  /** The thread in which it is said; `null`: in a direct message. */
  readonly place: ThreadPlace | null;
  readonly createdAt: number;
  /** When it ends by itself. */
  readonly endsAt: number;
  /** How it ended; `null` while it goes on. An ended one is forgotten once that was said. */
  readonly end: WatchEnd | null;
  /** Fencing number: how often it was taken up by a worker. */
  readonly attempt: number;
}

/** A channel id, and Slack's id of the message that a thread hangs on. */
export interface ThreadPlace {
  readonly channel: string;
  readonly ts: string;
}

export type WatchSubject =
  /** It checks in after `since`, its last check-in when the watch began; `null`: it never had. */
  | { readonly kind: 'check-in'; readonly since: number | null }
  /** This library item is no longer failed. */
  | { readonly kind: 'library-item'; readonly itemId: string; readonly name: string };

export type WatchEnd =
  | { readonly kind: 'checked-in'; readonly at: number }
  /** `status`: Kandji's word for what the item is now; `null`: it isn't on the device anymore. */
  | { readonly kind: 'left-error'; readonly status: string | null }
  /** Kandji has no such device anymore, or only the record of a removed one. */
  | { readonly kind: 'gone' }
  /** Its 30 days are over. `isUnchecked`: the device could not be read at their end, so it may have happened. */
  | { readonly kind: 'expired'; readonly isUnchecked?: true }
  /** The person may not watch this device anymore. */
  | { readonly kind: 'not-allowed' };

/** A library item in `ERROR`; profiles say `failed` for the same (Kandji API docs, library item status). */
export const isFailed = ({ group }: Pick<LibraryItem, 'group'>): boolean => group === 'problem';

/** One person's watches on one device. `paceMs`: between two looks; `null` where nothing is read in the background. */
export interface Watching {
  readonly subjects: readonly WatchSubject[];
  readonly paceMs: number | null;
}

/** At most so many for one person. */
export const MOST_WATCHES = 20;
export const WATCH_MS = 30 * 86_400_000;

export interface NewWatch extends Pick<Watch, 'userId' | 'userName' | 'device' | 'subject' | 'place'> {
  /** The modal that was submitted; it counts once. */
  readonly viewId: string | null;
  /** Ms until the first look. */
  readonly dueInMs: number;
}

export type AddedWatch =
  | { readonly kind: 'added'; readonly watch: Watch }
  /** This person waits for the same already; nothing was written. */
  | { readonly kind: 'already-watching'; readonly watch: Watch }
  /** This modal was submitted before; nothing was written. */
  | { readonly kind: 'already-submitted' }
  /** This person has as many as they may; nothing was written. */
  | { readonly kind: 'too-many' };

export interface WatchStore {
  /** Commits the watch, the view's use and the audit entry in one transaction. */
  add(watch: NewWatch, entry: NewAuditEntry): Promise<AddedWatch>;
  /** This person's that go on, oldest first. */
  list(userId: string): Promise<readonly Watch[]>;
  /** How many go on, of everybody. */
  count(): Promise<number>;
  /** This person ends theirs, with its audit entry. @returns it; `null`: there is none that goes on */
  cancel(watchId: string, userId: string, entry: (watch: Watch) => NewAuditEntry): Promise<Watch | null>;
  /** Takes up the watch that has been due longest and is leased by no one, also one whose end was not said yet; `null` when none is. */
  claimDue(owner: string, leaseMs: number): Promise<{ readonly watch: Watch; readonly now: number } | null>;
  /** Ends it once, with its device and audit entry, while `attempt` holds it; due again at once, to be said. @returns whether it did */
  end(watch: Watch, end: WatchEnd, entry: NewAuditEntry): Promise<boolean>;
  /** Puts it back: due again in `dueInMs`, never later than its last day, if `attempt` still holds it. */
  release(watch: Pick<Watch, 'id' | 'attempt'>, dueInMs: number): Promise<void>;
  /** Forgets an ended one, if `attempt` still holds it. */
  forget(watch: Pick<Watch, 'id' | 'attempt'>): Promise<void>;
}
