import type { ViewStateValue } from '@slack/bolt';
import { type Placed, placedElements } from '../blocks.ts';
import { isObject, type JsonObject, objectsOf, stringOf, stringsOf } from '../json.ts';
import type { Values } from './types.ts';

type Option = NonNullable<ViewStateValue['selected_option']>;

/** The field of `state.values` that each element fills, and what it starts with. */
const STARTS: Readonly<Record<string, (element: JsonObject) => Omit<ViewStateValue, 'type'>>> = {
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  static_select: one,
  external_select: one,
  radio_buttons: one,
  multi_static_select: many,
  multi_external_select: many,
  checkboxes: many,
  users_select: (element) => ({ selected_user: stringOf(element.initial_user) ?? null }),
  channels_select: (element) => ({ selected_channel: stringOf(element.initial_channel) ?? null }),
  conversations_select: (element) => ({
    selected_conversation: stringOf(element.initial_conversation) ?? null,
  }),
  multi_users_select: (element) => ({ selected_users: stringsOf(element.initial_users) }),
  multi_channels_select: (element) => ({ selected_channels: stringsOf(element.initial_channels) }),
  multi_conversations_select: (element) => ({
    selected_conversations: stringsOf(element.initial_conversations),
  }),
  datepicker: (element) => ({ selected_date: stringOf(element.initial_date) ?? null }),
  timepicker: (element) => ({ selected_time: stringOf(element.initial_time) ?? null }),
  datetimepicker: (element) => ({
    selected_date_time: typeof element.initial_date_time === 'number' ? element.initial_date_time : null,
  }),
  rich_text_input: () => ({}),
  file_input: () => ({ files: [] }),
};

function text(element: JsonObject): Omit<ViewStateValue, 'type'> {
  return { value: stringOf(element.initial_value) ?? null };
}

function one(element: JsonObject): Omit<ViewStateValue, 'type'> {
  return { selected_option: isObject(element.initial_option) ? asOption(element.initial_option) : null };
}

function many(element: JsonObject): Omit<ViewStateValue, 'type'> {
  return { selected_options: objectsOf(element.initial_options).map(asOption) };
}

/** An option that the checker accepted. */
export function asOption(option: JsonObject): Option {
  return option as unknown as Option;
}

/** True for elements that hold a value; buttons and overflow menus do not. */
function isStateful(placed: Placed): boolean {
  return Object.hasOwn(STARTS, placed.type);
}

/**
 * `state.values` of some blocks. What was there before stays where block_id, action_id and the kind of element are
 * the same, even when the app now sends another initial value, as in Slack.
 */
export function valuesOf(blocks: readonly unknown[], before: Values = {}): Values {
  const values: Values = {};
  for (const placed of placedElements(blocks).filter(isStateful)) {
    const kept = before[placed.blockId]?.[placed.actionId];
    const value = kept?.type === placed.type ? kept : startOf(placed);
    values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: value };
  }
  return values;
}

function startOf(placed: Placed): ViewStateValue {
  return { type: placed.type, ...STARTS[placed.type]?.(placed.element) };
}

/** True when nothing was typed or chosen. */
export function isEmpty(value: ViewStateValue | undefined): boolean {
  if (value === undefined) return true;
  const { type: _, ...held } = value;
  return Object.values(held).every(
    (item) =>
      item === null || item === undefined || item === '' || (Array.isArray(item) && item.length === 0),
  );
}
