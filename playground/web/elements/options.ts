import { withEmoji } from '../mrkdwn/emoji.ts';

/** An option of a menu as it is offered and as it travels. */
export interface Choice {
  /** Unique in its menu. */
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  /** What goes into `selected_option(s)`, or the id in a menu of people or channels. */
  readonly value: unknown;
}

export interface ChoiceGroup {
  /** Empty for options that stand in no group. */
  readonly label: string;
  readonly choices: readonly Choice[];
}

/** Options and groups of a menu element, or of an answer to `block_suggestion`. */
export function choiceGroups(options: unknown, groups: unknown): ChoiceGroup[] {
  if (Array.isArray(groups) && groups.length > 0) {
    return groups.map((group: unknown) => ({
      label: textOf(part(group, 'label')),
      choices: choices(part(group, 'options')),
    }));
  }
  return [{ label: '', choices: choices(options) }];
}

/** The options of a list, ready to be offered. */
export function choices(options: unknown): Choice[] {
  if (!Array.isArray(options)) return [];
  return options.map((option: unknown, index) => ({
    key: String(part(option, 'value') ?? index),
    label: textOf(part(option, 'text')),
    detail: textOf(part(option, 'description')),
    value: option,
  }));
}

/** What a chosen option is called. */
export function labelOf(option: unknown): string {
  return textOf(part(option, 'text'));
}

/** The text of a text object. */
export function textOf(object: unknown): string {
  const text = part(object, 'text');
  return typeof text === 'string' ? withEmoji(text) : '';
}

/** One key of something that may be no object at all. */
export function part(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;
}

/** Only what contains the typed words, whatever their case; groups without any are left out. */
export function narrowed(groups: readonly ChoiceGroup[], typed: string): ChoiceGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (choice: Choice): boolean =>
    words.every((word) => `${choice.label} ${choice.detail}`.toLowerCase().includes(word));
  return groups
    .map((group) => ({ ...group, choices: group.choices.filter(fits) }))
    .filter((group) => group.choices.length > 0);
}
