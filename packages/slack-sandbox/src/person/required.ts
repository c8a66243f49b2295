import type { ViewStateValue } from '@slack/bolt';
import { type Placed, placedElements } from '../blocks.ts';
import { codePoints } from '../json.ts';
import type { StoredView } from '../views/types.ts';
import { isEmpty } from '../views/values.ts';

/** What Slack's own client holds back, by block_id, before the app hears of the submission. */
export function clientErrors(view: StoredView): Record<string, string> {
  const inputs = placedElements(view.blocks).filter((placed) => placed.inInput);
  const errors = inputs.flatMap((placed): [string, string][] => {
    const error = errorOf(placed, view.values[placed.blockId]?.[placed.actionId]);
    return error === undefined ? [] : [[placed.blockId, error]];
  });
  return Object.fromEntries(errors);
}

function errorOf(placed: Placed, value: ViewStateValue | undefined): string | undefined {
  if (isEmpty(value)) {
    return placed.block.optional === true ? undefined : 'Please complete this required field.';
  }
  return textError(placed, value?.value ?? '');
}

function textError({ type, element }: Placed, text: string): string | undefined {
  if (type === 'plain_text_input') return lengthError(text, element.min_length, element.max_length);
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return 'Enter a valid e-mail address.';
  if (type === 'url_text_input' && !URL.canParse(text)) return 'Enter a valid URL.';
  if (type === 'number_input') return numberError(text, element);
  return undefined;
}

function lengthError(text: string, min: unknown, max: unknown): string | undefined {
  const length = codePoints(text);
  if (typeof min === 'number' && length < min) return `Must be at least ${min} characters.`;
  const most = typeof max === 'number' ? max : 3000;
  return length > most ? `Must be at most ${most} characters.` : undefined;
}

function numberError(text: string, element: Placed['element']): string | undefined {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value))
    return 'The number is too small.';
  return element.max_value !== undefined && number > Number(element.max_value)
    ? 'The number is too large.'
    : undefined;
}
