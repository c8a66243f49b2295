import { checkMessage, checkView } from '../../src/index.ts';

/** Small valid pieces to stretch until they break. */
export const x = (length: number): string => 'x'.repeat(length);
export const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
export const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
export const raw = (length: number) => ({ type: 'raw_text', text: x(length) });
export const option = (text = 5, value = 5, more = {}) => ({ text: plain(text), value: x(value), ...more });
export const options = (count: number) => many(count, (i) => ({ text: plain(1), value: `v${i}` }));
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const section = (more = {}) => ({ type: 'section', text: mrkdwn(5), ...more });
export const button = (more = {}) => ({ type: 'button', action_id: 'b', text: plain(5), ...more });
export const select = (more = {}) => ({
  type: 'static_select',
  action_id: 's',
  options: options(2),
  ...more,
});
export const typed = (more = {}) => ({ type: 'plain_text_input', action_id: 't', ...more });
export const input = (element: object, more = {}) => ({ type: 'input', label: plain(5), element, ...more });
export const image = (more = {}) => ({
  type: 'image',
  image_url: 'https://a.example',
  alt_text: 'i',
  ...more,
});
export const card = (more = {}) => ({ type: 'card', body: mrkdwn(1), ...more });

/** `count` things. */
export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A table of cells of `length` characters. */
export function table(rows: number, columns: number, length = 1, more = {}) {
  return { type: 'table', rows: many(rows, () => many(columns, () => raw(length))), ...more };
}

/** What the checker says about a message of these blocks. */
export function blocks(...list: object[]): string[] {
  return checkMessage({ text: 't', blocks: list });
}

/** What the checker says about a modal with a submit button. */
export function modal(more: object = {}, ...list: object[]): string[] {
  const content = list.length > 0 ? list : [section()];
  return checkView({ type: 'modal', title: plain(5), submit: plain(4), blocks: content, ...more });
}

/** What the checker says about a Home tab. */
export function home(...list: object[]): string[] {
  return checkView({ type: 'home', blocks: list });
}

/** A menu stands in a modal, where the total size of a message does not come into it. */
export function inForm(element: object): string[] {
  return modal({}, input(element));
}
