import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
  StaticSelect,
} from '@slack/types';
import { type ActionId, type ActionValues, action, type ViewId, type ViewValues, view } from './ids.ts';
import { clip, clipMarkup, foreignText, lines, type Mrkdwn, mrkdwn, type Text } from './text.ts';

/** Slack's limits, in code points (Slack docs, Block Kit reference). */
export const LIMITS = {
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  confirmButton: 30,
  option: 75,
  options: 100,
  optionGroups: 100,
  placeholder: 150,
  viewTitle: 24,
  viewBlocks: 100,
  messageBlocks: 50,
  /** Of a message's blocks as JSON: above about 13,200 Slack refuses it. */
  messagePayload: 13_000,
} as const;

/** Text that Slack formats in no way, `:emoji:` included. */
export const plain = (text: Text, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: clip(typeof text === 'string' ? text : text.plain, max) || '—',
  emoji: false,
});

/** Markup where it is exact, else plain text: foreign text never becomes formatting. Plain strings stay plain. */
export function textObject(text: Text, max: number): PlainTextElement | MrkdwnElement {
  if (typeof text === 'string' || !text.exact || text.plain === '') return plain(text, max);
  return { type: 'mrkdwn', text: clipMarkup(text.mrkdwn, max), verbatim: true };
}

export const header = (text: Text): HeaderBlock => ({ type: 'header', text: plain(text, LIMITS.header) });

export const section = (text: Text, accessory?: Button | StaticSelect): SectionBlock => ({
  type: 'section',
  text: textObject(text, LIMITS.section),
  ...(accessory ? { accessory } : {}),
});

/**
 * Lines below each other, in one section as far as can be: a foreign text that only plain text shows as it is has one of its own, so
 * that it costs the others none of their dates and mentions. Empty ones are left out.
 */
export function sections(texts: readonly Text[]): SectionBlock[] {
  const groups: Mrkdwn[][] = [];
  let isOpen = false;
  for (const one of texts.map((text) => mrkdwn`${text}`).filter(({ plain: said }) => said !== '')) {
    if (isOpen && one.exact) groups.at(-1)?.push(one);
    else groups.push([one]);
    isOpen = one.exact;
  }
  return groups.map((group) => section(lines(group)));
}

/** Short pairs side by side, at most ten. */
export const fields = (texts: readonly Text[]): SectionBlock => ({
  type: 'section',
  fields: texts.slice(0, LIMITS.fields).map((text) => textObject(text, LIMITS.field)),
});

/** Small print. */
export const context = (...texts: readonly Text[]): ContextBlock => ({
  type: 'context',
  elements: texts.slice(0, LIMITS.contextElements).map((text) => textObject(text, LIMITS.field)),
});

export const divider: DividerBlock = { type: 'divider' };

/** A row of buttons and menus; `null`s are left out, and without any there is no block. */
export function actions(
  elements: readonly (ActionsBlock['elements'][number] | null)[],
  blockId?: string,
): KnownBlock[] {
  const shown = elements.filter((element) => element !== null).slice(0, LIMITS.actions);
  if (shown.length === 0) return [];
  return [{ type: 'actions', elements: shown, ...(blockId ? { block_id: blockId } : {}) }];
}

export interface ButtonStyle {
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmationDialog;
  /** Opens this address; the press still arrives and is acked. */
  readonly url?: string;
  /** For screen readers, where the label alone says too little: "Open Dana's iPhone". */
  readonly says?: Text;
}

export const button = <const Id extends ActionId>(
  id: Id,
  values: ActionValues<Id>,
  label: Text,
  { says, ...look }: ButtonStyle = {},
): Button => ({
  type: 'button',
  action_id: id,
  text: plain(label, LIMITS.buttonText),
  value: action(id).value(values),
  ...look,
  ...(says ? { accessibility_label: plain(says, LIMITS.buttonText).text } : {}),
});

/** One choice; its value is what {@link action} reads. */
export const option = <const Id extends ActionId>(
  id: Id,
  values: ActionValues<Id>,
  label: Text,
  description?: Text,
): PlainTextOption => ({
  text: plain(label, LIMITS.option),
  value: action(id).value(values),
  ...(description ? { description: plain(description, LIMITS.option) } : {}),
});

export interface Group {
  readonly label: string;
  readonly options: readonly PlainTextOption[];
}

/** A menu. Give options, or groups of them; empty groups are left out. At least one option must be there. */
export const select = (
  id: ActionId,
  placeholder: string,
  choices: readonly PlainTextOption[] | readonly Group[],
  initial?: PlainTextOption,
): StaticSelect => ({
  type: 'static_select',
  action_id: id,
  placeholder: plain(placeholder, LIMITS.placeholder),
  ...choicesOf(choices),
  ...(initial ? { initial_option: initial } : {}),
});

function choicesOf(choices: readonly (PlainTextOption | Group)[]) {
  const groups = choices.filter(isGroup);
  const options = choices.filter(isOption);
  if (groups.length === 0) return { options: options.slice(0, LIMITS.options) };
  return {
    option_groups: groups
      .filter((group) => group.options.length > 0)
      .slice(0, LIMITS.optionGroups)
      .map((group) => ({
        label: plain(group.label, LIMITS.option),
        options: group.options.slice(0, LIMITS.options),
      })),
  };
}

const isOption = (choice: PlainTextOption | Group): choice is PlainTextOption => !isGroup(choice);

const isGroup = (choice: PlainTextOption | Group): choice is Group => 'options' in choice;

/** A search box that asks again on Enter. Its text is read with `view-state.ts`. */
export const searchSelect = (id: ActionId, blockId: string, label: string, initial: string): InputBlock => ({
  type: 'input',
  block_id: blockId,
  optional: true,
  dispatch_action: true,
  label: plain(label, LIMITS.field),
  element: {
    type: 'plain_text_input',
    action_id: id,
    max_length: 100,
    dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
    ...(initial === '' ? {} : { initial_value: clip(initial, 100) }),
  },
});

/** A modal. Blocks beyond Slack's hundred are cut off: page before it comes to that. */
export const modal = <const Id extends ViewId>(
  id: Id,
  values: ViewValues<Id>,
  look: {
    readonly title: string;
    readonly blocks: readonly KnownBlock[];
    readonly submit?: string;
    readonly close?: string;
  },
): ModalView => ({
  type: 'modal',
  callback_id: id,
  private_metadata: view(id).value(values),
  title: plain(look.title, LIMITS.viewTitle),
  close: plain(look.close ?? 'Close', LIMITS.viewTitle),
  ...(look.submit ? { submit: plain(look.submit, LIMITS.viewTitle) } : {}),
  blocks: look.blocks.slice(0, LIMITS.viewBlocks),
});

/** A foreign name that is never empty. */
export const withAccessibleName = (name: string, max = 150) =>
  foreignText(name.trim() === '' ? '(no name)' : name, max);

/** What a modal shows until its content has been read: it opens at once, because a `trigger_id` lives three seconds. */
export const loadingView = (title: string, deviceName?: string): LoadingView => {
  const said =
    deviceName === undefined ? mrkdwn`⏳ One moment…` : mrkdwn`⏳ Reading ${foreignText(deviceName, 120)}…`;
  return { ...modal('loading', {}, { title, blocks: [section(said)] }), callback_id: 'loading' };
};

/** One that says nothing yet, so that anything may come in its place. */
export interface LoadingView extends ModalView {
  readonly callback_id: 'loading';
}
