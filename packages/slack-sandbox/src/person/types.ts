import type { KnownBlock, Option } from '@slack/types';
import type { JsonObject } from '../json.ts';
import type { Delivery } from '../traffic.ts';
import type { Values } from '../views/types.ts';
import type { Channel } from '../world/types.ts';

/** A message as one person sees it, at the moment of looking. */
export interface SeenMessage {
  kind: 'message';
  channel: string;
  ts: string;
  threadTs: string | undefined;
  author: { id: string; name: string; isBot: boolean };
  text: string;
  blocks: KnownBlock[];
  /** All that can be read, top to bottom, one line a part. */
  words: string;
  /** The labels of its buttons. */
  buttons: string[];
  edited: boolean;
  onlyVisibleToYou: boolean;
  /** The files that came with it; `size` in bytes, `content` of those that the app uploaded. */
  files: { id: string; name: string; size: number; content: string | undefined }[];
  /** What this person chose in it so far. */
  values: Values;
}

/** A modal or the Home tab as its person sees it, at the moment of looking. */
export interface SeenView {
  kind: 'view';
  id: string;
  type: 'modal' | 'home';
  callbackId: string;
  title: string;
  submit: string | undefined;
  close: string | undefined;
  blocks: KnownBlock[];
  words: string;
  buttons: string[];
  privateMetadata: string;
  hash: string;
  values: Values;
  /** What stands under inputs in red, by block_id. */
  errors: Record<string, string>;
  /** A sentence over the whole view. */
  trouble: string | undefined;
  busy: boolean;
}

export type Where = SeenMessage | SeenView;

/** What came of something the person did. */
export interface Done {
  delivery: Delivery;
  /** False: Slack shows a warning triangle. */
  acked: boolean;
}

export interface CommandResult extends Done {
  text?: string;
  blocks?: KnownBlock[];
  /** What the acknowledgement put into the channel. */
  message?: SeenMessage;
  error?: 'operation_timeout' | 'dispatch_failed';
  /** Slack's own sentence about the error. */
  notice?: string;
}

export interface SayOptions {
  threadTs?: string;
  /** What a bot posts beside its text. */
  blocks?: KnownBlock[];
  /** What a bot posts, and what people forward: an attachment with `is_share` and `message_blocks`. */
  attachments?: JsonObject[];
  /** What is uploaded with it, as Slack tells files. */
  files?: JsonObject[];
}

export interface FillOptions {
  /** Presses Enter at the end, which tells the app when the input asks for that. */
  readonly enter?: boolean;
}

export interface PressOptions {
  /** Which of several with the same action_id. */
  value?: string;
  blockId?: string;
  /** What is answered when a dialog asks; default yes. */
  confirm?: 'yes' | 'no';
  /** Presses what was seen, although the screen may have changed since. */
  stale?: boolean;
}

export interface PressResult {
  /** Absent when the person said no to the dialog. */
  delivery?: Delivery;
  acked: boolean;
  /** The dialog that asked. */
  asked?: { title: string; text: string; confirm: string; deny: string };
  /** The address a link button opens. */
  url?: string;
}

export interface SubmitResult {
  /** Absent when Slack's own checks held it back. */
  delivery?: Delivery;
  closed?: true;
  errors?: Record<string, string>;
  updated?: SeenView;
  pushed?: SeenView;
  /** "We had some trouble connecting. Try again?" */
  error?: string;
}

/** Someone at their Slack. Every method throws when the thing is not on their screen. */
export interface Person {
  readonly id: string;
  readonly name: string;
  command(channelId: string, text: string): Promise<CommandResult>;
  press(where: Where, actionId: string, options?: PressOptions): Promise<PressResult>;
  /** An option by its text or value; several for checkboxes and multi-selects; null to clear. */
  choose(
    where: Where,
    actionId: string,
    picked: string | string[] | null,
    options?: PressOptions,
  ): Promise<PressResult>;
  suggest(where: Where, actionId: string, typed: string): Promise<Option[]>;
  /** Types into an input, by its action_id or block_id. */
  fill(view: Where, id: string, value: string, options?: FillOptions): Promise<void>;
  submit(view: SeenView): Promise<SubmitResult>;
  /** The X or the Close button; `view_closed` if the view wants it. */
  close(view: SeenView): Promise<void>;
  shortcut(callbackId: string): Promise<Done>;
  messageShortcut(callbackId: string, message: SeenMessage): Promise<Done>;
  /** Opens the app's Home tab and resolves when the app has heard of it. */
  openHome(): Promise<SeenView | undefined>;
  home(): SeenView | undefined;
  /** Says something in a channel, a thread, or the direct conversation with the app. */
  say(channelId: string, text: string, options?: SayOptions): Promise<SeenMessage>;
  sees(channelId: string): SeenMessage[];
  /** The channels in this person's sidebar, archived ones left out. */
  channels(): Channel[];
  /** The direct conversation with the app; `dmId` is its channel. */
  dm(): SeenMessage[];
  dmId(): string;
  views(): SeenView[];
  topView(): SeenView | undefined;
}
