import {
  confirm,
  conversationFilter,
  dispatchActionConfig,
  menu,
  option,
  overflowOption,
  richOption,
  slackFile,
  startsAmongOptions,
} from './composition.ts';
import {
  any,
  blocks,
  boolean,
  list,
  matching,
  need,
  number,
  oneOf,
  plain,
  type Shape,
  shape,
  string,
  word,
} from './spec.ts';

const id = { action_id: string(255, 1) };
const focus = { focus_on_load: boolean };
const placeholder = { placeholder: plain(150) };
const chooser = { ...id, ...focus, ...placeholder, confirm };
const several = { ...chooser, max_selected_items: number(1) };
const typed = { ...id, ...focus, ...placeholder, dispatch_action_config: dispatchActionConfig };
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}$/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const verdict = shape({ text: need(plain(75)), value: need(string(2000)), accessibility_label: string(75) });

/** Every interactive element and what it may carry (Slack docs, block elements). */
export const ELEMENTS: Readonly<Record<string, Shape>> = {
  button: {
    fields: {
      ...id,
      text: need(plain(75)),
      value: string(2000),
      url: string(3000),
      style: word('primary', 'danger'),
      confirm,
      accessibility_label: string(75),
    },
  },
  static_select: {
    fields: { ...chooser, ...menu, initial_option: option },
    rules: [oneOf('options', 'option_groups'), startsAmongOptions],
  },
  multi_static_select: {
    fields: { ...several, ...menu, initial_options: list(option, 100) },
    rules: [oneOf('options', 'option_groups'), startsAmongOptions],
  },
  external_select: { fields: { ...chooser, initial_option: option, min_query_length: number(0) } },
  multi_external_select: {
    fields: { ...several, initial_options: list(option, 100), min_query_length: number(0) },
  },
  users_select: { fields: { ...chooser, initial_user: string(255) } },
  multi_users_select: { fields: { ...several, initial_users: list(string(255), 100) } },
  conversations_select: {
    fields: {
      ...chooser,
      initial_conversation: string(255),
      default_to_current_conversation: boolean,
      response_url_enabled: boolean,
      filter: conversationFilter,
    },
  },
  multi_conversations_select: {
    fields: {
      ...several,
      initial_conversations: list(string(255), 100),
      default_to_current_conversation: boolean,
      filter: conversationFilter,
    },
  },
  channels_select: { fields: { ...chooser, initial_channel: string(255), response_url_enabled: boolean } },
  multi_channels_select: { fields: { ...several, initial_channels: list(string(255), 100) } },
  overflow: { fields: { ...id, confirm, options: need(list(overflowOption, 5)) } },
  checkboxes: {
    fields: {
      ...id,
      ...focus,
      confirm,
      options: need(list(richOption, 10)),
      initial_options: list(richOption, 10),
    },
    rules: [startsAmongOptions],
  },
  radio_buttons: {
    fields: { ...id, ...focus, confirm, options: need(list(richOption, 10)), initial_option: richOption },
    rules: [startsAmongOptions],
  },
  datepicker: { fields: { ...chooser, initial_date: matching(DATE) } },
  timepicker: { fields: { ...chooser, initial_time: matching(TIME), timezone: string(100) } },
  datetimepicker: { fields: { ...id, ...focus, confirm, initial_date_time: number(1e9, 9_999_999_999) } },
  plain_text_input: {
    fields: {
      ...typed,
      initial_value: string(3000),
      multiline: boolean,
      min_length: number(0, 3000),
      max_length: number(1, 3000),
    },
  },
  email_text_input: { fields: { ...typed, initial_value: string(3000) } },
  url_text_input: { fields: { ...typed, initial_value: string(3000) } },
  number_input: {
    fields: {
      ...typed,
      is_decimal_allowed: need(boolean),
      initial_value: matching(NUMBER),
      min_value: matching(NUMBER),
      max_value: matching(NUMBER),
    },
  },
  rich_text_input: {
    fields: {
      ...typed,
      initial_value: blocks('rich_text'),
      min_lines: number(1, 100),
      max_lines: number(1, 100),
    },
  },
  file_input: { fields: { ...id, filetypes: list(string(100), 100), max_files: number(1, 10) } },
  feedback_buttons: { fields: { ...id, positive_button: need(verdict), negative_button: need(verdict) } },
  icon_button: {
    fields: {
      ...id,
      icon: need(word('trash')),
      text: need(plain(75)),
      value: string(2000),
      confirm,
      accessibility_label: string(75),
      visible_to_user_ids: list(string(255), 10),
    },
  },
  workflow_button: {
    fields: {
      action_id: need(string(255, 1)),
      text: need(plain(75)),
      workflow: need(any),
      style: word('primary', 'danger'),
      accessibility_label: string(75),
    },
  },
  image: {
    fields: { image_url: string(3000, 1), slack_file: slackFile, alt_text: need(string(2000)) },
    rules: [oneOf('image_url', 'slack_file')],
  },
  url: { fields: { url: need(string(3000, 1)), text: need(string(256, 1)) } },
  plain_text: { fields: { text: need(string(3000, 1)), emoji: boolean } },
  mrkdwn: { fields: { text: need(string(3000, 1)), verbatim: boolean } },
  raw_text: { fields: { text: need(string(10_000, 1)) } },
  raw_number: { fields: { value: need(number()), text: need(string(10_000, 1)) } },
};
