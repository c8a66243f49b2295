import { describe, expect, test } from 'vitest';
import { readMessageContent } from '../../../src/slack/search/message-content.ts';

const text = (message: unknown) => readMessageContent(message).text;
const section = (words: string) => ({ type: 'section', text: { type: 'mrkdwn', text: words } });
const rich = (...elements: readonly object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

/** Every place in which a message shows text, each with a word of its own. */
const PLACES: readonly (readonly [string, object])[] = [
  ['text', { text: 'WORD' }],
  ['section', { blocks: [section('WORD')] }],
  ['section fields', { blocks: [{ type: 'section', fields: [{ type: 'plain_text', text: 'WORD' }] }] }],
  ['header', { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'WORD' } }] }],
  ['context', { blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: 'WORD' }] }] }],
  ['image', { blocks: [{ type: 'image', image_url: 'https://x.example', alt_text: 'WORD' }] }],
  [
    'image title',
    { blocks: [{ type: 'image', title: { type: 'plain_text', text: 'WORD' }, alt_text: 'x' }] },
  ],
  ['markdown', { blocks: [{ type: 'markdown', text: '**WORD**' }] }],
  ['rich text', { blocks: [rich({ type: 'text', text: 'WORD' })] }],
  [
    'rich text list',
    {
      blocks: [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_list',
              elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'WORD' }] }],
            },
          ],
        },
      ],
    },
  ],
  [
    'quote',
    {
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: 'WORD' }] }],
        },
      ],
    },
  ],
  [
    'preformatted',
    {
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'WORD' }] }],
        },
      ],
    },
  ],
  ['table cell', { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'WORD' }]] }] }],
  ['rich table cell', { blocks: [{ type: 'table', rows: [[rich({ type: 'text', text: 'WORD' })]] }] }],
  [
    'data table number',
    {
      blocks: [
        { type: 'data_table', caption: 'x', rows: [[{ type: 'raw_number', value: 1, text: 'WORD' }]] },
      ],
    },
  ],
  ['data table caption', { blocks: [{ type: 'data_table', caption: 'WORD', rows: [] }] }],
  [
    'button',
    {
      blocks: [
        { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'WORD' } }] },
      ],
    },
  ],
  [
    'button link',
    {
      blocks: [
        {
          type: 'actions',
          elements: [
            { type: 'button', text: { type: 'plain_text', text: 'x' }, url: 'https://x.example/WORD' },
          ],
        },
      ],
    },
  ],
  [
    'section accessory',
    {
      blocks: [
        { ...section('x'), accessory: { type: 'button', text: { type: 'plain_text', text: 'WORD' } } },
      ],
    },
  ],
  [
    'menu',
    {
      blocks: [
        {
          type: 'actions',
          elements: [
            { type: 'static_select', options: [{ text: { type: 'plain_text', text: 'WORD' }, value: 'v' }] },
          ],
        },
      ],
    },
  ],
  ['card', { blocks: [{ type: 'card', body: { type: 'mrkdwn', text: 'WORD' } }] }],
  [
    'carousel',
    { blocks: [{ type: 'carousel', elements: [{ type: 'card', title: { type: 'mrkdwn', text: 'WORD' } }] }] },
  ],
  ['container', { blocks: [{ type: 'container', child_blocks: [section('WORD')] }] }],
  ['alert', { blocks: [{ type: 'alert', text: { type: 'mrkdwn', text: 'WORD' } }] }],
  ['task', { blocks: [{ type: 'plan', title: 'x', tasks: [{ type: 'task_card', title: 'WORD' }] }] }],
  ['video', { blocks: [{ type: 'video', title: { type: 'plain_text', text: 'WORD' }, alt_text: 'x' }] }],
  ['attachment text', { attachments: [{ text: 'WORD' }] }],
  ['attachment pretext', { attachments: [{ pretext: 'WORD' }] }],
  ['attachment title link', { attachments: [{ title: 'x', title_link: 'https://x.example/WORD' }] }],
  ['attachment field', { attachments: [{ fields: [{ title: 'Serial', value: 'WORD', short: true }] }] }],
  ['attachment footer', { attachments: [{ footer: 'WORD' }] }],
  ['attachment fallback', { attachments: [{ fallback: 'WORD' }] }],
  [
    'attachment action',
    { attachments: [{ actions: [{ type: 'button', name: 'hidden', text: 'WORD', value: 'hidden' }] }] },
  ],
  ['attachment blocks', { attachments: [{ blocks: [section('WORD')] }] }],
  ['forwarded text', { attachments: [{ is_share: true, text: 'WORD', author_id: 'U1' }] }],
  [
    'forwarded blocks',
    {
      attachments: [
        { is_share: true, message_blocks: [{ team: 'T1', message: { blocks: [section('WORD')] } }] },
      ],
    },
  ],
  ['file title', { files: [{ title: 'WORD', name: 'x.txt' }] }],
  ['file name', { files: [{ name: 'WORD.csv' }] }],
  ['snippet', { files: [{ name: 'x', preview: 'WORD' }] }],
  ['email subject', { files: [{ mode: 'email', subject: 'WORD', plain_text: 'x' }] }],
  ['email sender', { files: [{ mode: 'email', from: [{ address: 'WORD@x.example', name: 'x' }] }] }],
  ['file comment', { files: [{ name: 'x', initial_comment: { comment: 'WORD' } }] }],
  ['file alternative text', { files: [{ name: 'x', alt_txt: 'WORD' }] }],
  ['file preview as text', { files: [{ name: 'x', preview: '<p>x</p>', preview_plain_text: 'WORD' }] }],
  ['file title in blocks', { files: [{ name: 'x', title_blocks: [section('WORD')] }] }],
  [
    'voice message',
    {
      files: [
        {
          name: 'x.m4a',
          transcription: { status: 'complete', preview: { content: 'WORD', has_more: true } },
        },
      ],
    },
  ],
  ['email headers', { files: [{ mode: 'email', headers: { reply_to: 'WORD@x.example', message_id: 'x' } }] }],
  [
    'attachment field with a type',
    { attachments: [{ fields: [{ type: 'mrkdwn', title: 'SN', value: 'WORD' }] }] },
  ],
  [
    'what is chosen from elsewhere',
    {
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'external_select',
              initial_option: { text: { type: 'plain_text', text: 'WORD' }, value: 'hidden' },
            },
          ],
        },
      ],
    },
  ],
  [
    'several that are chosen from elsewhere',
    {
      blocks: [
        {
          type: 'section',
          accessory: {
            type: 'multi_external_select',
            initial_options: [{ text: { type: 'plain_text', text: 'WORD' }, value: 'hidden' }],
          },
        },
      ],
    },
  ],
  ['email body', { files: [{ mode: 'email', plain_text: 'x\nWORD' }] }],
];

