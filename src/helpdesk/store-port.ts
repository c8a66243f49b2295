import type { AuditStore, NewAuditEntry } from './audit-entry.ts';
import type { CaseStore } from './cases/case.ts';
import type { DigestStore } from './digests/digest-store.ts';
import type { FleetStore } from './fleet/fleet-index.ts';
import type { JobStore, NewJob } from './job.ts';
import type { BudgetStore, LeaseStore } from './lease-store.ts';
import type { ControlStore } from './limits/control-store.ts';
import type { Freeze } from './limits/freeze-state.ts';
import type { Ledger } from './limits/ledger.ts';
import type { MessageStore } from './message.ts';
import type { OperationName } from './operation.ts';
import type { MembershipStore } from './policy/membership-store.ts';
import type { Approval, HelpdeskRequest, RequestState } from './request.ts';
import type { ViewStore } from './view-store.ts';
import type { WatchStore } from './watches/watch.ts';

export type { AuditAction, AuditEntry, AuditHead, AuditStore, NewAuditEntry } from './audit-entry.ts';
export type { Job, JobStore, NewJob } from './job.ts';
export type { BudgetStore, LeaseStore } from './lease-store.ts';
export type { ControlStore } from './limits/control-store.ts';
export type { OpenedView, ViewStore } from './view-store.ts';

