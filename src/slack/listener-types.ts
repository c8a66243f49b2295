import type { ViewResponseAction } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import type { LoadingView } from './block-kit/blocks.ts';
import type { ActionId, ActionValues, ViewId, ViewValues } from './block-kit/ids.ts';
import type { AppContext, Interaction } from './interaction.ts';
import type { StateValues } from './refill.ts';

export type { StateValues };

/** A press on a button or a choice in a menu. Acked before it runs. */
export type ActionListener<Id extends ActionId> = (
  app: AppContext,
  interaction: Interaction,
  values: ActionValues<Id>,
  given: { readonly state: StateValues; readonly metadata: string; readonly typed: string | null },
) => Promise<void>;

/**
 * What a submitted modal is answered with, within three seconds; without an `ack` it closes. `after` runs once that has been sent,
 * and only where the ack said nothing yet: its failure takes the window, and must not take back what was said to be done. What
 * `followUp` adds later may fail: the window keeps what it says.
 */
export type SubmissionResponse =
  | { readonly ack: ViewResponseAction; readonly after?: never; readonly followUp?: () => Promise<void> }
  | {
      readonly followUp?: never;
      readonly ack?: { readonly response_action: 'update'; readonly view: LoadingView };
      readonly after: () => Promise<void>;
    };

/** A submitted modal. `press.modal` is the modal itself; `submission.viewId` is its Slack id. */
export type SubmissionListener<Id extends ViewId> = (
  app: AppContext,
  interaction: Interaction,
  values: ViewValues<Id>,
  submission: { readonly state: StateValues; readonly viewId: string },
) => Promise<SubmissionResponse>;

/** Type-ahead of an external select. `state` and `metadata` are those of the modal it stands in. */
export type OptionsListener = (
  app: AppContext,
  interaction: Interaction,
  typed: string,
  given: { readonly metadata: string },
) => Promise<readonly PlainTextOption[]>;
