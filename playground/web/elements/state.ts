import type { FormValues, InputState } from '../../page/wire.ts';
import { part } from './options.ts';

type Loose = Readonly<Record<string, unknown>>;

/** Key of the value in `state.values`, key of its prefilled value, and what "nothing" is there (Slack docs). */
const SHAPES: Readonly<
  Record<string, readonly [value: string, initial: string, nothing: null | readonly []]>
> = {
  plain_text_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  checkboxes: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
};

/** Under which key an element of this type keeps what was chosen; undefined for one that keeps nothing. */
export function valueKey(type: string): string | undefined {
  return SHAPES[type]?.[0];
}

/** An element as the app prefilled it; undefined for one that keeps nothing, such as a button. */
export function initialState(element: object): InputState | undefined {
  const type = String(part(element, 'type'));
  const shape = SHAPES[type];
  if (shape === undefined) return undefined;
  const [value, initial, nothing] = shape;
  return { type, [value]: part(element, initial) ?? nothing };
}

/** True when nothing is typed or chosen. */
export function isEmpty(state: InputState): boolean {
  const value = state[valueKey(state.type) ?? 'value'];
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** `state.values` of some blocks: for every element that keeps a value, its draft or else its prefilled value. */
export function formValues(
  blocks: readonly unknown[],
  draft: (blockId: string, actionId: string) => InputState | undefined,
): FormValues {
  const values: Record<string, Record<string, InputState>> = {};
  for (const { blockId, element } of inputsOf(blocks)) {
    const actionId = String(element.action_id ?? '');
    const state = draft(blockId, actionId) ?? initialState(element);
    if (state !== undefined) values[blockId] = { ...values[blockId], [actionId]: blankToNull(state) };
  }
  return values;
}

function blankToNull(state: InputState): InputState {
  return state.value === '' ? { ...state, value: null } : state;
}

/** Every element that can keep a value, with its block. */
export function inputsOf(blocks: readonly unknown[]): { blockId: string; block: Loose; element: Loose }[] {
  return blocks.filter(isLoose).flatMap((block) => {
    const listed: unknown = block.elements;
    const elements = [block.element, block.accessory, ...(Array.isArray(listed) ? listed : [])];
    return elements
      .filter(isLoose)
      .filter((element) => initialState(element) !== undefined)
      .map((element) => ({ blockId: String(block.block_id ?? ''), block, element }));
  });
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
