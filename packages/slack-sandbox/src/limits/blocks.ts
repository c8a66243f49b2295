import { objectsOf } from '../json.ts';
import { slackFile } from './composition.ts';
import {
  blocks,
  boolean,
  elements,
  list,
  mrkdwn,
  need,
  number,
  oneOf,
  plain,
  type Rule,
  type Shape,
  shape,
  someOf,
  string,
  text,
  word,
} from './spec.ts';

export type Surface = 'message' | 'modal' | 'home';
export interface BlockShape extends Shape {
  on: readonly Surface[];
}

const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];
const MESSAGE: readonly Surface[] = ['message'];
const id = { block_id: string(255) };
const MENUS = ['static', 'external', 'users', 'conversations', 'channels'].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const PICKERS = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];
const TYPED = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input'];
const image = elements('image');
const row = list(elements('raw_text', 'raw_number', 'rich_text'), 20);

const rectangular: Rule = (value) => {
  const rows = Array.isArray(value.rows) ? value.rows.filter(Array.isArray) : [];
  return new Set(rows.map((row) => row.length)).size > 1
    ? ['all rows must have the same number of cells']
    : [];
};
const plainHeaderRow: Rule = (value) =>
  Array.isArray(value.rows) && objectsOf(value.rows[0]).some((cell) => cell.type === 'rich_text')
    ? ['header cells must not be rich_text']
    : [];
const collapsible: Rule = (value) =>
  value.default_collapsed !== undefined && value.is_collapsible !== true
    ? ['default_collapsed needs is_collapsible']
    : [];

/**
 * Every block, where Slack takes it and what it may carry (Slack docs, blocks). Where sources differ about a
 * surface, the stricter one stands: tables, cards and markdown are for messages, alerts for modals.
 */
export const BLOCKS: Readonly<Record<string, BlockShape>> = {
  actions: {
    on: EVERYWHERE,
    fields: {
      ...id,
      elements: need(
        list(
          elements(
            'button',
            'overflow',
            'datetimepicker',
            'workflow_button',
            'rich_text_input',
            ...MENUS,
            ...PICKERS,
          ),
          25,
        ),
      ),
    },
  },
  alert: {
    on: ['modal'],
    fields: { ...id, text: need(text(200)), level: word('default', 'info', 'warning', 'error', 'success') },
  },
  card: {
    on: MESSAGE,
    fields: {
      ...id,
      hero_image: image,
      icon: image,
      title: mrkdwn(150),
      subtitle: mrkdwn(150),
      body: mrkdwn(200),
      actions: list(elements('button'), 3),
    },
    rules: [someOf('hero_image', 'title', 'body', 'actions')],
  },
  carousel: { on: MESSAGE, fields: { ...id, elements: need(list(blocks('card'), 10)) } },
  container: {
    on: MESSAGE,
    fields: {
      ...id,
      title: plain(150),
      rich_text_title: blocks('rich_text'),
      subtitle: text(150),
      child_blocks: need(
        list(
          blocks(
            'actions',
            'context',
            'divider',
            'file',
            'header',
            'image',
            'input',
            'rich_text',
            'section',
            'table',
            'video',
          ),
          10,
        ),
      ),
      width: word('narrow', 'standard', 'wide', 'full'),
      icon: image,
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    rules: [oneOf('title', 'rich_text_title'), collapsible],
  },
  context: {
    on: EVERYWHERE,
    fields: { ...id, elements: need(list(elements('image', 'plain_text', 'mrkdwn'), 10)) },
  },
  context_actions: {
    on: MESSAGE,
    fields: { ...id, elements: need(list(elements('feedback_buttons', 'icon_button'), 5)) },
  },
  data_table: {
    on: MESSAGE,
    fields: {
      ...id,
      caption: need(string(2000, 1)),
      rows: need(list(row, 201, 2)),
      page_size: number(1, 100),
      row_header_column_index: number(0, 19),
    },
    rules: [rectangular, plainHeaderRow],
  },
  divider: { on: EVERYWHERE, fields: id },
  header: { on: EVERYWHERE, fields: { ...id, text: need(plain(150)) } },
  image: {
    on: EVERYWHERE,
    fields: {
      ...id,
      image_url: string(3000, 1),
      slack_file: slackFile,
      alt_text: need(string(2000)),
      title: plain(2000),
    },
    rules: [oneOf('image_url', 'slack_file')],
  },
  input: {
    on: EVERYWHERE,
    fields: {
      ...id,
      label: need(plain(2000)),
      hint: plain(2000),
      optional: boolean,
      dispatch_action: boolean,
      element: need(elements('datetimepicker', 'file_input', ...TYPED, ...MENUS, ...PICKERS)),
    },
  },
  markdown: { on: MESSAGE, fields: { ...id, text: need(string(12_000, 1)) } },
  rich_text: {
    on: EVERYWHERE,
    fields: {
      ...id,
      elements: need(
        list(
          elements('rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'),
          1000,
        ),
      ),
    },
  },
  section: {
    on: EVERYWHERE,
    fields: {
      ...id,
      text: text(3000),
      fields: list(text(2000), 10),
      accessory: elements('button', 'overflow', 'image', 'workflow_button', ...MENUS, ...PICKERS),
      expand: boolean,
    },
    rules: [someOf('text', 'fields')],
  },
  table: {
    on: MESSAGE,
    fields: {
      ...id,
      rows: need(list(row, 100)),
      column_settings: list(shape({ align: word('left', 'center', 'right'), is_wrapped: boolean }), 20),
    },
    rules: [rectangular],
  },
  task_card: {
    on: MESSAGE,
    fields: {
      ...id,
      task_id: need(string(255, 1)),
      title: need(string(256, 1)),
      details: blocks('rich_text'),
      output: blocks('rich_text'),
      sources: list(elements('url'), 100),
      status: need(word('pending', 'in_progress', 'complete', 'error')),
    },
  },
  plan: { on: MESSAGE, fields: { ...id, title: need(string(256, 1)), tasks: list(blocks('task_card'), 50) } },
};
