import { expect, test } from 'vitest';
import { checkMessage, checkOptions } from '../../src/index.ts';
import * as s from './samples.ts';

/** What, how much fits, and the payload of that much. One more must be refused, with the number in the sentence. */
type Limit = [what: string, most: number, check: (n: number) => string[]];

const { actions, blocks, button, card, home, inForm, input, many, modal, mrkdwn, option, options, plain } = s;
const { section, select, table, typed, x } = s;
const group = (label: number) => ({ label: plain(label), options: [option(1, 1)] });
const confirm = (more: object) => actions(button({ confirm: { title: plain(1), text: plain(1), ...more } }));
const trash = (i: number) => ({ type: 'icon_button', action_id: `i${i}`, icon: 'trash', text: plain(5) });
const buttons = (n: number) => many(n, (i) => button({ action_id: `b${i}` }));
const container = (more: object) => ({
  type: 'container',
  title: plain(5),
  child_blocks: [section()],
  ...more,
});
const markdown = (n: number) => ({ type: 'markdown', text: x(n) });
const data = (rows: number, more = {}) => table(rows, 1, 1, { type: 'data_table', caption: 'c', ...more });

const BLOCKS: Limit[] = [
  ['blocks in a message', 50, (n) => blocks(...many(n, () => section()))],
  ['blocks in a modal', 100, (n) => modal({}, ...many(n, () => section()))],
  ['blocks on a Home tab', 100, (n) => home(...many(n, () => section()))],
  ['actions: elements', 25, (n) => blocks(actions(...buttons(n)))],
  ['alert: text', 200, (n) => modal({}, { type: 'alert', text: plain(n) })],
  ['card: title', 150, (n) => blocks(card({ title: mrkdwn(n) }))],
  ['card: subtitle', 150, (n) => blocks(card({ subtitle: mrkdwn(n) }))],
  ['card: body', 200, (n) => blocks(card({ body: mrkdwn(n) }))],
  ['card: actions', 3, (n) => blocks(card({ actions: buttons(n) }))],
  ['carousel: cards', 10, (n) => blocks({ type: 'carousel', elements: many(n, () => card()) })],
  ['container: title', 150, (n) => blocks(container({ title: plain(n) }))],
  ['container: children', 10, (n) => blocks(container({ child_blocks: many(n, () => section()) }))],
  ['context: elements', 10, (n) => blocks({ type: 'context', elements: many(n, () => mrkdwn(5)) })],
  ['context_actions: elements', 5, (n) => blocks({ type: 'context_actions', elements: many(n, trash) })],
  ['data_table: rows with the header', 201, (n) => blocks(data(n))],
  ['data_table: page_size', 100, (n) => blocks(data(2, { page_size: n }))],
  ['table: rows', 100, (n) => blocks(table(n, 1))],
  ['table: columns', 20, (n) => blocks(table(1, n))],
  ['table: characters', 10_000, (n) => blocks(table(1, 1, n))],
  ['header', 150, (n) => blocks({ type: 'header', text: plain(n) })],
  ['image: url', 3000, (n) => blocks(s.image({ image_url: x(n) }))],
  ['image: alt_text', 2000, (n) => blocks(s.image({ alt_text: x(n) }))],
  ['image: title', 2000, (n) => blocks(s.image({ title: plain(n) }))],
  ['input: label', 2000, (n) => blocks(input(typed(), { label: plain(n) }))],
  ['input: hint', 2000, (n) => blocks(input(typed(), { hint: plain(n) }))],
  ['markdown', 12_000, (n) => blocks(markdown(n))],
  ['markdown, all together', 12_000, (n) => blocks(markdown(6000), markdown(n - 6000))],
  ['section: text', 3000, (n) => blocks(section({ text: mrkdwn(n) }))],
  ['section: fields', 10, (n) => blocks({ type: 'section', fields: many(n, () => mrkdwn(1)) })],
  ['section: a field', 2000, (n) => blocks({ type: 'section', fields: [mrkdwn(n)] })],
  ['block_id', 255, (n) => blocks(section({ block_id: x(n) }))],
];