describe('what a message shows', () => {
  test.each(PLACES)('%s is read', (_place, message) => {
    expect(text(message)).toContain('WORD');
  });

  test('what it does not show is not read', () => {
    const shown = text({
      ts: '1700000000.000100',
      client_msg_id: 'HIDDEN',
      blocks: [
        {
          type: 'actions',
          block_id: 'HIDDEN',
          elements: [
            {
              type: 'button',
              action_id: 'HIDDEN',
              value: 'HIDDEN',
              text: { type: 'plain_text', text: 'Go' },
            },
          ],
        },
      ],
      attachments: [{ id: 1, color: 'HIDDEN', callback_id: 'HIDDEN', channel_id: 'CHIDDEN', text: 'Down' }],
      files: [
        { id: 'FHIDDEN', url_private: 'https://files.slack.com/HIDDEN', title: 'Photo', mimetype: 'HIDDEN' },
      ],
      metadata: { event_type: 'HIDDEN', event_payload: { serial: 'HIDDEN' } },
    });
    expect(shown).toBe('Go\nDown\nPhoto');
  });

  test.each<readonly [string, object]>([
    ['text', { text: 'From: <@U0NOOR>' }],
    ['rich text', { blocks: [rich({ type: 'text', text: 'From: ' }, { type: 'user', user_id: 'U0NOOR' })] }],
    ['field', { attachments: [{ fields: [{ title: 'From', value: '<@U0NOOR>' }] }] }],
    ['author of a forwarded message', { attachments: [{ is_share: true, author_id: 'U0NOOR', text: 'x' }] }],
    ['menu', { blocks: [{ type: 'actions', elements: [{ type: 'users_select', initial_user: 'U0NOOR' }] }] }],
  ])('a person mentioned in %s is there as a mention', (_place, message) => {
    expect(text(message)).toContain('<@U0NOOR>');
  });

  test('a serial number in pieces of rich text is one word', () => {
    const pieces = [
      { type: 'text', text: 'SN C02XG', style: { bold: true } },
      { type: 'text', text: '0FDH7 <b>' },
    ];
    expect(text({ blocks: [rich(...pieces)] })).toBe('SN C02XG0FDH7 &lt;b&gt;');
  });

  test('what a person typed is there once, although Slack sends it twice', () => {
    const typed = {
      text: '*Slow*: &lt;H4TX90QLM2&gt; <https://x.example|here>',
      blocks: [
        rich(
          { type: 'text', text: 'Slow', style: { bold: true } },
          { type: 'text', text: ': <H4TX90QLM2> ' },
          { type: 'link', url: 'https://x.example', text: 'here' },
        ),
      ],
    };
    expect(text(typed)).toBe(typed.text);
    expect(text({ text: 'LF-00412', blocks: [section('0041')] })).toBe('LF-00412\n0041');
  });

  test('our own mention is not part of it', () => {
    expect(readMessageContent({ text: '<@UBOT> <@U0NOOR>' }, 'UBOT').text).toBe('<@U0NOOR>');
    expect(readMessageContent({ text: '<@UBOT>' }, 'UBOT').text).toBe('');
  });

  test('the author is a person, never a bot, an app or an email', () => {
    const author = (message: object) => readMessageContent(message).authorId;
    expect(author({ user: 'U0NOOR' })).toBe('U0NOOR');
    expect(author({ user: 'U0NOOR', bot_id: 'B1' })).toBeNull();
    expect(author({ user: 'USLACKBOT' })).toBeNull();
    expect(author({})).toBeNull();
  });

  test('a very long message is read at the beginning, says so, and ends with a whole word', () => {
    const long = readMessageContent({ text: 'H4TX90QLM2 '.repeat(3_000), blocks: [section('LAST')] });
    expect(long.isCut).toBe(true);
    expect(long.text.length).toBeLessThanOrEqual(16_000);
    expect(long.text).toMatch(/H4TX90QLM2$/);
    expect(readMessageContent({ text: 'H4TX90QLM2' }).isCut).toBe(false);
  });

  test.each([
    null,
    undefined,
    7,
    'text',
    [],
    [[[]]],
    { blocks: 'x' },
    { blocks: [null, 7, { type: null }] },
    { attachments: {} },
  ])('a strange one (%j) is read without a fault', (message) => {
    expect(readMessageContent(message).isCut).toBe(false);
  });

  test('one nested without end is read as far as real ones go', () => {
    const deep = JSON.parse(`${'{"message":'.repeat(5_000)}{"text":"WORD"}${'}'.repeat(5_000)}`) as object;
    expect(readMessageContent(deep)).toMatchObject({ text: '', isCut: true });
  });
});