/** What we remember. Every deadline and lease is measured on the database's clock, never on ours. */
export interface Store {
  readonly requests: RequestStore;
  readonly cases: CaseStore;
  readonly cards: CardStore;
  readonly jobs: JobStore;
  readonly views: ViewStore;
  readonly audit: AuditStore;
  readonly leases: LeaseStore;
  readonly budget: BudgetStore;
  readonly controls: ControlStore;
  readonly fleet: FleetStore;
  readonly members: MembershipStore;
  readonly watches: WatchStore;
  readonly digests: DigestStore;
  readonly messages: MessageStore;
  /** True the first time a key is met within its life; used for payloads that Slack may deliver twice. */
  firstTime(key: string, lifeMs: number): Promise<boolean>;
  /** The database's clock, epoch ms. */
  now(): Promise<number>;
  /** Rejects when the database cannot be written. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What a new request is made of; id, version, times and state bookkeeping are the store's. */
export type NewRequest = Omit<
  HelpdeskRequest,
  | 'id'
  | 'version'
  | 'createdAt'
  | 'expiresAt'
  | 'reminders'
  | 'approvals'
  | 'endedBy'
  | 'outcome'
  | 'sentAt'
  | 'commandsBefore'
  | 'commandUuid'
  | 'attempt'
  | 'dueAt'
  | 'finishedAt'
  | 'note'
  | 'limitKey'
  | 'release'
> & {
  readonly state: 'pending' | 'claimed' | 'ready';
  /** {@link Described.exclusive} of each change: at most one unfinished request per device and key. */
  readonly exclusive: readonly string[];
  /** For `pending`. */
  readonly expiresInMs: number | null;
  readonly dueInMs: number;
  readonly cards: readonly Pick<CardCopy, 'place' | 'channel'>[];
  /** The modal that was submitted; it counts once. */
  readonly viewId: string | null;
  /** Whose request this is, by human, and how many such unfinished ones that have not left they may have; `null`: it doesn't count. */
  readonly dangerous?: { readonly human: string; readonly most: number } | null;
};

export type Submitted =
  | { readonly kind: 'created'; readonly request: HelpdeskRequest }
  /** Someone asked first; this is theirs. Nothing was written. */
  | { readonly kind: 'already-open'; readonly request: HelpdeskRequest }
  /** This modal was submitted before; nothing was written. `request` is what it made, if it made one. */
  | { readonly kind: 'already-submitted'; readonly request: HelpdeskRequest | null }
  /** Changes were frozen meanwhile, or this human has as many dangerous requests as they may; nothing was written. */
  | { readonly kind: 'frozen' | 'too-many'; readonly request: null };

/** The next state of a request, computed from the present one. Written together with its audit entry or not at all. */
export interface NextState {
  readonly state: RequestState;
  readonly entry: NewAuditEntry;
  /** When it next needs attention, from now by the database's clock; `null` when finished. Also ends the lease held on it. */
  readonly dueInMs: number | null;
  /** Keep the lease for this long instead of dropping it (only for `claimed → sending`). */
  readonly holdLeaseMs?: number;
  readonly approvals?: readonly Approval[];
  readonly set?: Partial<
    Pick<
      HelpdeskRequest,
      'endedBy' | 'outcome' | 'commandsBefore' | 'commandUuid' | 'reminders' | 'note' | 'limitKey' | 'release'
    >
  > & { readonly sentNow?: true };
  readonly jobs?: readonly NewJob[];
  /** What has left lately, with this request counted; only under the lock of `controls`. */
  readonly ledger?: Ledger;
  /** The modal that was submitted; when it was used before, nothing is written. */
  readonly viewId?: string;
}

export interface RequestStore {
  /** Commits request, exclusive keys, cards, view use and audit entry in one transaction. `entry.requestId` is filled in. */
  submit(request: NewRequest, entry: NewAuditEntry, jobs: readonly NewJob[]): Promise<Submitted>;
  get(requestId: string): Promise<HelpdeskRequest | null>;
  /** The request that the submission of this modal asked for or decided on; `null` while it has not counted. */
  bySubmission(viewId: string): Promise<HelpdeskRequest | null>;
  /** Newest first. */
  list(filter: {
    readonly requesterId?: string;
    readonly deviceId?: string;
    readonly limitKey?: string;
    readonly states?: readonly RequestState[];
    /** With one of these among its changes. */
    readonly operations?: readonly OperationName[];
    /** Requested by this person, or decided on by them. */
    readonly involving?: string;
    /** Requested at this time or later, epoch ms. */
    readonly since?: number;
    /** Goes on after this one: the last of the page before. */
    readonly after?: Pick<HelpdeskRequest, 'id' | 'createdAt'>;
    readonly limit: number;
  }): Promise<readonly HelpdeskRequest[]>;
  /**
   * The only way a request changes. `next` is called with the row as it is, under its lock; it must be pure and may be called again.
   * @param locking `controls`: {@link LeaseView.freeze} is read under its lock, too. Needed for what may end in `claimed` or `sending`.
   * @returns the request after the change with `changed: true`, or as it stands with `changed: false` when `next` gave `null` or
   *   its view was used before; `null` when there is no such request.
   */
  change(
    requestId: string,
    next: (request: HelpdeskRequest, lease: LeaseView) => NextState | null,
    locking?: 'controls',
  ): Promise<{ readonly request: HelpdeskRequest; readonly changed: boolean } | null>;
  /**
   * Takes up the request that has been due longest and is leased by no one: sets the lease, adds one to `attempt`.
   * `null` when nothing is due. A `sending` one comes up only after its lease has ended.
   */
  claimDue(owner: string, leaseMs: number): Promise<DueRequest | null>;
  /** Puts an unchanged request back: due again in `dueInMs`, lease dropped, if `attempt` still holds it. */
  release(requestId: string, attempt: number, dueInMs: number): Promise<void>;
  /** `restored`: voids every unfinished request, on the record. Returns how many. */
  voidUnfinished(entry: Omit<NewAuditEntry, 'requestId' | 'deviceId'>): Promise<number>;
}

/** A request that came due; `isFrozen`: changes were frozen when it was taken up. A hint: what counts is read when `sending` is set. */
export type DueRequest = HelpdeskRequest & { readonly isFrozen: boolean };

/** The lease on the row, by the database's clock, as seen under the row's lock. */
export interface LeaseView {
  readonly now: number;
  readonly owner: string | null;
  /** `null` or past: no one holds it. */
  readonly until: number | null;
  /** The freeze in force; `null` while there is none, and where it was not asked for. */
  readonly freeze: Freeze | null;
  /** What has left lately, and the limits for which requests are on hold; empty where it was not asked for. */
  readonly ledger: Ledger;
  readonly heldKeys: readonly string[];
}

/** One posted, or yet to be posted, copy of a request's card. */
export interface CardCopy {
  readonly id: string;
  readonly requestId: string;
  /** `approvals`: the approvals channel. `requester`: their DM with us. `recipient`: the DM of another person who is to see a key. `adopted`: a copy someone pressed that we had not known. */
  readonly place: 'approvals' | 'requester' | 'recipient' | 'adopted';
  /** A channel id, or a user id for a DM that is not open yet. */
  readonly channel: string;
  /** Slack's message id; `null` until posted. */
  readonly ts: string | null;
  /** It could not be written the last time, and someone was told so. */
  readonly wasGone: boolean;
  /** How often in a row Slack has said no to it. */
  readonly rejections: number;
  /** The reminder in its thread; `null`: there is none. */
  readonly reminderTs: string | null;
}

export interface CardStore {
  /** A copy that shows an older version than its request has, or was never posted; leased. `null` when all are up to date. */
  claim(
    owner: string,
    leaseMs: number,
  ): Promise<{ readonly card: CardCopy; readonly request: HelpdeskRequest } | null>;
  /** It now shows `version`, at that place. */
  drawn(
    cardId: string,
    version: number,
    place: { readonly channel: string; readonly ts: string },
  ): Promise<void>;
  /** Try again later; `attempts` so far come back in the next claim's order. */
  retry(cardId: string, inMs: number): Promise<void>;
  /** Slack said no: one more rejection, and tried again in `inMs`. `gone`: from now on {@link CardCopy.wasGone}. */
  rejected(
    cardId: string,
    why: string,
    next: { readonly inMs: number; readonly gone: boolean },
  ): Promise<void>;
  /** Not tried again until the request changes. */
  gone(cardId: string, why: string): Promise<void>;
  /** A press came from a copy that we do not know, or did not know as posted there: remember it, so that it is kept up to date. */
  adopt(requestId: string, place: { readonly channel: string; readonly ts: string }): Promise<void>;
  /** A copy to be posted. There is at most one for each place but `adopted`: a second one is not added. */
  add(requestId: string, copy: Pick<CardCopy, 'place' | 'channel'>): Promise<void>;
  /** Remembers the reminder in its thread, or that there is none any more. @returns the `ts` of the one that was there before */
  reminded(cardId: string, ts: string | null): Promise<string | null>;
  of(requestId: string): Promise<readonly CardCopy[]>;
}