const ELEMENTS: Limit[] = [
  ['button: text', 75, (n) => blocks(actions(button({ text: plain(n) })))],
  ['button: value', 2000, (n) => blocks(actions(button({ value: x(n) })))],
  ['button: url', 3000, (n) => blocks(actions(button({ url: x(n) })))],
  ['button: accessibility_label', 75, (n) => blocks(actions(button({ accessibility_label: x(n) })))],
  ['action_id', 255, (n) => blocks(actions(button({ action_id: x(n) })))],
  ['select: options', 100, (n) => inForm(select({ options: options(n) }))],
  ['select: groups', 100, (n) => inForm({ type: 'static_select', option_groups: many(n, () => group(1)) })],
  ['option group: label', 75, (n) => inForm({ type: 'static_select', option_groups: [group(n)] })],
  ['placeholder', 150, (n) => inForm(select({ placeholder: plain(n) }))],
  ['option: text', 75, (n) => inForm(select({ options: [option(n)] }))],
  ['option: value', 75, (n) => inForm(select({ options: [option(5, n)] }))],
  ['option: description', 75, (n) => inForm(select({ options: [option(5, 5, { description: plain(n) })] }))],
  ['overflow: options', 5, (n) => blocks(actions({ type: 'overflow', options: options(n) }))],
  [
    'overflow: url',
    3000,
    (n) => blocks(actions({ type: 'overflow', options: [option(1, 1, { url: x(n) })] })),
  ],
  ['checkboxes: options', 10, (n) => inForm({ type: 'checkboxes', options: options(n) })],
  ['radio_buttons: options', 10, (n) => inForm({ type: 'radio_buttons', options: options(n) })],
  ['plain_text_input: max_length', 3000, (n) => inForm(typed({ max_length: n }))],
  ['rich_text_input: max_lines', 100, (n) => inForm({ type: 'rich_text_input', max_lines: n })],
  ['file_input: max_files', 10, (n) => inForm({ type: 'file_input', max_files: n })],
  ['confirm: title', 100, (n) => blocks(confirm({ title: plain(n) }))],
  ['confirm: text', 300, (n) => blocks(confirm({ text: plain(n) }))],
  ['confirm: confirm', 30, (n) => blocks(confirm({ confirm: plain(n) }))],
  ['confirm: deny', 30, (n) => blocks(confirm({ deny: plain(n) }))],
];

const WHOLES: Limit[] = [
  ['text of an update', 4000, (n) => checkMessage({ text: x(n) }, { update: true })],
  ['attachments', 100, (n) => checkMessage({ attachments: many(n, () => ({})) })],
  ['modal: title', 24, (n) => modal({ title: plain(n) })],
  ['modal: submit', 24, (n) => modal({ submit: plain(n) })],
  ['modal: close', 24, (n) => modal({ close: plain(n) })],
  ['private_metadata', 3000, (n) => modal({ private_metadata: x(n) })],
  ['callback_id', 255, (n) => modal({ callback_id: x(n) })],
  ['external_id', 255, (n) => modal({ external_id: x(n) })],
  ['suggestions', 100, (n) => checkOptions({ options: options(n) })],
  ['suggestion: text', 75, (n) => checkOptions({ options: [option(n)] })],
  ['suggestion: value', 75, (n) => checkOptions({ options: [option(5, n)] })],
];

test.each([...BLOCKS, ...ELEMENTS, ...WHOLES])('%s: %i and no more', (_what, most, check) => {
  expect(check(most)).toEqual([]);
  const sentences = [
    `less than ${most + 1} characters`,
    `no more than ${most} items allowed`,
    `at most ${most}`,
  ];
  expect(check(most + 1).join('\n')).toMatch(new RegExp(sentences.join('|')));
});

test('the blocks of a message are at most 13,200 characters of JSON', () => {
  const size = (n: number): object[] => [
    ...many(4, () => section({ text: mrkdwn(3000) })),
    section({ text: mrkdwn(n) }),
  ];
  const rest = 13_200 - JSON.stringify(size(1)).length;
  expect(blocks(...size(1 + rest))).toEqual([]);
  expect(blocks(...size(2 + rest)).join()).toMatch(/less than 13201 characters in all/);
});

test('a view is at most 250 KB', () => {
  expect(modal({}, ...many(80, () => section({ text: mrkdwn(3000) })))).toEqual([]);
  expect(modal({}, ...many(90, () => section({ text: mrkdwn(3000) }))).join()).toMatch(/too large/);
});

test('lengths are code points, not UTF-16 units', () => {
  const header = (text: string) => blocks({ type: 'header', text: { type: 'plain_text', text } });
  expect(header('🔴'.repeat(150))).toEqual([]);
  expect(header('🔴'.repeat(151))).toHaveLength(1);
});
