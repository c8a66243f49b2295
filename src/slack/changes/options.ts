import type { InputBlock, PlainTextOption } from '@slack/types';
import { foldCase } from '../../helpdesk/text.ts';
import { LIMITS, plain } from '../block-kit/blocks.ts';
import { type PickId, type PickValues, pick } from '../block-kit/ids.ts';
import { foreignText, type Text } from '../block-kit/text.ts';
import type { SelectedOption } from './form.ts';

/** One choice of a form's menu; its value is a reference that is looked up again. */
export const pickOption = <const Id extends PickId>(
  id: Id,
  values: PickValues<Id>,
  label: Text,
  description?: Text,
): PlainTextOption => ({
  text: plain(label, LIMITS.option),
  value: pick(id).value(values),
  ...(description && { description: plain(description, LIMITS.option) }),
});

/** A foreign name as an option shows it, never empty. */
export const optionName = (name: string) =>
  foreignText(name.trim() === '' ? '(no name)' : name, LIMITS.option);

/** A field whose choices come while one types. */
export const pickInput = (
  blockId: string,
  label: string,
  element: {
    readonly id: PickId;
    readonly placeholder: string;
    readonly initial?: PlainTextOption | undefined;
    readonly hint?: string;
  },
): InputBlock => ({
  type: 'input',
  block_id: blockId,
  optional: true,
  label: plain(label, LIMITS.field),
  ...(element.hint && { hint: plain(element.hint, LIMITS.field) }),
  element: {
    type: 'external_select',
    action_id: element.id,
    min_query_length: 0,
    placeholder: plain(element.placeholder, LIMITS.placeholder),
    ...(element.initial && { initial_option: element.initial }),
  },
});

interface PickedOption {
  readonly value: string;
  readonly label: string;
}

/** What is chosen in a menu that takes one. */
export function pickedOne(values: unknown, blockId: string, id: PickId): PickedOption | null {
  return optionIn(elementIn(values, blockId, id)?.selected_option);
}

/** What is chosen in a menu that takes several; `null` when the menu is not there. */
export function pickedMany(values: unknown, blockId: string, id: PickId): readonly PickedOption[] | null {
  const element = elementIn(values, blockId, id);
  if (!element) return null;
  const options = Array.isArray(element.selected_options) ? element.selected_options : [];
  return options.map(optionIn).filter((one) => one !== null);
}

export const selectedOptions = (id: string, { label }: PickedOption): SelectedOption => ({ id, label });

function elementIn(values: unknown, blockId: string, id: string): Readonly<Record<string, unknown>> | null {
  return objectIn(objectIn(objectIn(values)?.[blockId])?.[id]);
}

function optionIn(option: unknown): PickedOption | null {
  const { value, text } = objectIn(option) ?? {};
  const label = objectIn(text)?.text;
  return typeof value === 'string' ? { value, label: typeof label === 'string' ? label : '' } : null;
}

const objectIn = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

/**
 * The rows that fit what was typed, best first, at most a hundred: the whole name, then its beginning, then the
 * beginning of a word, then anywhere inside a word; whatever the case and the accents. Everything when nothing was typed.
 */
export function suggest<Row>(
  rows: readonly Row[],
  typed: string,
  textsOf: (row: Row) => readonly string[],
): readonly Row[] {
  const wanted = plainly(typed);
  return rows
    .map((row) => {
      const texts = textsOf(row).map(plainly);
      return { row, score: score(texts, wanted), name: texts[0] ?? '' };
    })
    .filter(({ score: how }) => how !== null)
    .toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0) || a.name.localeCompare(b.name, 'en'))
    .slice(0, LIMITS.options)
    .map(({ row }) => row);
}

const plainly = (text: string): string => foldCase(text).normalize('NFKD').replace(/\p{M}/gu, '');

function score(texts: readonly string[], wanted: string): number | null {
  const scores = texts.map((text) => nearness(text, wanted)).filter((one) => one !== null);
  if (scores.length > 0) return Math.min(...scores);
  const all = texts.join(' ');
  return wanted.split(/\s+/u).every((word) => all.includes(word)) ? 4 : null;
}

function nearness(text: string, wanted: string): number | null {
  const at = text.indexOf(wanted);
  if (at === -1) return null;
  if (text === wanted) return 0;
  if (at === 0) return 1;
  const startsWord = text.split(/[\s._@-]+/u).some((word) => word.startsWith(wanted));
  return startsWord ? 2 : 3;
}
