import type { Case } from './cases/case.ts';
import type { PartialResult } from './device-view.ts';
import type { FleetNotifier } from './fleet-notifier.ts';
import type { Freeze, Unfreeze } from './limits/freeze-state.ts';
import { MdmError } from './mdm-error.ts';
import type { BackgroundReads, DeviceApi, DeviceCommands, DeviceKeys, ReadResult } from './mdm-port.ts';
import type { OperationName } from './operation.ts';
import type { KeyFailure } from './outcome.ts';
import type { Actor, Policy } from './policy.ts';
import type { HelpdeskRequest } from './request.ts';
import type { Secret } from './secret.ts';
import type { CardCopy, Store } from './store-port.ts';

export type { FleetCount, FleetNotifier } from './fleet-notifier.ts';
export type {
  BackgroundReads,
  CallOptions,
  DeviceApi,
  DeviceCommands,
  DeviceKeys,
  DevicePage,
  ReadOptions,
  ReadResult,
  Sent,
} from './mdm-port.ts';

/** Everything the helpdesk needs from the world. `app.ts` fills it; tests fill it with small honest worlds. */
export interface Ports {
  readonly fleet: DeviceApi;
  readonly commands: DeviceCommands;
  readonly keys: DeviceKeys;
  readonly background: BackgroundReads;
  readonly keyWindows: KeyWindows;
  readonly store: Store;
  readonly people: People;
  readonly policies: PolicySource;
  readonly notices: Notifier;
  readonly caseNotices: CaseNotifier;
  readonly fleetNotices: FleetNotifier;
  readonly log: Log;
}

/** Slack's people. */
export interface People {
  /**
   * `look` accepts group membership some minutes old; `decide` at most 60 s.
   * @throws Refusal `not-now` when membership cannot be read in time.
   */
  actor(userId: string, freshness: 'look' | 'decide'): Promise<Actor>;
  /**
   * One id for one human, whichever of their accounts this is: by the policy's `people`, else by Slack's organization.
   * @throws Refusal `not-now` when Slack does not tell.
   */
  humanOf(userId: string): Promise<string>;
  /**
   * Full members who hold one of these roles now, by the policy in force. Read a few at a time, and no more once those found
   * are enough.
   */
  holding(
    roles: readonly string[],
    isEnough?: (found: readonly Actor[]) => boolean,
  ): Promise<readonly Actor[]>;
  /** The Slack user ids behind an e-mail of Kandji's; empty when no one has it. */
  byEmail(email: string): Promise<readonly string[]>;
}

export interface PolicySource {
  /** The policy in force; `null`: none could be read, so nothing is allowed. */
  current(): Policy | null;
  /** Why there is none, or why the newest file was not taken; `null` when all is well. */
  fault(): string | null;
}

/** What a copy of a card shows beside its request. */
export interface BesideRequest {
  /** The one in force, where the request waits. */
  readonly freeze?: Freeze | null;
  /** The key or PIN that the request left at Kandji, where its reader may request it. */
  readonly leftKey?: OperationName | null;
}

/**
 * What the helpdesk tells people by itself. Each may be tried more than once and says how it ended.
 * @throws RateLimited; anything else that is thrown is no answer (a time-out, a 5xx)
 */
export interface Notifier {
  /** Posts or redraws one copy of a request's card. */
  draw(card: CardCopy, request: HelpdeskRequest, beside?: BesideRequest): Promise<PostedCard>;
  /** A direct message about a request, e.g. to the requester or to an approver. */
  notify(userId: string, notice: Notice, request: HelpdeskRequest): Promise<void>;
  /** A direct message with what one account decided on one day. */
  summarize(userId: string, decisions: readonly OwnDecision[]): Promise<void>;
  /**
   * A reply in the thread of a card that mentions who is still needed, and the roles in `also`.
   * @returns its id; `null` when Slack says no
   */
  remind(card: PostedMessage, request: HelpdeskRequest, also: readonly string[]): Promise<string | null>;
  /** Deletes a message of ours; one that is not there any more is deleted. */
  takeBack(message: PostedMessage): Promise<void>;
  /** Posts or redraws the card of a reached safety limit. */
  drawHold(list: HoldList): Promise<PostedCard>;
  /** A direct message to somebody who may release: what a safety limit holds at this moment, and a button to what it holds later. */
  tellHold(userId: string, list: Pick<HoldList, 'key' | 'held'>): Promise<void>;
  /** Posts or redraws the card of a question to unfreeze, with the freeze in force. */
  drawUnfreeze(asked: Unfreeze, freeze: Freeze | null): Promise<PostedCard>;
  /** A direct message to its requester: approvers may not see it. */
  tellUnfreezeUnposted(asked: Unfreeze): Promise<void>;
  /** A message to the approvals channel: who froze changes, when, why, and how many approved requests that stopped. */
  announceFreeze(freeze: Freeze, stopped: number): Promise<void>;
  /** A plain message to the approvals channel, or to another one. `ids`: Slack ids in the text that are shown by name. */
  announce(
    text: string,
    more?: { readonly channel?: string; readonly ids?: readonly string[] | undefined },
  ): Promise<void>;
}

