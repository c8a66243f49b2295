import type { CaseStore } from '../helpdesk/cases/case.ts';
import type { FleetStore } from '../helpdesk/fleet/fleet-index.ts';
import type { MessageStore } from '../helpdesk/message.ts';
import type {
  AuditStore,
  ControlStore,
  JobStore,
  NewAuditEntry,
  RequestStore,
  Store,
  ViewStore,
} from '../helpdesk/store-port.ts';
import type { WatchStore } from '../helpdesk/watches/watch.ts';
import { appendWith } from './audit/append.ts';
import { type AuditLog, createAuditStore } from './audit/index.ts';
import { checkSigning, signedFromOf } from './audit/signing.ts';
import { createCardStore } from './cards.ts';
import { createCaseStore } from './cases.ts';
import { createControlStore } from './controls.ts';
import type { Kind } from './database.ts';
import { createDigestStore } from './digests.ts';
import { createFleetStore } from './fleet/index.ts';
import { createMembershipStore } from './group-members.ts';
import { createJobStore } from './job-queue.ts';
import { createIdempotencyKeys, createLeaseStore } from './leases.ts';
import { createMessageStore } from './messages.ts';
import { type DatabaseOptions, openDatabase, storeIdentity, storeIdentityChanged } from './open-database.ts';
import { type QueueStats, queueStatsWith } from './queue-stats.ts';
import { budgetLimits, createRateLimitStore, readState } from './rate-limit.ts';
import { createRequestStore } from './requests/index.ts';
import { createViewStore } from './views.ts';
import { createWatchStore } from './watches.ts';

export { keyFault } from './audit/signing.ts';
export { backupDatabase, copyStore } from './backup.ts';
export { StoreError, StoreOutdated } from './database.ts';
export type { FindingsStat } from './fleet/findings.ts';
export { checkedDatabaseUrl, grantServingRole } from './postgres/index.ts';
export type { QueueStats } from './queue-stats.ts';

export interface StoreOptions extends DatabaseOptions {
  /** Signs every audit entry; at least 32 characters. */
  readonly auditKey?: string | null;
  /** The first entry that must be signed, default 1. */
  readonly auditSignedFrom?: number;
  /** Takes secrets out of whatever is to be kept, before it is hashed. Default: kept as it is. */
  readonly hide?: <T>(data: T) => T;
  readonly budget?: {
    /** Kandji's limits for the tenant: 50 and 10,000 by default. */
    readonly perSecond?: number;
    readonly perHour?: number;
    /** Part of both that we spend, default 0.8. */
    readonly share?: number;
    /** Part of ours that is kept for changes, default 0.2. */
    readonly reserve?: number;
    /** Part of Kandji's hour for work in the background, default 0.05. */
    readonly background?: number;
  };
}

export type OpenStore = Store & {
  readonly audit: AuditStore & AuditLog;
  readonly kind: Kind;
  /** Which store this is; another one after a restore or a promotion. */
  identity(): Promise<string>;
  /** True until {@link Store.requests} `voidUnfinished` has accepted a store that is not the one last served. */
  identityChanged(): Promise<boolean>;
  /** Resolves with a sentence when another store has taken its place while it was open; usually never. */
  readonly replaced: Promise<string>;
  /** How much waits, and for how long. */
  survey(): Promise<QueueStats>;
  /** The number of the first signed audit entry; `null` while none is. */
  signedFrom(): Promise<number | null>;
};

