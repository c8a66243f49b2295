import type { JsonObject } from '../json.ts';

/** What a field may hold. A limit is a number here and nowhere else. */
export type Spec =
  | { is: 'any' }
  | { is: 'boolean' }
  | { is: 'number'; min?: number; max?: number }
  | { is: 'string'; min?: number; max?: number; oneOf?: readonly (string | number)[]; pattern?: RegExp }
  | { is: 'text'; styles: readonly string[]; min: number; max: number }
  | { is: 'list'; min: number; max: number; of: Spec }
  | { is: 'typed'; among: 'block' | 'element'; of: readonly string[] }
  | { is: 'shape'; shape: Shape };

export type Field = Spec & { need?: boolean };

/** A rule between the fields of one object: the complaints, without a pointer. */
export type Rule = (value: JsonObject) => string[];

export interface Shape {
  fields: Readonly<Record<string, Field>>;
  rules?: readonly Rule[];
}

export const boolean: Field = { is: 'boolean' };
export const any: Field = { is: 'any' };

export function number(min?: number, max?: number): Field {
  return { is: 'number', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

export function string(max: number, min = 0): Field {
  return { is: 'string', max, min };
}

export function word(...oneOf: (string | number)[]): Field {
  return { is: 'string', oneOf };
}

export function matching(pattern: RegExp): Field {
  return { is: 'string', pattern };
}

export function plain(max: number): Field {
  return { is: 'text', styles: ['plain_text'], min: 1, max };
}

export function mrkdwn(max: number): Field {
  return { is: 'text', styles: ['mrkdwn'], min: 1, max };
}

export function text(max: number): Field {
  return { is: 'text', styles: ['plain_text', 'mrkdwn'], min: 1, max };
}

export function list(of: Spec, max: number, min = 1): Field {
  return { is: 'list', of, max, min };
}

export function elements(...of: string[]): Field {
  return { is: 'typed', among: 'element', of };
}

export function blocks(...of: string[]): Field {
  return { is: 'typed', among: 'block', of };
}

export function shape(fields: Shape['fields'], ...rules: Rule[]): Field {
  return { is: 'shape', shape: { fields, rules } };
}

/** The same field, and Slack insists on it. */
export function need(field: Field): Field {
  return { ...field, need: true };
}

/** Exactly one of the named fields must be there. */
export function oneOf(...names: string[]): Rule {
  return (value) =>
    names.filter((name) => value[name] !== undefined).length === 1
      ? []
      : [`must provide exactly one of: ${names.join(', ')}`];
}

/** At least one of the named fields must be there. */
export function someOf(...names: string[]): Rule {
  return (value) =>
    names.some((name) => value[name] !== undefined)
      ? []
      : [`must define at least one of: ${names.join(', ')}`];
}
