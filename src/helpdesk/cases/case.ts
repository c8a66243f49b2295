import type { NewAuditEntry } from '../audit-entry.ts';
import type { Device, DeviceDetails } from '../device.ts';
import { lastSeenAt } from '../device-seen.ts';
import { canBeInLostMode } from '../operations/lost-mode.ts';
import { CASE_EVENTS, type CaseEventKind } from './case-events.ts';

/** A lost or stolen device that is being handled: the report as it came in, and everything that has happened since. */
export interface Case {
  /** Eight characters a person can read aloud. */
  readonly id: string;
  /** Grows with every change; the posted card remembers which version it shows. */
  readonly version: number;
  readonly report: Report;
  /** Oldest first; the first one is `reported`. */
  readonly events: readonly CaseEvent[];
  /** Epoch ms. */
  readonly createdAt: number;
  readonly closedAt: number | null;
  readonly delivery: Delivery;
  /** When the device is read next, epoch ms. */
  readonly readAt: number;
  /** Fencing number: how often it was taken up by a worker. */
  readonly attempt: number;
}

/** What was reported. */
export interface Report {
  /** Stolen as soon as one report says so. */
  readonly kind: 'lost' | 'stolen';
  /** Whose device it is: the person who hears of it. */
  readonly person: CasePerson;
  /** Who filled in the form: the person, or an agent for them. */
  readonly reporter: CasePerson;
  /** How an agent heard of it; `null` when the person reported it. */
  readonly via: ReportedVia | null;
  /** `null`: not in Kandji, or not looked up there ({@link LostModePlan} `not-checked`). */
  readonly device: CaseDevice | null;
  /** What the device is, where `device` is `null`; may be empty. */
  readonly description: string;
  readonly place: string;
  readonly phone: string;
}

export interface CasePerson {
  /** Slack user id; empty for a person whose device it is and who is known by name only, or can't be written to. */
  readonly userId: string;
  readonly name: string;
}

export const REPORTED_VIA = ['phone', 'chat', 'in-person'] as const;
export type ReportedVia = (typeof REPORTED_VIA)[number];

/** The device when it was reported. `null` fields were not known. Holds no coordinates. */
export interface CaseDevice {
  readonly device: Device;
  /** As they were when the device was last seen. */
  readonly details: CaseDetails | null;
  /** When the device was last seen, epoch ms, where that was read after the report. */
  readonly seenAt?: number;
}

export type CaseDetails = Pick<
  DeviceDetails,
  'supervised' | 'hasPasscode' | 'activationLock' | 'filevault' | 'mdmCheckInAt'
>;

/** What a report does about Lost Mode. `undecided`: that shows when the device has been read. */
export type LostModePlan =
  | 'at-once'
  | 'needs-approval'
  | 'no-permission'
  | 'already-on'
  /** It was sent before the report, and the device has not answered. */
  | 'already-sent'
  | 'not-on-this-device'
  | 'mac'
  | 'not-listed'
  /** Not among the devices that were offered, and Kandji could not be read. */
  | 'not-checked'
  | 'undecided';

export interface CaseEvent {
  readonly kind: CaseEventKind;
  /** Epoch ms. */
  readonly at: number;
  /** Who did it, where a person did. */
  readonly by?: CasePerson;
  /** The request that it is about. */
  readonly requestId?: string;
  /**
   * `reported`: {@link LostModePlan}. `reported-again`: {@link Report.kind}. `on-failed`, `off-failed`, `lock-failed` and the like: the state in which the request ended, or why there was none.
   * `closed`: {@link CaseOutcome}.
   */
  readonly result?: string;
  /** `reported-again`: what was typed; either may be empty. */
  readonly said?: Pick<Report, 'place' | 'phone'>;
  /** `silent`: when the device was last seen, epoch ms. */
  readonly lastSeenAt?: number;
  /** `looked-up`: the person's devices, any of which it may be. `device-chosen`: that one. */
  readonly devices?: readonly Pick<Device, 'id' | 'serialNumber' | 'model' | 'platform'>[];
}