/** One decision of an account, as the audit log has it. `at` is epoch ms; `null` where it is not known. */
export interface OwnDecision {
  readonly action: 'approved' | 'denied' | 'withdrew' | 'settled';
  readonly at: number | null;
  readonly request: HelpdeskRequest;
}

/** A channel id, and Slack's id of a message in it. */
export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
}

/** What is said of lost-device cases. `index` counts in the case's events. Throws as {@link Notifier} does. */
export interface CaseNotifier {
  /** Posts or redraws the case's card in its channel. */
  draw(one: Case): Promise<PostedCard>;
  /** An event as a reply in the card's thread; nothing where it is none of the thread's. */
  post(one: Case, index: number): Promise<void>;
  /**
   * An event as a new direct message to the person whose device it is; nothing where it is no news to them, or only changes their
   * first message. @returns where the first one was posted
   */
  tell(one: Case, index: number): Promise<Case['delivery']['message']>;
  /** Redraws the person's first message. */
  redrawMessage(one: Case): Promise<void>;
  /** That the card could not be posted, and why: to that person, and to the approvals channel, where it can be acted on. */
  tellUnposted(one: Case, why: string): Promise<void>;
}

/** A window of one person. `hash`: Slack refuses to fill it once it was drawn otherwise. */
export interface KeyWindow {
  /** Slack's `view.id`. */
  readonly viewId: string;
  readonly hash: string | null;
}

/** The windows in which a key is shown. */
export interface KeyWindows {
  /**
   * Puts a key into the window that was opened for it: one call of Slack, tried once. Nothing of the call or its answer is logged, and no
   * error of it goes further.
   * @param until epoch ms: when it is hidden, and until when it can be shown again
   */
  show(
    window: KeyWindow,
    request: HelpdeskRequest,
    key: Secret,
    until: { readonly hidesAt: number; readonly closesAt: number },
  ): Promise<'shown' | Extract<KeyFailure, 'slack_rejected' | 'window_closed' | 'answer_lost'>>;
  /** Puts "Hidden" in its place; a window that was closed is left alone. Throws as {@link Notifier} does. */
  hide(viewId: string, request: HelpdeskRequest): Promise<void>;
}

/** What one safety limit holds, and what became of the others since its card was posted. */
export interface HoldList {
  readonly key: string;
  /** Newest first. */
  readonly held: readonly HelpdeskRequest[];
  readonly ended: readonly HelpdeskRequest[];
  /** Where its card stands; `null`: not posted yet. */
  readonly place: { readonly channel: string; readonly ts: string } | null;
}

export type PostedCard =
  | { readonly kind: 'drawn'; readonly channel: string; readonly ts: string }
  /** There is nothing left to write to (the message was deleted, the person has left). */
  | { readonly kind: 'gone'; readonly why: string }
  /** A plain no, in Slack's word or ours. Someone may mend what is behind it. */
  | { readonly kind: 'rejected'; readonly why: string };

/** Slack asks for patience (429 with `Retry-After`): nothing was written, and nothing may be tried before. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super(`Slack asks to wait for ${retryAfterMs} ms`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Ms that Slack or Kandji wants nothing to be tried before, after this failure; 0 where they said none. */
export const askedToWaitMs = (error: unknown): number =>
  error instanceof RateLimited || error instanceof MdmError ? (error.retryAfterMs ?? 0) : 0;

export type Notice =
  | 'outcome' // to the requester: how the request stands now
  | 'still-unknown' // to the requester: no one knows yet, after a while
  | 'no-approver' // to the requester: no one reachable can approve it
  | 'your-decision' // to an approver: your account decided this
  | 'card-lost'; // to the requester: the approvals channel could not be written to

/** What a log line says beside its message, never a secret. Operators search for `event`, which stays the same. */
export interface LogFacts extends Readonly<Record<string, unknown>> {
  readonly event: string;
}

export interface Log {
  info(facts: LogFacts, message: string): void;
  warn(facts: LogFacts, message: string): void;
  error(facts: LogFacts, message: string): void;
}

/** A read that may fail by itself. Bugs still throw. */
export async function attempt<T>(
  reading: Promise<ReadResult<T>>,
): Promise<PartialResult<T> & { readonly reading?: ReadResult<T> }> {
  try {
    const done = await reading;
    return { ok: true, value: done.value, reading: done };
  } catch (error) {
    if (error instanceof MdmError) return { ok: false, error };
    throw error;
  }
}

/** The name of the error that the store throws when the database cannot be reached; this room does not know its class. */
const NAME = 'StoreError';
/** Deeper causes than this are someone's circle. */
const DEEPEST = 8;

/** True when our own records could not be reached, whatever that has led to. */
export function isStoreOutage(error: unknown): boolean {
  let cause: unknown = error;
  for (let depth = 0; depth < DEEPEST && cause instanceof Error; depth += 1) {
    if (cause.name === NAME) return true;
    cause = cause.cause;
  }
  return false;
}
