import type { DeviceSeen } from './device.ts';
import type { Change } from './operation.ts';
import { operationNamed } from './operations/index.ts';
import type { FieldChange } from './operations/operation.ts';
import type { Outcome } from './outcome.ts';
import type { Requirement } from './policy.ts';
import { KEY_OPEN_MS, SETTLE_BY_HAND_AFTER_MS, SETTLE_SENT_AFTER_MS, STALE_AFTER_MS } from './timing.ts';

/** `pending → claimed → sending → sent → completed`, or one of the other ends. */
export const REQUEST_STATES = [
  'pending', // waits for approvals
  'claimed', // decided; nothing has been sent; may be taken over when its lease ends
  'sending', // the call may have left; never taken over
  'sent', // Kandji accepted; the device has not done it yet
  'unknown', // the call left and no one knows how it ended
  'completed',
  'denied',
  'cancelled',
  'expired',
  'void', // the device, the policy or a right changed
  'failed', // Kandji or the device said no
  'ready', // a key: agreed, and its recipient has not pressed Show yet
  'open', // a key: its recipient may look at it, again and again, for a quarter of an hour
  'closed', // a key: that time is over
  'held', // approved, and stopped by a safety limit until someone releases it
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

const FINISHED: ReadonlySet<RequestState> = new Set([
  'completed',
  'denied',
  'cancelled',
  'expired',
  'void',
  'failed',
  'closed',
]);

/** True when nothing more will happen to a request by itself. */
export const isFinished = (state: RequestState): boolean => FINISHED.has(state);

/** Whatever is in one of these still waits for someone or something. */
export const UNFINISHED = REQUEST_STATES.filter((state) => !isFinished(state));

/** What one person wants to change on one device, and how far it got. Only its state changes: another change is another request. */
export interface HelpdeskRequest {
  /** Eight characters a person can read aloud. */
  readonly id: string;
  readonly state: RequestState;
  /** Grows with every change; posted cards remember which version they show. */
  readonly version: number;
  readonly deviceId: string;
  /** All of them on one device; record changes travel together in one PATCH. */
  readonly changes: readonly Change[];
  readonly requesterId: string;
  readonly requesterName: string;
  readonly reason: string;
  readonly snapshot: Snapshot;
  /** What every operation of the request said it would change, frozen at submission. */
  readonly differences: readonly FieldChange[];
  /** What it will mean, said before the press, from live data. */
  readonly consequences: readonly string[];
  readonly requirements: readonly Requirement[];
  readonly policyHash: string;
  readonly policyReason: string;
  readonly rule: string | null;
  readonly createdAt: number;
  /** End of waiting for approvals. `null` when none was needed. */
  readonly expiresAt: number | null;
  /** Index of the next reminder in the policy's list. */
  readonly reminders: number;
  readonly approvals: readonly Approval[];
  /** The person who denied, cancelled or settled it, if a person did. */
  readonly endedBy: string | null;
  /** How it ended or stands: a code with its facts; `null` while nothing is to be said. */
  readonly outcome: Outcome | null;
  /** Of a key: when it was opened first. */
  readonly sentAt: number | null;
  /** Commands of the same kind that existed before ours left: ours is the only new one. */
  readonly commandsBefore: readonly string[];
  readonly commandUuid: string | null;
  /** Fencing number: how often it was taken up. A sender with an older number has lost its lease. */
  readonly attempt: number;
  /** When it next needs attention (reminder, expiry, lease end, follow-up); `null` once finished. */
  readonly dueAt: number | null;
  readonly finishedAt: number | null;
  /** The safety limit that holds it, or held it before it was released; `null`: none did. */
  readonly limitKey: string | null;
  /** Who released it; `null`: no one had to. */
  readonly release: Release | null;
  /** Whether the Kandji record got its note: `null` not tried yet or switched off. */
  readonly note: 'trying' | 'written' | 'failed' | null;
  /** The case that it belongs to: its requester hears of it from there. */
  readonly caseId?: string | null;
}

/** One person let a request on hold go: it passes the limit once. */
export interface Release {
  /** Slack user id. */
  readonly userId: string;
  readonly name: string;
  readonly human: string;
  readonly reason: string;
  readonly at: number;
}

export interface Approval {
  /** Slack user id. */
  readonly approverId: string;
  readonly approverName: string;
  /** One id for one human; distinct humans count. */
  readonly human: string;
  readonly roles: readonly string[];
  readonly at: number;
}

/** The device as the approver saw it: what voids the request when it changes, and what the card shows. */
export interface Snapshot extends Omit<DeviceSeen, 'localAccounts' | 'storedKeys' | 'protection'> {
  readonly takenAt: number;
  /** Something had to be done at the device before it could receive the change. Absent: nothing, or an older version stored it. */
  readonly isBlocked?: true;
}

/** Until when a request on hold can be released, epoch ms. */
export const heldUntil = ({
  approvals,
  createdAt,
}: Pick<HelpdeskRequest, 'approvals' | 'createdAt'>): number =>
  (approvals.at(-1)?.at ?? createdAt) + STALE_AFTER_MS;

/** Until when a key that is `ready` can be shown for the first time, epoch ms. */
export const readyUntil = ({
  release,
  approvals,
  createdAt,
}: Pick<HelpdeskRequest, 'release' | 'approvals' | 'createdAt'>): number =>
  (release?.at ?? approvals.at(-1)?.at ?? createdAt) + STALE_AFTER_MS;

/** Until when a key that was opened can be shown again, epoch ms. */
export const openUntil = ({ sentAt, createdAt }: Pick<HelpdeskRequest, 'sentAt' | 'createdAt'>): number =>
  (sentAt ?? createdAt) + KEY_OPEN_MS;

const SETTLEABLE_AFTER_MS: Partial<Readonly<Record<RequestState, number>>> = {
  sent: SETTLE_SENT_AFTER_MS,
  unknown: SETTLE_BY_HAND_AFTER_MS,
};

/** From when a person may say how it ended, epoch ms; `null` where there is nothing to say. */
export function settleableFrom({ state, sentAt }: Pick<HelpdeskRequest, 'state' | 'sentAt'>): number | null {
  const after = SETTLEABLE_AFTER_MS[state];
  return after === undefined || sentAt === null ? null : sentAt + after;
}

/** `now` is epoch ms. */
export function isSettleable(request: Pick<HelpdeskRequest, 'state' | 'sentAt'>, now: number): boolean {
  const from = settleableFrom(request);
  return from !== null && now >= from;
}

/** True while its card's thread asks for someone: to approve it, or to record a result that is overdue. */
export function isCallingOut({ state, outcome }: Pick<HelpdeskRequest, 'state' | 'outcome'>): boolean {
  const isOverdue =
    outcome?.code === 'no_answer' || outcome?.code === 'interrupted' ? outcome.overdue : false;
  return state === 'pending' || (state === 'unknown' && isOverdue === true);
}

/** Stands in a finished request where a name or a text was that has been forgotten. */
export const FORGOTTEN = '[removed]';

/** When a read of the device proved that it is still as before, epoch ms; `null` where none did. */
export const undoneAt = ({ outcome }: Pick<HelpdeskRequest, 'outcome'>): number | null =>
  outcome?.code === 'command_failed' ? (outcome.checkedAt ?? null) : null;

/** False once what it would send again has been forgotten. */
export const isRepeatable = ({ changes }: Pick<HelpdeskRequest, 'changes'>): boolean =>
  !changes.some(({ params }) => holdsForgotten(params));

const holdsForgotten = (value: unknown): boolean =>
  value === FORGOTTEN ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsForgotten));

/** "turn off Lost Mode", "change the asset tag and move it to another blueprint". */
export const describeRequest = ({ changes }: Pick<HelpdeskRequest, 'changes'>): string =>
  changes.map(({ operation }) => operationNamed(operation).title).join(' and ');

/** What someone is told who pressed after it was over. */
export const alreadyEnded = (request: HelpdeskRequest): string =>
  `Too late: this request is already ${STATE_LABELS[request.state]}.`;

/** What someone is told whose press found the request as it stands, and changed nothing. */
export const decisionNotCounted = (request: HelpdeskRequest): string =>
  request.state === 'pending' ? 'This press was counted before, or the time is up.' : alreadyEnded(request);

/** The state as the end of "this request is …". */
export const STATE_LABELS: Readonly<Record<RequestState, string>> = {
  pending: 'waiting for approval',
  claimed: 'approved',
  sending: 'approved and being sent',
  sent: 'approved and sent',
  unknown: 'approved and sent, with an unknown result',
  completed: 'done',
  denied: 'denied',
  cancelled: 'canceled',
  expired: 'expired',
  void: 'no longer valid',
  failed: 'ended: it failed',
  held: 'on hold',
  ready: 'ready to be shown',
  open: 'shown',
  closed: 'closed: its time is over',
};