/**
 * Opens the store and brings its schema up to date.
 * @throws StoreRefused with a sentence when it may not be opened as things are.
 * @throws StoreError when the database cannot be reached.
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const database = await openDatabase(options);
  const signing = { key: options.auditKey || null, from: options.auditSignedFrom ?? 1 };
  const append = appendWith(signing.key, options.log);
  const limits = budgetLimits(options.budget ?? {});
  const hide = options.hide ?? ((data) => data);
  if (options.exclusive ?? true)
    await checkSigning(database, signing, options.log).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
  return {
    kind: database.kind,
    requests: hidingRequests(createRequestStore(database, append, options.log), hide),
    cards: createCardStore(database),
    cases: hidingCases(createCaseStore(database, append), hide),
    jobs: hidingJobs(createJobStore(database), hide),
    views: hidingViews(createViewStore(database), hide),
    audit: hidingAudit(createAuditStore(database, append, signing), hide),
    leases: createLeaseStore(database),
    budget: createRateLimitStore(database, limits),
    members: createMembershipStore(database, append),
    controls: hidingControls(createControlStore(database, append), hide),
    fleet: hidingFleet(createFleetStore(database), hide),
    digests: createDigestStore(database),
    messages: hidingMessages(createMessageStore(database, append), hide),
    watches: hidingWatches(createWatchStore(database, append), hide),
    firstTime: createIdempotencyKeys(database),
    now: () => database.read((tx) => tx.now()),
    ping: () =>
      database.read(async ({ db }) => {
        // A write that changes nothing: a full disk or a read-only replica must be noticed.
        await db.updateTable('budget').set({ id: 1 }).where('id', '=', 1).execute();
      }),
    identity: () => database.read(storeIdentity),
    replaced: database.replaced,
    identityChanged: () => database.read(storeIdentityChanged),
    survey: queueStatsWith(database, limits, readState),
    signedFrom: () => signedFromOf(database),
    close: () => database.close(),
  };
}

type Hide = NonNullable<StoreOptions['hide']>;

const hidingRequests = (store: RequestStore, hide: Hide): RequestStore => ({
  ...store,
  submit: (request, entry, jobs) => store.submit(hide(request), hide(entry), hide(jobs)),
  change: (requestId, next, locking) =>
    store.change(requestId, (request, lease) => hide(next(request, lease)), locking),
});

const hidingControls = (store: ControlStore, hide: Hide): ControlStore => ({
  ...store,
  resetLimits: (entry, jobs) => store.resetLimits(hide(entry), hide(jobs)),
  startFreeze: (by, entry, jobs) => store.startFreeze(hide(by), hide(entry), (freeze) => hide(jobs(freeze))),
  endFreeze: (entry, jobs) => store.endFreeze(hide(entry), hide(jobs)),
  askUnfreeze: (asked, entry) => store.askUnfreeze(hide(asked), hide(entry)),
  endUnfreeze: (id, end, entry, jobs) => store.endUnfreeze(id, hide(end), hide(entry), hide(jobs)),
});

const hidingCases = (store: CaseStore, hide: Hide): CaseStore => ({
  ...store,
  open: (opening, entry) => store.open(hide(opening), hide(entry)),
  change: (caseId, next) => store.change(caseId, (one, now) => hide(next(one, now))),
});

const hidingJobs = (store: JobStore, hide: Hide): JobStore => ({
  ...store,
  add: (job) => store.add(hide(job)),
  retry: (jobId, inMs, error) => store.retry(jobId, inMs, hide(error)),
});

const hidingFleet = (store: FleetStore, hide: Hide): FleetStore => ({
  ...store,
  advance: (owner, before, next, page) => store.advance(owner, before, next, page && hide(page)),
  put: (tenant, devices, readAt) => store.put(tenant, hide(devices), readAt),
  findings: {
    ...store.findings,
    advance: (owner, before, next, writes) => store.findings.advance(owner, before, next, hide(writes)),
  },
});

const hidingWatches = (store: WatchStore, hide: Hide): WatchStore => ({
  ...store,
  add: (watch, entry) => store.add(hide(watch), hide(entry)),
  cancel: (watchId, userId, entry) => store.cancel(watchId, userId, (watch) => hide(entry(watch))),
  end: (watch, end, entry) => store.end(hide(watch), hide(end), hide(entry)),
});

const hidingMessages = (store: MessageStore, hide: Hide): MessageStore => ({
  ...store,
  send: (messages, entry, count) => store.send(hide(messages), (people) => hide(entry(people)), count),
  ended: (message, end) => store.ended(message, hide(end)),
  answer: (messageId, userId, answer, entry) =>
    store.answer(messageId, userId, answer, (message) => hide(entry(message))),
});

const hidingViews = (store: ViewStore, hide: Hide): ViewStore => ({
  ...store,
  put: (view) => store.put(hide(view)),
});

const hidingAudit = <Audit extends AuditStore>(store: Audit, hide: Hide): Audit => ({
  ...store,
  append: (entry: NewAuditEntry) => store.append(hide(entry)),
  appendRefused: (entry: NewAuditEntry) => store.appendRefused(hide(entry)),
});
