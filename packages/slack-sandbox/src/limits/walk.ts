import { codePoints, isObject, type JsonObject } from '../json.ts';
import { BLOCKS } from './blocks.ts';
import { ELEMENTS } from './elements.ts';
import type { Report } from './problem.ts';
import { RICH_TEXT } from './rich-text.ts';
import type { Field, Shape, Spec } from './spec.ts';

/** Compares one value with what Slack allows there. */
function walk(spec: Spec, value: unknown, at: string, report: Report): void {
  switch (spec.is) {
    case 'any':
      return;
    case 'boolean':
      if (typeof value !== 'boolean') report('must be a boolean', at);
      return;
    case 'number':
      walkNumber(spec, value, at, report);
      return;
    case 'string':
      walkString(spec, value, at, report);
      return;
    case 'text':
      walkText(spec, value, at, report);
      return;
    case 'list':
      walkList(spec, value, at, report);
      return;
    case 'typed':
      walkTyped(spec, value, at, report);
      return;
    case 'shape':
      walkShape(spec.shape, value, at, report);
      return;
  }
}

function walkNumber(spec: Spec & { is: 'number' }, value: unknown, at: string, report: Report): void {
  if (typeof value !== 'number') {
    report('must be a number', at);
    return;
  }
  if (spec.min !== undefined && value < spec.min) report(`must be at least ${spec.min}`, at);
  if (spec.max !== undefined && value > spec.max) report(`must be at most ${spec.max}`, at);
}

function walkString(spec: Spec & { is: 'string' }, value: unknown, at: string, report: Report): void {
  if (spec.oneOf !== undefined) {
    if (!spec.oneOf.some((word) => word === value)) report(`must be one of: ${spec.oneOf.join(', ')}`, at);
    return;
  }
  if (typeof value !== 'string') {
    report('must be a string', at);
    return;
  }
  checkLength(value, spec.min ?? 0, spec.max, at, report);
  if (spec.pattern !== undefined && !spec.pattern.test(value)) report('invalid format', at);
}

/** Slack's two sentences about length. */
function checkLength(value: string, min: number, max: number | undefined, at: string, report: Report): void {
  const length = codePoints(value);
  if (length < min) report(`must be more than ${min - 1} characters`, at);
  if (max !== undefined && length > max) report(`must be less than ${max + 1} characters`, at);
}

function walkText(spec: Spec & { is: 'text' }, value: unknown, at: string, report: Report): void {
  if (!isObject(value)) {
    report('must provide an object', at);
    return;
  }
  const style = value.type;
  if (typeof style !== 'string' || !spec.styles.includes(style)) {
    report(`must be one of: ${spec.styles.join(', ')}`, `${at}/type`);
    return;
  }
  const extra: Field = { is: 'boolean' };
  const fields = {
    type: { is: 'any' },
    text: { is: 'string', min: spec.min, max: spec.max, need: true },
    ...(style === 'plain_text' ? { emoji: extra } : { verbatim: extra }),
  } satisfies Record<string, Field>;
  walkShape({ fields }, value, at, report);
}

function walkList(spec: Spec & { is: 'list' }, value: unknown, at: string, report: Report): void {
  if (!Array.isArray(value)) {
    report('must provide an array', at);
    return;
  }
  if (value.length > spec.max) report(`no more than ${spec.max} items allowed`, at);
  if (value.length < spec.min) report(`no less than ${spec.min} items allowed`, at);
  value.forEach((item, index) => {
    walk(spec.of, item, `${at}/${index}`, report);
  });
}

function walkTyped(spec: Spec & { is: 'typed' }, value: unknown, at: string, report: Report): void {
  if (!isObject(value)) {
    report('must provide an object', at);
    return;
  }
  const type = typeof value.type === 'string' ? value.type : '';
  const name = [type, `rich_text.${type}`].find((candidate) => spec.of.includes(candidate));
  const shape = name === undefined ? undefined : shapeOf(spec.among, name);
  if (shape === undefined) {
    report(`unsupported type: ${type}`, `${at}/type`);
    return;
  }
  walkShape(shape, value, at, report);
}

function shapeOf(among: 'block' | 'element', name: string): Shape | undefined {
  return among === 'block' ? BLOCKS[name] : (ELEMENTS[name] ?? RICH_TEXT[name] ?? BLOCKS[name]);
}

/** The fields of one object: the needed ones, the unknown ones, each by itself, and the rules between them. */
export function walkShape(shape: Shape, value: unknown, at: string, report: Report): void {
  if (!isObject(value)) {
    report('must provide an object', at);
    return;
  }
  for (const [name, field] of Object.entries(shape.fields)) {
    const held = value[name];
    if (held !== undefined && held !== null) walk(field, held, `${at}/${name}`, report);
    else if (field.need === true) report(`missing required field: ${name}`, at);
  }
  for (const name of unknownFields(shape, value)) report(`invalid additional property: ${name}`, at);
  for (const rule of shape.rules ?? []) for (const complaint of rule(value)) report(complaint, at);
}

function unknownFields(shape: Shape, value: JsonObject): string[] {
  return Object.keys(value).filter((name) => name !== 'type' && !Object.hasOwn(shape.fields, name));
}
