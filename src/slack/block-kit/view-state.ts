import type { InputBlock } from '@slack/types';
import { LIMITS, plain } from './blocks.ts';
import { type ActionValues, action } from './ids.ts';
import { clip } from './text.ts';

/** Block ids of the panels' search box and filter, and of the find modal's one field. */
export const BLOCK_IDS = { search: 'search', filter: 'filter', find: 'find' } as const;

/** What a panel was asked to show. `filter` is a desk group, or `all`. `page` counts from 0. */
export interface PanelQuery {
  readonly search: string;
  readonly filter: string;
  readonly page: number;
}

export const EMPTY_PANEL_QUERY: PanelQuery = { search: '', filter: 'all', page: 0 };

/** Search and filter as they stand in a panel; forged or missing state asks for nothing. `values` is `view.state.values`. */
export function panelQuery(values: unknown, page = 0): PanelQuery {
  return {
    search: typedText(values, BLOCK_IDS.search, 'panel.search').slice(0, 100),
    filter:
      action('panel.filter').read(pickedValue(values, BLOCK_IDS.filter, 'panel.filter'))?.filter ?? 'all',
    page,
  };
}

/** What was picked in the find modal; `null`: nothing. */
export const selectedOffer = (values: unknown): ActionValues<'find.pick'> | null =>
  action('find.pick').read(pickedValue(values, BLOCK_IDS.find, 'find.pick'));

/** What stands in a text input; empty when nothing does. */
export function typedText(values: unknown, blockId: string, actionId: string): string {
  const text = inside(values, blockId, actionId, 'value');
  return typeof text === 'string' ? text.trim() : '';
}

/** The value of the option chosen in a menu; `null` when none is. */
export function pickedValue(values: unknown, blockId: string, actionId: string): string | null {
  const value = inside(values, blockId, actionId, 'selected_option', 'value');
  return typeof value === 'string' ? value : null;
}

/** What a pressed button or a chosen option of `body.actions[0]` carries, still unread. */
export const pressedValue = (pressed: unknown): unknown =>
  inside(pressed, 'selected_option', 'value') ?? inside(pressed, 'value');

function inside(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (held, key) =>
      typeof held === 'object' && held !== null && Object.hasOwn(held, key)
        ? (held as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

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
