import type { InputBlock } from '@slack/types';
import { LIMITS, plain } from './blocks.ts';
import { clip } from './text.ts';
import { typedText } from './view-state.ts';

/** How much a person may write as a reason. */
const MOST_REASON = 500;

/** A field to write in. Its block and action share one id. */
export const textInput = (
  id: string,
  label: string,
  look: {
    readonly initial?: string;
    readonly optional?: boolean;
    readonly lines?: boolean;
    readonly most?: number;
    readonly hint?: string;
    readonly placeholder?: string;
  } = {},
): InputBlock => ({
  type: 'input',
  block_id: id,
  optional: look.optional ?? false,
  label: plain(label, LIMITS.field),
  ...(look.hint && { hint: plain(look.hint, LIMITS.field) }),
  element: {
    type: 'plain_text_input',
    action_id: id,
    max_length: look.most ?? MOST_REASON,
    multiline: look.lines ?? false,
    ...(look.placeholder && { placeholder: plain(look.placeholder, LIMITS.placeholder) }),
    ...(look.initial && { initial_value: clip(look.initial, look.most ?? MOST_REASON) }),
  },
});

export const REASON = 'reason';

/** Why, in one's own words. */
export const reasonInput = (
  label: string,
  look: { readonly optional?: boolean; readonly initial?: string; readonly hint?: string } = {},
): InputBlock => textInput(REASON, label, { ...look, lines: true });

export const typedReason = (values: unknown): string => typedText(values, REASON, REASON);
