import type { NewAuditEntry } from '../audit-entry.ts';
import type { Freeze } from '../limits/freeze-state.ts';
import type { Ledger } from '../limits/ledger.ts';

/** Whose devices a message is about. */
export interface Recipient {
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly devices: readonly { readonly id: string; readonly name: string }[];
}

/** A report's people, or the one person of a device. */
export type MessageSubject =
  | { readonly kind: 'report'; readonly name: string; readonly title: string }
  | { readonly kind: 'device'; readonly deviceId: string; readonly deviceName: string };

/** What about the same subject counts as the same: a report by its name, whatever number stands after it. */
export const subjectKey = (subject: MessageSubject): string =>
  subject.kind === 'report' ? `report:${subject.name}` : `device:${subject.deviceId}`;

export const ANSWERS = ['done', 'not-mine', 'lost'] as const;
export type Answer = (typeof ANSWERS)[number];

/**
 * `waiting` until it was posted. `not-member`: no full member of the workspace has that e-mail address. `unreachable`: Slack takes no
 * message for them. `stopped`: changes were frozen, or the sender's right was lost, before it was posted.
 */
export const MESSAGE_STATES = ['waiting', 'sent', 'not-member', 'unreachable', 'stopped'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** One person's message. */
export interface UserMessage {
  readonly id: string;
  readonly recipient: Recipient;
  readonly text: string;
  readonly sender: { readonly userId: string; readonly name: string };
  readonly state: MessageState;
  /** Who got it; `null` until it was posted. */
  readonly userId: string | null;
  readonly answer: Answer | null;
  /** Fencing number: how often it was taken up by a worker. */
  readonly attempt: number;
}

export interface NewMessages {
  readonly subject: MessageSubject;
  readonly sender: UserMessage['sender'];
  readonly messages: readonly Pick<UserMessage, 'recipient' | 'text'>[];
  /** The modal that was submitted; it counts once. */
  readonly viewId: string;
}

/** What the safety limits say, read under the lock of their row. */
export interface SendingView {
  readonly now: number;
  readonly ledger: Ledger;
  readonly heldKeys: readonly string[];
  readonly freeze: Freeze | null;
}

export type SentMessages =
  /** To so many people; who was messaged about this subject within a day is left out. */
  | { readonly kind: 'sent'; readonly people: number }
  /** This modal was submitted before; nothing was written. */
  | { readonly kind: 'already-submitted' }
  /** Every one of these people was messaged about this subject within a day; nothing was written. */
  | { readonly kind: 'too-soon' }
  /** What is counted for the safety limits did not let it pass; nothing was written. */
  | { readonly kind: 'stopped' };

/** How the newest messages about a subject were answered. */
export interface MessageCounts {
  /** Epoch ms. */
  readonly sentAt: number;
  readonly senderId: string;
  readonly senderName: string;
  readonly states: Readonly<Partial<Record<MessageState, number>>>;
  readonly answers: Readonly<Partial<Record<Answer, number>>>;
}

export interface MessageStore {
  /**
   * Commits the messages, the view's use, what counts for the safety limits and the audit entry in one transaction.
   * @param entry for so many people
   * @param count the ledger with these messages counted; `null`: they may not leave. Pure
   */
  send(
    messages: NewMessages,
    entry: (people: number) => NewAuditEntry,
    count: (view: SendingView) => Ledger | null,
  ): Promise<SentMessages>;
  /** E-mail addresses of who was messaged about this within a day, or will be. */
  messaged(key: string): Promise<ReadonlySet<string>>;
  get(messageId: string): Promise<UserMessage | null>;
  /** Takes up the message that has waited longest and is leased by no one; `null` when none is. */
  claimDue(owner: string, leaseMs: number): Promise<UserMessage | null>;
  /** How it ended, if `attempt` still holds it. */
  ended(
    message: Pick<UserMessage, 'id' | 'attempt'>,
    end: {
      readonly state: Exclude<MessageState, 'waiting'>;
      readonly userId?: string;
      readonly place?: { readonly channel: string; readonly ts: string };
    },
  ): Promise<void>;
  release(message: Pick<UserMessage, 'id' | 'attempt'>, dueInMs: number): Promise<void>;
  /** The last answer counts. @returns the message with it; `null`: this person got no such message */
  answer(
    messageId: string,
    userId: string,
    answer: Answer,
    entry: (message: UserMessage) => NewAuditEntry,
  ): Promise<UserMessage | null>;
  /** Of the newest within `withinMs`; `null`: there is none. */
  counts(key: string, withinMs: number): Promise<MessageCounts | null>;
}
