import type { NewAuditEntry } from './audit-entry.ts';
import type { Freeze } from './limits/freeze-state.ts';
import type { Ledger } from './limits/ledger.ts';
import type { ThreadPlace } from './watches/watch.ts';

/** Whose devices a message is about. */
export interface Recipient {
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly devices: readonly { readonly id: string; readonly name: string }[];
}

/** A report's people, or the one person of a device. */
export type MessageSubject =
  | {
      readonly kind: 'report';
      readonly name: string;
      /** As the report reads it: `14`; empty where it takes none. */
      readonly argument: string;
      readonly title: string;
    }
  | { readonly kind: 'device'; readonly deviceId: string; readonly deviceName: string };

/** What counts as the same subject: one device, or one report with the same argument. Case makes no other library item. */
export const subjectKey = (
  subject:
    | Pick<Extract<MessageSubject, { kind: 'report' }>, 'kind' | 'name' | 'argument'>
    | { readonly kind: 'device'; readonly deviceId: string },
): string =>
  subject.kind === 'report'
    ? `report:${subject.name}:${subject.argument.toLowerCase()}`
    : `device:${subject.deviceId}`;

/** For so long messages stand on the report and the card that they were sent from. */
export const SHOWN_FOR_MS = 30 * 86_400_000;

export const ANSWERS = ['done', 'not-mine', 'lost'] as const;
export type Answer = (typeof ANSWERS)[number];

/**
 * `waiting` until it was posted. `not-member`: no full member of the workspace has that e-mail address. `unreachable`: Slack takes no
 * message for them. `stopped`: changes were frozen, or the sender's right was lost, before it was posted. `not-assigned`: none of the
 * devices was theirs anymore by then. `late`: it waited too long to be true still.
 */
export const MESSAGE_STATES = [
  'waiting',
  'sent',
  'not-member',
  'unreachable',
  'stopped',
  'not-assigned',
  'late',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** One person's message. */
export interface UserMessage {
  readonly id: string;
  readonly recipient: Recipient;
  /** The policy's text, with its placeholders. */
  readonly template: string;
  readonly sender: { readonly userId: string; readonly name: string };
  readonly state: MessageState;
  /** Who got it; `null` until it was posted. */
  readonly userId: string | null;
  readonly answer: Answer | null;
  /** Fencing number: how often it was taken up by a worker. */
  readonly attempt: number;
}

/** One that is to be posted. `waitedMs`: since it was sent. */
export interface WaitingMessage extends UserMessage {
  readonly waitedMs: number;
}

export interface NewMessages {
  readonly subject: MessageSubject;
  readonly sender: UserMessage['sender'];
  readonly messages: readonly Pick<UserMessage, 'recipient' | 'template'>[];
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

/** Messages that were sent by one submission. `sentAt`: epoch ms. */
export interface MessageBatch extends Pick<NewMessages, 'subject' | 'sender'> {
  readonly id: string;
  readonly sentAt: number;
  readonly messages: readonly UserMessage[];
}

/** One person's message, and when it was sent: epoch ms. */
export interface SentMessage extends UserMessage {
  readonly sentAt: number;
}

/**
 * Each person once, who was messaged last first: with the newest of their messages that they answered, else with the newest that
 * reached them, else with the newest. @param batches newest first
 */
export function onceForEach(batches: readonly MessageBatch[]): readonly SentMessage[] {
  const people = new Map<string, SentMessage>();
  for (const { messages, sentAt } of batches)
    for (const message of messages) {
      const { email } = message.recipient;
      const newer = people.get(email);
      if (!newer || weight(message) > weight(newer)) people.set(email, { ...message, sentAt });
    }
  return [...people.values()];
}

const weight = ({ answer, state }: UserMessage): number => (answer ? 2 : state === 'sent' ? 1 : 0);

/** A batch of which its sender is to hear. */
export interface MessageNews extends MessageBatch {
  /** Where its sender heard of it before; `null`: nowhere yet. */
  readonly place: ThreadPlace | null;
  /** What is said is as of this many changes. */
  readonly wanted: number;
  /** Fencing number: how often it was taken up by a worker. */
  readonly attempt: number;
}

/** What a sender is to read now. */
export interface ToldNews extends MessageNews {
  /** Messages that are left out, because Kandji did not give their device, so that no one knows whether the sender may hear of it. */
  readonly unchecked: number;
}

/** How messages were answered, in numbers. */
export interface MessageCounts {
  readonly states: Readonly<Record<MessageState, number>>;
  readonly answers: Readonly<Record<Answer, number>>;
}

export function countMessages(messages: readonly UserMessage[]): MessageCounts {
  const states = {
    waiting: 0,
    sent: 0,
    'not-member': 0,
    unreachable: 0,
    stopped: 0,
    'not-assigned': 0,
    late: 0,
  };
  const answers = { done: 0, 'not-mine': 0, lost: 0 };
  for (const { state, answer } of messages) {
    states[state] += 1;
    if (answer) answers[answer] += 1;
  }
  return { states, answers };
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
  /** E-mail addresses of who was messaged about this within a day, or is yet to be. */
  messaged(key: string): Promise<ReadonlySet<string>>;
  get(messageId: string): Promise<UserMessage | null>;
  /** Takes up the message that has waited longest and is leased by no one; `null` when none is. */
  claimDue(owner: string, leaseMs: number): Promise<WaitingMessage | null>;
  /** How it ended, if `attempt` still holds it. The sender is to hear where it was not posted. */
  ended(
    message: UserMessage,
    end: {
      readonly state: Exclude<MessageState, 'waiting'>;
      readonly userId?: string;
      readonly place?: ThreadPlace;
      /** With the devices that it was posted about. */
      readonly recipient?: Recipient;
      /** Committed with it. */
      readonly entries?: readonly NewAuditEntry[];
    },
  ): Promise<void>;
  release(message: Pick<UserMessage, 'id' | 'attempt'>, dueInMs: number): Promise<void>;
  /** The last answer counts, and the sender is to hear of it. @returns the message with it; `null`: this person got no such message */
  answer(
    messageId: string,
    userId: string,
    answer: Answer,
    entry: (message: UserMessage) => NewAuditEntry,
  ): Promise<UserMessage | null>;
  /** What was sent about this within `withinMs`, newest first. */
  about(key: string, withinMs: number): Promise<readonly MessageBatch[]>;
  /** Takes up messages of which their sender has not heard the newest, and no one else is about to say it; `null` when there are none. */
  claimNews(owner: string, leaseMs: number): Promise<MessageNews | null>;
  /** Their sender has heard it, at `place` or nowhere, if `attempt` still holds it; what changed meanwhile is yet to be said. */
  saidNews(news: Pick<MessageNews, 'id' | 'attempt' | 'wanted'>, place: ThreadPlace | null): Promise<void>;
  /** Puts it back: due again in `dueInMs`, with where some of it was said, if `attempt` still holds it. */
  releaseNews(news: Pick<MessageNews, 'id' | 'attempt' | 'place'>, dueInMs: number): Promise<void>;
}
