import { expect, test } from 'vitest';
import { checkMessage, checkOptions, checkView } from '../../src/index.ts';
import * as s from './samples.ts';

/** A rule: what keeps it, what breaks it, and what Slack says then. */
type Rule = [what: string, keeps: string[], breaks: string[], says: RegExp];

const {
  actions,
  blocks,
  button,
  card,
  input,
  modal,
  mrkdwn,
  option,
  options,
  plain,
  raw,
  section,
  select,
  table,
} = s;
const container = { type: 'container', title: plain(5), child_blocks: [section()] };
const number = { type: 'number_input', is_decimal_allowed: false, min_value: '1' };
const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const focused = (id: string) => input(s.typed({ focus_on_load: true, action_id: id }));
const ONLY_PLAIN = /must be one of: plain_text/;

const RULES: Rule[] = [
  [
    'a known block',
    blocks({ type: 'divider' }),
    blocks({ type: 'nonsense' }),
    /^unsupported type: nonsense \[json-pointer:\/blocks\/0\/type\]$/,
  ],
  [
    'only known fields',
    blocks(section()),
    blocks(section({ colour: 'red' })),
    /invalid additional property: colour/,
  ],
  [
    'verbatim is for mrkdwn',
    blocks(section({ text: { ...mrkdwn(1), verbatim: true } })),
    blocks(section({ text: { ...plain(1), verbatim: true } })),
    /additional property: verbatim/,
  ],
  [
    'a header is plain',
    blocks({ type: 'header', text: plain(1) }),
    blocks({ type: 'header', text: mrkdwn(1) }),
    ONLY_PLAIN,
  ],
  ['a button is plain', blocks(actions(button())), blocks(actions(button({ text: mrkdwn(1) }))), ONLY_PLAIN],
  [
    'a select option is plain',
    modal({}, input(select())),
    modal({}, input(select({ options: [{ text: mrkdwn(1), value: 'v' }] }))),
    ONLY_PLAIN,
  ],
  [
    'a text is not empty',
    blocks(section()),
    blocks(section({ text: mrkdwn(0) })),
    /must be more than 0 characters/,
  ],
  [
    'a section says something',
    blocks({ type: 'section', fields: [mrkdwn(1)] }),
    blocks({ type: 'section' }),
    /at least one of: text, fields/,
  ],
  ['a card has something', blocks(card()), blocks({ type: 'card' }), /at least one of/],
  [
    'an image has one source',
    blocks(s.image()),
    blocks(s.image({ slack_file: { id: 'F1' } })),
    /exactly one of: image_url, slack_file/,
  ],
  [
    'an image has alt_text',
    blocks(s.image()),
    blocks({ type: 'image', image_url: 'https://a.example' }),
    /missing required field: alt_text/,
  ],
  [
    'an input has a label',
    blocks(input(s.typed())),
    blocks({ type: 'input', element: s.typed() }),
    /missing required field: label/,
  ],
  ['an input has no button', blocks(input(s.typed())), blocks(input(button())), /unsupported type: button/],
  [
    'actions have no text input',
    blocks(actions(button())),
    blocks(actions(s.typed())),
    /unsupported type: plain_text_input/,
  ],
  ['actions have something', blocks(actions(button())), blocks(actions()), /no less than 1 items/],
  [
    'a context has no button',
    blocks({ type: 'context', elements: [mrkdwn(1)] }),
    blocks({ type: 'context', elements: [button()] }),
    /unsupported type: button/,
  ],
  [
    'no datetimepicker in a section',
    blocks(actions({ type: 'datetimepicker' })),
    blocks(section({ accessory: { type: 'datetimepicker' } })),
    /unsupported type: datetimepicker/,
  ],
  [
    'a datetime has ten digits',
    blocks(actions({ type: 'datetimepicker', initial_date_time: 1_760_000_000 })),
    blocks(actions({ type: 'datetimepicker', initial_date_time: 1 })),
    /at least 1000000000/,
  ],
  [
    'a date is a date',
    blocks(actions({ type: 'datepicker', initial_date: '2026-11-23' })),
    blocks(actions({ type: 'datepicker', initial_date: '23.11.2026' })),
    /invalid format/,
  ],
  [
    'a number input knows decimals',
    modal({}, input(number)),
    modal({}, input({ type: 'number_input' })),
    /missing required field: is_decimal_allowed/,
  ],
  [
    'its bounds are strings',
    modal({}, input(number)),
    modal({}, input({ ...number, min_value: 1 })),
    /must be a string/,
  ],
  [
    'file_input is for modals',
    modal({}, input({ type: 'file_input' })),
    blocks(input({ type: 'file_input' })),
    /unsupported type: file_input/,
  ],
  [
    'button styles',
    blocks(actions(button({ style: 'danger' }))),
    blocks(actions(button({ style: 'warning' }))),
    /must be one of: primary, danger/,
  ],
  [
    'options or groups',
    modal({}, input(select())),
    modal({}, input({ type: 'static_select' })),
    /exactly one of: options, option_groups/,
  ],
  [
    'the initial option is offered',
    modal({}, input(select({ initial_option: options(1)[0] }))),
    modal({}, input(select({ initial_option: option(1, 1) }))),
    /invalid initial option/,
  ],
  [
    'an option has a value',
    modal({}, input(select())),
    modal({}, input(select({ options: [{ text: plain(1) }] }))),
    /missing required field: value/,
  ],
  [
    'collapsed needs collapsible',
    blocks({ ...container, is_collapsible: true, default_collapsed: true }),
    blocks({ ...container, default_collapsed: true }),
    /is_collapsible/,
  ],
  [
    'a data_table has a caption',
    blocks(table(2, 1, 1, { type: 'data_table', caption: 'c' })),
    blocks(table(2, 1, 1, { type: 'data_table' })),
    /missing required field: caption/,
  ],
  [
    'a table is a rectangle',
    blocks(table(2, 2)),
    blocks({ type: 'table', rows: [[raw(1)], [raw(1), raw(1)]] }),
    /same number of cells/,
  ],
  [
    'a cell may be rich text',
    blocks({ type: 'table', rows: [[rich({ type: 'text', text: 'a' })]] }),
    blocks({ type: 'table', rows: [[button()]] }),
    /unsupported type: button/,
  ],
  ['one table a message', blocks(table(1, 1)), blocks(table(1, 1), table(1, 1)), /only one table/],
  ['tables are for messages', blocks(table(1, 1)), modal({}, table(1, 1)), /unsupported type: table/],
  [
    'alerts are for modals',
    modal({}, { type: 'alert', text: plain(1) }),
    blocks({ type: 'alert', text: plain(1) }),
    /unsupported type: alert/,
  ],
  [
    'block_ids differ',
    blocks(section({ block_id: 'a' }), section({ block_id: 'b' })),
    blocks(section({ block_id: 'a' }), section({ block_id: 'a' })),
    /^`block_id` "a" already exists/,
  ],
  [
    'action_ids of a block differ',
    blocks(actions(button()), actions(button())),
    blocks(actions(button(), button())),
    /^`action_id` "b" already exists/,
  ],
  ['one focus', modal({}, focused('a')), modal({}, focused('a'), focused('b')), /only one element/],
  [
    'a form can be sent',
    modal({}, input(s.typed())),
    modal({ submit: undefined }, input(s.typed())),
    /missing required field: submit/,
  ],
  ['a modal has a title', modal(), modal({ title: undefined }), /missing required field: title/],
  [
    'a view is a modal or a Home tab',
    modal(),
    checkView({ type: 'message', blocks: [] }),
    /unsupported type: message/,
  ],
  [
    'rich text knows its leaves',
    blocks(rich({ type: 'user', user_id: 'U1' })),
    blocks(rich({ type: 'button' })),
    /unsupported type: button/,
  ],
  [
    'a rich text leaf is whole',
    blocks(rich({ type: 'text', text: 'a' })),
    blocks(rich({ type: 'text' })),
    /missing required field: text/,
  ],
  ['suggestions are a list', checkOptions({ options: [] }), checkOptions({}), /exactly one of/],
  ['blocks are a list', checkMessage({ blocks: [] }), checkMessage({ blocks: {} }), /must provide an array/],
];

test.each(RULES)('%s', (_what, keeps, breaks, says) => {
  expect(keeps).toEqual([]);
  expect(breaks.join('\n')).toMatch(says);
});
