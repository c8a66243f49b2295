import type { KnownBlock, ModalView, PlainTextElement } from '@slack/types';

const plain = (text: string): PlainTextElement => ({ type: 'plain_text', text, emoji: true });

export const HOSTILE = '<img src=x onerror="document.title=\'taken\'"> *not bold* <!channel>';
const escaped = HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One of everything that a card of this app may hold, with a device name that wants to be markup. */
export function card(): KnownBlock[] {
  return [
    { type: 'header', text: plain('Warehouse iPad 7') },
    { type: 'section', text: { type: 'mrkdwn', text: `Name: \`${escaped}\`\n:red_circle: *LOST MODE ON*` } },
    { type: 'section', text: plain(HOSTILE) },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*Serial*\n`J9K2L7PQ4R`' },
        { type: 'mrkdwn', text: '*Seen*\n<!date^1760000000^{date_num} {time}|long ago>' },
      ],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'Asked by <@U0ANA>, see <#C0HELP>' }] },
    {
      type: 'actions',
      block_id: 'doors',
      elements: [
        { type: 'button', action_id: 'open_form', text: plain('Update'), style: 'primary' },
        {
          type: 'button',
          action_id: 'press_me',
          text: plain('Lost Mode'),
          style: 'danger',
          value: 'J9K2L7PQ4R',
          confirm: { title: plain('Sure?'), text: plain('It locks the iPad.'), confirm: plain('Turn on') },
        },
        {
          type: 'static_select',
          action_id: 'show',
          placeholder: plain('More…'),
          option_groups: [
            { label: plain('Panels'), options: [{ text: plain('Library items'), value: 'library' }] },
            { label: plain('Card'), options: [{ text: plain('Refresh'), value: 'refresh' }] },
          ],
        },
        { type: 'overflow', action_id: 'more', options: [{ text: plain('Share'), value: 'share' }] },
      ],
    },
    {
      type: 'table',
      rows: [
        [
          { type: 'raw_text', text: 'Item' },
          { type: 'raw_text', text: 'State' },
        ],
        [
          { type: 'raw_text', text: HOSTILE },
          { type: 'raw_text', text: 'installed' },
        ],
      ],
    },
    { type: 'card', title: { type: 'mrkdwn', text: 'A block that this page does not draw' } },
  ];
}

/** A form with every kind of input. */
export function form(more: KnownBlock[] = []): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('Update'),
    submit: plain('Review'),
    close: plain('Cancel'),
    blocks: [
      { type: 'alert', level: 'warning', text: plain('Last seen 9 days ago.') },
      {
        type: 'input',
        block_id: 'asset',
        label: plain('Asset tag'),
        hint: plain('As on the sticker'),
        element: { type: 'plain_text_input', action_id: 'asset', initial_value: 'LF-IPD-07' },
      },
      {
        type: 'input',
        block_id: 'user',
        optional: true,
        label: plain('User'),
        element: { type: 'external_select', action_id: 'user', min_query_length: 1 },
      },
      {
        type: 'input',
        block_id: 'tags',
        optional: true,
        label: plain('Tags'),
        element: {
          type: 'multi_static_select',
          action_id: 'tags',
          options: ['kiosk', 'loaner'].map((tag) => ({ text: plain(tag), value: tag })),
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true },
      },
      {
        type: 'input',
        block_id: 'when',
        label: plain('When'),
        element: {
          type: 'radio_buttons',
          action_id: 'when',
          options: [
            { text: plain('At once'), value: 'now' },
            { text: plain('Tonight'), value: 'tonight' },
          ],
        },
      },
      {
        type: 'actions',
        block_id: 'deeper',
        elements: [{ type: 'button', action_id: 'push', text: plain('Who may approve?') }],
      },
      ...more,
    ],
  };
}

/** A view to stack on the form. */
export function second(): ModalView {
  return {
    type: 'modal',
    title: plain('Approvers'),
    close: plain('Back'),
    blocks: [{ type: 'section', text: plain('Ben and Lea.') }],
  };
}
