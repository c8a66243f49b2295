import { isObject, type JsonObject, objectsOf, stringOf } from '../json.ts';

/** All that can be read in some blocks, top to bottom, one line a part. */
export function wordsOf(blocks: readonly unknown[]): string {
  return objectsOf(blocks).flatMap(linesOf).join('\n');
}

/** The parts of a block in the order of reading. */
const PARTS = [
  'title',
  'subtitle',
  'label',
  'text',
  'fields',
  'body',
  'caption',
  'elements',
  'accessory',
  'element',
  'placeholder',
  'options',
  'option_groups',
  'hint',
  'rows',
  'child_blocks',
  'actions',
  'tasks',
  'alt_text',
];

function linesOf(part: unknown): string[] {
  if (typeof part === 'string') return part === '' ? [] : [part];
  if (Array.isArray(part)) return part.flatMap(linesOf);
  if (!isObject(part)) return [];
  if (isRichLine(part)) return [objectsOf(part.elements).map(richText).join('')];
  return PARTS.flatMap((name) => linesOf(part[name]));
}

function isRichLine(part: JsonObject): boolean {
  return ['rich_text_section', 'rich_text_quote', 'rich_text_preformatted'].includes(String(part.type));
}

function richText(leaf: JsonObject): string {
  const id = leaf.user_id ?? leaf.channel_id ?? leaf.usergroup_id ?? leaf.name ?? leaf.url;
  return stringOf(leaf.text) ?? stringOf(leaf.fallback) ?? String(id ?? '');
}
