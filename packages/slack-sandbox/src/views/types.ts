import type { ViewStateValue } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { JsonObject } from '../json.ts';

/** What a person has typed or chosen, by block_id and action_id. */
export type Values = Record<string, Record<string, ViewStateValue>>;

/** A modal or a Home tab as Slack keeps it. */
export interface StoredView {
  id: string;
  userId: string;
  type: 'modal' | 'home';
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  title: string;
  submit: string | undefined;
  close: string | undefined;
  blocks: KnownBlock[];
  clearOnClose: boolean;
  notifyOnClose: boolean;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  values: Values;
  /** Errors under inputs, by block_id. */
  errors: Record<string, string>;
  /** A sentence over the whole view, such as "We had some trouble connecting. Try again?". */
  trouble: string | undefined;
  /** A submission is under way: the buttons are grey. */
  busy: boolean;
}

/** A view as the app sent it, checked. */
export type ViewSource = JsonObject & { type: 'modal' | 'home' };
