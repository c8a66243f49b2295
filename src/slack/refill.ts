import type { AnyBlock, InputBlock, ModalView } from '@slack/types';
import { Refusal, type RefusalCode } from '../helpdesk/policy.ts';
import { LIMITS, section } from './block-kit/blocks.ts';
import { foreignText, lines, mrkdwn, type Text } from './block-kit/text.ts';

/** What stands in a view's or message's inputs: block_id → action_id → element state, as Slack sends it. Read it with `view-state.ts`. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A modal as it stands in the payload of what was pressed or submitted in it (Slack docs, view payloads). */
export interface SentView {
  readonly type?: string;
  readonly callback_id?: string;
  readonly private_metadata?: string;
  readonly title?: ModalView['title'];
  readonly submit?: ModalView['submit'] | null;
  readonly close?: ModalView['close'] | null;
  readonly clear_on_close?: boolean;
  readonly blocks?: readonly AnyBlock[];
  readonly state?: { readonly values?: StateValues };
}

/** Slack says in one place what is chosen, and is told in another what stands there at first (Slack docs, block elements). */
const PLACES: Readonly<Record<string, readonly [chosen: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  external_select: ['selected_option', 'initial_option'],
  static_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  multi_external_select: ['selected_options', 'initial_options'],
  multi_static_select: ['selected_options', 'initial_options'],
  checkboxes: ['selected_options', 'initial_options'],
  users_select: ['selected_user', 'initial_user'],
  multi_users_select: ['selected_users', 'initial_users'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  rich_text_input: ['rich_text_value', 'initial_value'],
};

/** The same blocks, with what stood in the inputs that were there before, too. */
export function refill<Block extends AnyBlock>(blocks: readonly Block[], state: StateValues): Block[] {
  return blocks.map((block) => (isInput(block) ? { ...block, element: filled(block, state) } : block));
}

/** A view comes back as it was drawn; Slack would refuse anything else in its place. */
const isBlock = (block: unknown): boolean => typeof block === 'object' && block !== null && 'type' in block;

const isInput = (block: AnyBlock): block is InputBlock => block.type === 'input';

interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly options?: readonly { readonly value?: string }[];
  readonly [name: string]: unknown;
}

const elementOf = ({ element }: InputBlock): Element => element as unknown as Element;

function filled(block: InputBlock, state: StateValues): InputBlock['element'] {
  const { ...element } = elementOf(block);
  const place = PLACES[element.type];
  const held = state[block.block_id ?? '']?.[element.action_id ?? ''] as Record<string, unknown> | undefined;
  if (!place || !held) return block.element;
  const [chosen, initial] = place;
  const { [initial]: _before, ...rest } = element;
  const value = offered(element, held[chosen]);
  const isEmpty = value === null || value === undefined || value === '' || (value as unknown[]).length === 0;
  return (isEmpty ? rest : { ...rest, [initial]: value }) as unknown as InputBlock['element'];
}

/** Slack takes only what an element with options of its own offers, word for word. */
function offered({ options }: Element, chosen: unknown): unknown {
  if (!options) return chosen;
  const values = [chosen].flat().map((one) => (one as { value?: string } | null)?.value);
  const found = options.filter(({ value }) => values.includes(value));
  return Array.isArray(chosen) ? found : (found[0] ?? null);
}

/** After these it is of no use to submit the same again, and a device is not shown to someone who was just refused it. */
const FINAL: ReadonlySet<RefusalCode> = new Set([
  'outsider',
  'not-allowed',
  'needs-admin',
  'only-own',
  'own-request',
  'already-decided',
  'changed',
  'not-found',
]);

const TOP = 'said';

/**
 * The window in which something was typed and then came to nothing, as it stood, with the sentence on top; where submitting it again is
 * of no use, the sentence and what was typed. `null` for one in which nothing can be typed.
 */
export function viewWithInput(
  sent: SentView | null,
  failed: { readonly error: unknown; readonly title: string; readonly said: Text },
): ModalView | null {
  const sentBlocks = (sent?.blocks ?? []).filter(isBlock);
  const inputs = sentBlocks.filter(isInput);
  if (!sent?.title || !isAsDrawn(sent) || inputs.length === 0) return null;
  const state = sent.state?.values ?? {};
  const { error, title, said } = failed;
  const top = { ...section(said), block_id: TOP };
  const frame = { type: 'modal', callback_id: 'failed', private_metadata: '1' } as const;
  if (error instanceof Refusal && FINAL.has(error.code)) {
    const words = typedIn(inputs, state).map((text) => section(lines([WAS_TYPED, foreignText(text)])));
    return { ...frame, title: { type: 'plain_text', text: title }, blocks: [top, ...words] };
  }
  const { callback_id, private_metadata, submit, close, clear_on_close } = sent;
  const blocks = sentBlocks.filter(({ block_id }) => block_id !== TOP);
  return {
    ...frame,
    title: sent.title,
    ...(callback_id && { callback_id }),
    ...(private_metadata && { private_metadata }),
    ...(submit && { submit }),
    ...(close && { close }),
    ...(clear_on_close === true && { clear_on_close }),
    blocks: [top, ...refill(blocks, state)].slice(0, LIMITS.viewBlocks),
  };
}

/** Slack sends a modal back as it was drawn, always with its callback_id. */
const isAsDrawn = ({ type, callback_id, title, submit, close }: SentView): boolean =>
  type === 'modal' &&
  typeof callback_id === 'string' &&
  isPlainText(title) &&
  [submit, close].every((label) => !label || isPlainText(label));

const isPlainText = (label: SentView['close']): boolean =>
  label?.type === 'plain_text' && typeof label.text === 'string';

const WAS_TYPED = mrkdwn`You typed:`;

/** What a person wrote there, and not what had stood in it. */
function typedIn(inputs: readonly InputBlock[], state: StateValues): string[] {
  return inputs.flatMap((block) => {
    const { type, action_id, initial_value } = elementOf(block);
    const held = state[block.block_id ?? '']?.[action_id ?? ''] as { value?: unknown } | undefined;
    const text = held?.value;
    return type === 'plain_text_input' && typeof text === 'string' && text !== '' && text !== initial_value
      ? [text]
      : [];
  });
}
