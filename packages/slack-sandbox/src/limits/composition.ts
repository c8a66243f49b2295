import { isObject, objectsOf } from '../json.ts';
import {
  boolean,
  type Field,
  list,
  need,
  oneOf,
  plain,
  type Rule,
  shape,
  someOf,
  string,
  text,
  word,
} from './spec.ts';

/** Composition objects. Where sources differ the smaller value stands: an option's value is at most 75. */
export const option: Field = shape({
  text: need(plain(75)),
  value: need(string(75, 1)),
  description: plain(75),
});

export const overflowOption: Field = shape({
  text: need(plain(75)),
  value: string(75, 1),
  description: plain(75),
  url: string(3000),
});

/** Checkboxes and radio buttons may carry mrkdwn. */
export const richOption: Field = shape({
  text: need(text(75)),
  value: need(string(75, 1)),
  description: text(75),
});

export const optionGroup: Field = shape({ label: need(plain(75)), options: need(list(option, 100)) });

export const confirm: Field = shape({
  title: plain(100),
  text: need(text(300)),
  confirm: plain(30),
  deny: plain(30),
  style: word('primary', 'danger'),
});

export const dispatchActionConfig: Field = shape({
  trigger_actions_on: list(word('on_enter_pressed', 'on_character_entered'), 2),
});

export const conversationFilter: Field = shape(
  {
    include: list(word('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  someOf('include', 'exclude_external_shared_channels', 'exclude_bot_users'),
);

export const slackFile: Field = shape({ id: string(255), url: string(3000) }, oneOf('id', 'url'));

export const menu = { options: list(option, 100), option_groups: list(optionGroup, 100) };

/** What a menu starts with must be one of the things it offers. */
export const startsAmongOptions: Rule = (value) => {
  const offered = [
    ...objectsOf(value.options),
    ...objectsOf(value.option_groups).flatMap((group) => objectsOf(group.options)),
  ].map((item) => item.value);
  const initial = isObject(value.initial_option) ? [value.initial_option] : objectsOf(value.initial_options);
  return initial.every((item) => offered.includes(item.value))
    ? []
    : ['invalid initial option: not among the options'];
};
