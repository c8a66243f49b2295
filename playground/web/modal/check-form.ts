import type { FormValues } from '../../page/wire.ts';
import { part } from '../elements/options.ts';
import { inputsOf, isEmpty } from '../elements/state.ts';

/** What Slack itself holds back before the app hears of a submission: sentences by block_id. */
export function checkForm(blocks: readonly unknown[], values: FormValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { blockId, block, element } of inputsOf(blocks)) {
    if (block.type !== 'input') continue;
    const state = values[blockId]?.[String(element.action_id ?? '')];
    const error = state === undefined || isEmpty(state) ? missing(block) : textError(element, state.value);
    if (error !== '') errors[blockId] = error;
  }
  return errors;
}

function missing(block: object): string {
  return part(block, 'optional') === true ? '' : 'Please complete this required field.';
}

function textError(element: object, value: unknown): string {
  if (typeof value !== 'string') return '';
  const least = part(element, 'min_length');
  const letters = [...value].length;
  if (typeof least === 'number' && letters < least) {
    return `Please use at least ${least} characters. You have ${letters}.`;
  }
  switch (part(element, 'type')) {
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? '' : 'Please enter a valid email.';
    case 'url_text_input':
      return URL.canParse(value) ? '' : 'Please enter a valid URL.';
    case 'number_input':
      return numberError(element, value);
    default:
      return '';
  }
}

function numberError(element: object, value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return 'Please enter a number.';
  if (part(element, 'is_decimal_allowed') === false && !Number.isInteger(number)) {
    return 'Please enter a whole number.';
  }
  const least = part(element, 'min_value');
  const most = part(element, 'max_value');
  if (typeof least === 'string' && number < Number(least)) return `Please enter ${least} or more.`;
  return typeof most === 'string' && number > Number(most) ? `Please enter ${most} or less.` : '';
}
