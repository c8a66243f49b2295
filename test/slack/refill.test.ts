import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { checkView } from '../../packages/slack-sandbox/src/limits/index.ts';
import { Refusal, type RefusalCode } from '../../src/helpdesk/policy.ts';
import { refill, viewWithInput } from '../../src/slack/refill.ts';

const option = (value: string) => ({ text: { type: 'plain_text', text: value } as const, value });

/** One input of every kind that Slack has, files aside, and what stands in each. */
const INPUTS = [
  ['plain_text_input', { initial_value: 'old' }, { value: 'typed' }, { initial_value: 'typed' }],
  ['plain_text_input', { initial_value: 'old' }, { value: null }, {}],
  [
    'external_select',
    { initial_option: option('a') },
    { selected_option: option('b') },
    { initial_option: option('b') },
  ],
  ['external_select', { initial_option: option('a') }, { selected_option: null }, {}],
  [
    'multi_external_select',
    { initial_options: [option('a')] },
    { selected_options: [option('a'), option('b')] },
    { initial_options: [option('a'), option('b')] },
  ],
  ['multi_external_select', { initial_options: [option('a')] }, { selected_options: [] }, {}],
  [
    'radio_buttons',
    { options: [option('a'), option('b')] },
    { selected_option: option('b') },
    { options: [option('a'), option('b')], initial_option: option('b') },
  ],
  [
    'checkboxes',
    { options: [option('a')] },
    { selected_options: [option('a'), option('gone')] },
    { options: [option('a')], initial_options: [option('a')] },
  ],
  ['email_text_input', {}, { value: 'dana@x.example' }, { initial_value: 'dana@x.example' }],
  ['url_text_input', {}, { value: 'https://x.example' }, { initial_value: 'https://x.example' }],
  [
    'number_input',
    { is_decimal_allowed: false },
    { value: '7' },
    { is_decimal_allowed: false, initial_value: '7' },
  ],
  ['users_select', { initial_user: 'U0ANA' }, { selected_user: 'U0DANA' }, { initial_user: 'U0DANA' }],
  ['users_select', { initial_user: 'U0ANA' }, { selected_user: null }, {}],
  ['multi_users_select', {}, { selected_users: ['U0ANA'] }, { initial_users: ['U0ANA'] }],
  ['conversations_select', {}, { selected_conversation: 'C0HELP' }, { initial_conversation: 'C0HELP' }],
  [
    'multi_conversations_select',
    {},
    { selected_conversations: ['C0HELP'] },
    { initial_conversations: ['C0HELP'] },
  ],
  ['channels_select', {}, { selected_channel: 'C0HELP' }, { initial_channel: 'C0HELP' }],
  ['multi_channels_select', {}, { selected_channels: ['C0HELP'] }, { initial_channels: ['C0HELP'] }],
  ['datepicker', {}, { selected_date: '2026-11-29' }, { initial_date: '2026-11-29' }],
  ['timepicker', {}, { selected_time: '08:30' }, { initial_time: '08:30' }],
  ['datetimepicker', {}, { selected_date_time: 1_796_000_000 }, { initial_date_time: 1_796_000_000 }],
] as const;

const sentView = (type: string, look: object, held: object) => ({
  type: 'modal',
  callback_id: 'request.deny',
  private_metadata: '1|4MQ86MBW',
  title: { type: 'plain_text', text: 'Deny request' } as const,
  submit: { type: 'plain_text', text: 'Deny' } as const,
  close: { type: 'plain_text', text: 'Back' } as const,
  blocks: [
    {
      type: 'input',
      block_id: 'it',
      label: { type: 'plain_text', text: 'It' },
      element: { type, action_id: 'it', ...look },
    },
  ] as unknown as ModalView['blocks'],
  state: { values: { it: { it: { type, ...held } } } },
});

const failed = (error: unknown) => ({ error, title: 'That did not work', said: 'Please try again.' });
const elementOf = (view: ModalView | null) =>
  view?.blocks.find(({ type }) => type === 'input') as unknown as { element: object } | undefined;

describe.each(INPUTS)('%s with %j, holding %j', (type, look, held, kept) => {
  const sent = sentView(type, look, held);

  test('comes again as it stood, below the sentence, and can be submitted', () => {
    const view = viewWithInput(sent, failed(new Error('gone')));
    expect(view).toMatchObject({ callback_id: sent.callback_id, submit: sent.submit });
    expect(JSON.stringify(view?.blocks[0])).toContain('Please try again.');
    expect(elementOf(view)?.element).toEqual({ type, action_id: 'it', ...kept });
    expect(checkView(view as never)).toEqual([]);
  });

  test('keeps one sentence when it fails again', () => {
    const once = viewWithInput(sent, failed(new Error('gone')));
    const twice = viewWithInput({ ...sent, blocks: once?.blocks ?? [] }, failed(new Error('gone')));
    expect(twice).toEqual(once);
  });

  test('stays in a view that is drawn anew', () => {
    expect(
      elementOf({ ...sent, blocks: refill(sent.blocks, sent.state.values) } as ModalView)?.element,
    ).toEqual({
      type,
      action_id: 'it',
      ...kept,
    });
  });
});

const AGAIN: readonly RefusalCode[] = ['not-now', 'not-possible', 'already-open', 'bad-input'];
const FINAL: readonly RefusalCode[] = [
  'outsider',
  'not-allowed',
  'own-request',
  'already-decided',
  'changed',
];

describe('a refusal', () => {
  const sent = sentView('plain_text_input', { initial_value: 'Their asset tag' }, { value: 'It is *lost*' });

  test.each(AGAIN)('%s keeps the window', (code) =>
    expect(viewWithInput(sent, failed(new Refusal(code, 'Not now.')))?.submit).toEqual(sent.submit),
  );

  test.each(FINAL)('%s shows nothing but the sentence and what was typed', (code) => {
    const view = viewWithInput(sent, failed(new Refusal(code, 'No.')));
    expect(view?.submit).toBeUndefined();
    expect(JSON.stringify(view)).toContain('It is *lost*');
    expect(JSON.stringify(view)).not.toContain('Their asset tag');
    expect(checkView(view as never)).toEqual([]);
  });
});

test('a window in which nothing can be typed is no form', () =>
  expect(
    viewWithInput({ ...sentView('plain_text_input', {}, {}), blocks: [] }, failed(new Error())),
  ).toBeNull());

test.each([
  ['callback_id', 0],
  ['title', { type: 'mrkdwn', text: 'Update' }],
])('a window whose %s Slack never drew is not sent back', (part, value) => {
  const sent = { ...sentView('plain_text_input', {}, { value: 'typed' }), [part]: value };
  expect(viewWithInput(sent, failed(new Error()))).toBeNull();
});

test.each(['submit', 'close'])('a window whose %s is no text is not drawn again', (label) => {
  const sent = sentView('plain_text_input', {}, { value: 'typed' });
  const broken = { ...sent, [label]: { type: '', text: 'Cancel' } } as never;
  expect(viewWithInput(sent, failed(new Error()))).not.toBeNull();
  expect(viewWithInput(broken, failed(new Error()))).toBeNull();
});

test('what is no block is left out of the window', () => {
  const sent = sentView('plain_text_input', {}, { value: 'typed' });
  const blocks = ['', null, ...(sent.blocks ?? [])] as never;
  const view = viewWithInput({ ...sent, blocks }, failed(new Error()));
  expect(view && checkView(view)).toEqual([]);
});