export const CASE_OUTCOMES = ['found', 'not-found', 'mistake'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** What of a case has been posted. */
export interface Delivery {
  readonly channel: string;
  /** Slack's message id of the card; `null` until posted. */
  readonly ts: string | null;
  /** The version that the card shows. */
  readonly shown: number;
  /** So many events are in the thread. */
  readonly posted: number;
  /** So many events have been looked through for what the person hears. */
  readonly notified: number;
  /** How often in a row Slack has said no. */
  readonly rejections: number;
  /** The person's first message, which is kept up to date; `null`: none, or posted by a version before. */
  readonly message: { readonly channel: string; readonly ts: string } | null;
}

/** The newest event of one of these kinds. */
export const lastOf = (
  { events }: Pick<Case, 'events'>,
  ...kinds: readonly CaseEventKind[]
): CaseEvent | null => events.findLast(({ kind }) => kinds.includes(kind)) ?? null;

/** The number to call back that was typed last; empty where none was. */
export const callBackPhone = ({ report, events }: Pick<Case, 'report' | 'events'>): string =>
  events.findLast(({ said }) => said && said.phone !== '')?.said?.phone ?? report.phone;

/** True where the person whose device it is can be written to. */
export const isReachable = ({ report }: Pick<Case, 'report'>): boolean => report.person.userId !== '';

/** Who works on it; `null` while no one does. */
export const takerOf = (one: Pick<Case, 'events'>): CasePerson | null => lastOf(one, 'taken')?.by ?? null;

/** That someone says that it is found, and neither an agent nor another report has said otherwise since; `null` while it is lost. */
export function foundIn(one: Pick<Case, 'events'>): CaseEvent | null {
  const last = lastOf(one, 'found', 'not-yet', 'reported-again');
  return last?.kind === 'found' ? last : null;
}

/** What still says how the device stands: erasing it ends Lost Mode and a lock, until one is requested anew. */
function sinceErase({ events }: Pick<Case, 'events'>): readonly CaseEvent[] {
  const erasedAt = events.findLastIndex(({ kind }) => kind === 'erased');
  if (erasedAt < 0) return events;
  const anewAt = events.findIndex(({ kind }, index) => index > erasedAt && STARTS.test(kind));
  return anewAt < 0 ? [] : events.slice(anewAt);
}

const STARTS = /^(?:on|lock|locked)(?:-(?:asked|held|sent|unknown))?$/u;

/** True once the device was erased, and nothing was requested anew. */
export const isErased = (one: Pick<Case, 'events'>): boolean =>
  one.events.length > 0 && sinceErase(one).length === 0;

/** The newest event about Lost Mode that still counts; `null` where there is none. */
export const lostModeIn = (one: Pick<Case, 'events'>): CaseEvent | null =>
  sinceErase(one).findLast(({ kind }) => LOST_MODE_EVENTS.has(kind)) ?? null;

const LOST_MODE_EVENTS: ReadonlySet<string> = new Set(
  CASE_EVENTS.filter((kind) => /^(on|off)(-|$)/u.test(kind)),
);

/** The newest event about locking the device without Lost Mode that still counts; `null` where there is none. */
export const lockIn = (one: Pick<Case, 'events'>): CaseEvent | null =>
  sinceErase(one).findLast(({ kind }) => /^lock(ed)?(-|$)/u.test(kind)) ?? null;

/** When the device was last seen, as far as the case knows, epoch ms; `null` where it is not known. */
export const caseSeenAt = ({ device, details, seenAt }: CaseDevice): number | null =>
  seenAt ?? lastSeenAt(device, details);

/** True of a device that can be put into Lost Mode, as far as the case knows. */
export const hasLostMode = ({ report: { device } }: Pick<Case, 'report'>): boolean =>
  device !== null && canBeInLostMode(device.device, device.details?.supervised ?? null);

/** True where Lost Mode is on, as far as the case knows. */
export function isLocked(one: Case): boolean {
  const last = lostModeIn(one);
  if (last) return ['on', 'off-failed'].includes(last.kind);
  return !isErased(one) && one.report.device?.device.lostMode === 'on';
}

/** How it ended; `null` while it is open. */
export function outcomeOf(one: Pick<Case, 'events'>): CaseOutcome | null {
  const closed = lastOf(one, 'closed');
  return closed ? (CASE_OUTCOMES.find((known) => known === closed.result) ?? 'found') : null;
}

export interface NewCase {
  readonly report: Report;
  /** What was said about Lost Mode when it was reported; `result` of the first event. */
  readonly plan: LostModePlan;
  readonly channel: string;
  /** The modal that was submitted; it counts once. */
  readonly viewId: string | null;
}

export type OpenedCase =
  | { readonly kind: 'opened'; readonly case: Case }
  /** This device has an open case; no other was written. `isAdded`: what this report says more is in it. */
  | { readonly kind: 'already-open'; readonly case: Case; readonly isAdded?: boolean }
  /** This modal was submitted before; nothing was written. */
  | { readonly kind: 'already-submitted'; readonly case: Case };

/** What is added to a case. Written together with its audit entry or not at all. */
export interface NextCase {
  readonly events: readonly CaseEvent[];
  /** `null` for what the app notices by itself: it is in the requests' own entries, or no one's act. */
  readonly entry: NewAuditEntry | null;
  /** What was read of the device since. */
  readonly read?: Pick<CaseDevice, 'details' | 'seenAt'>;
  /** Which device it is, of a case that had none. Only one open case is about a device. */
  readonly device?: CaseDevice;
  readonly kind?: 'stolen'; // as it turns out
  readonly close?: true;
}

export interface CaseStore {
  /** Commits the case, its first event, the view's use and the audit entry in one transaction. `at` of events is the store's. */
  open(opening: NewCase, entry: NewAuditEntry): Promise<OpenedCase>;
  get(caseId: string): Promise<Case | null>;
  /** The case that the submission of this modal opened. */
  bySubmission(viewId: string): Promise<Case | null>;
  /** Newest first. */
  list(filter: {
    readonly personId?: string;
    readonly deviceId?: string;
    readonly open?: true;
    readonly limit: number;
  }): Promise<readonly Case[]>;
  /**
   * The only way a case changes. `next` is called with the row as it is, under its lock; it must be pure and may be called again.
   * @returns the case after it, with `changed: false` when `next` gave `null`; `null` when there is no such case
   */
  change(
    caseId: string,
    next: (one: Case, now: number) => NextCase | null,
  ): Promise<{ readonly case: Case; readonly changed: boolean } | null>;
  /** Takes up the case that has been due longest and is leased by no one; `null` when none is. */
  claimDue(owner: string, leaseMs: number): Promise<Case | null>;
  /** Notes what was posted and renews the lease, while `attempt` still holds the case. @returns whether it does */
  delivered(caseId: string, attempt: number, what: Partial<Delivery>): Promise<boolean>;
  /** Puts a case back: due again in `dueInMs`, or at once when it has changed since; never once it is closed and all of it has ended. */
  release(one: Case, next: { readonly dueInMs: number; readonly readInMs: number | null }): Promise<void>;
}
