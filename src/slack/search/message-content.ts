import { escapeText } from '../block-kit/text.ts';

/** Everything that a message shows to people. */
export interface MessageContent {
  /** As Slack delivers text: entities, `<@U…>`, `<url|label>`; one shown part a line. Links are never fetched. */
  readonly text: string;
  /** Slack user id of the person who wrote it; `null` when a bot, an app or an email did. */
  readonly authorId: string | null;
  /** The message shows more than was read: longer than {@link MOST_TEXT}, or nested too deep. */
  readonly isCut: boolean;
}

/** UTF-16 units. More than a message of our own may hold; a pasted log is read this far. */
const MOST_TEXT = 16_000;
/** Blocks in a forwarded message in an attachment are about ten levels deep. */
const MOST_LEVELS = 24;

/**
 * Collects the visible text of a message or message event: its text, every kind of block, attachments with their fields
 * and blocks, forwarded messages, files, and the links behind buttons. What repeats an earlier part is left out: Slack sends
 * a person's words as `text` and as blocks (Slack docs, message payloads; fields of attachments and files, reference).
 * @param message any JSON; parts of an unknown shape are passed over
 * @param self our bot's user id, whose mention is only how we were called
 */
export function readMessageContent(message: unknown, self: string | null = null): MessageContent {
  const collected: Collected = { text: '', seen: ' ', isCut: false };
  collect(collected, message, 0);
  const text = self === null ? collected.text : collected.text.replaceAll(`<@${self}>`, ' ');
  return { text: text.trim(), authorId: authorOf(message), isCut: collected.isCut };
}

interface Collected {
  text: string;
  /** The same, as words between single spaces. */
  seen: string;
  isCut: boolean;
}

/** What people read, in the order in which Slack draws it. */
const SHOWN = [
  ...[
    'pretext',
    'author_name',
    'author_subname',
    'author_id',
    'rich_text_title',
    'title',
    'subtitle',
    'label',
  ],
  ...['subject', 'from', 'to', 'cc', 'address', 'name', 'text', 'value', 'fields', 'body', 'caption'],
  ...['reply_to', 'comment', 'content', 'description', 'elements', 'accessory', 'element', 'options'],
  ...['option_groups', 'initial_option', 'initial_options', 'initial_value'],
  ...[
    'initial_user',
    'initial_users',
    'hint',
    'rows',
    'child_blocks',
    'actions',
    'tasks',
    'details',
    'output',
  ],
  ...['sources', 'initial_comment', 'title_blocks', 'headers', 'plain_text', 'preview_plain_text', 'preview'],
  ...['transcription', 'footer', 'alt_text', 'alt_txt', 'provider_name', 'fallback', 'title_link'],
  ...['title_url', 'url', 'author_link', 'from_url', 'original_url', 'message', 'blocks', 'message_blocks'],
  ...['attachments', 'files'],
] as const;

/** A field of an attachment, which has a title, shows its value and a file its name; a button and a choice do not. */
const HIDDEN_IN_ELEMENTS = new Set<string>(['value', 'name']);

/** Strings in these are the text itself; elsewhere Slack has escaped them. */
const PLAIN_TYPES = new Set(['plain_text', 'raw_text', 'raw_number']);
const PLAIN_KEYS = new Set(
  'alt_text alt_txt preview preview_plain_text plain_text name subject content'.split(' '),
);
const PEOPLE_KEYS = new Set(['author_id', 'initial_user', 'initial_users']);

const RICH_LINES = new Set(['rich_text_section', 'rich_text_quote', 'rich_text_preformatted']);

function collect(into: Collected, part: unknown, level: number, key = 'text', plain = false): void {
  if (level > MOST_LEVELS) into.isCut = true;
  if (into.isCut) return;
  if (typeof part === 'string') add(into, written(part, key, plain));
  else if (Array.isArray(part)) for (const one of part) collect(into, one, level + 1, key, plain);
  else if (typeof part === 'object' && part !== null) collectObject(into, part, level);
}

function collectObject(into: Collected, part: object, level: number): void {
  const type = 'type' in part ? String(part.type) : '';
  if (RICH_LINES.has(type)) {
    add(into, richLine(part));
    return;
  }
  const isElement =
    ('type' in part || 'text' in part) && !('title' in part && typeof part.title === 'string');
  for (const name of SHOWN) {
    if (!Object.hasOwn(part, name) || (isElement && HIDDEN_IN_ELEMENTS.has(name))) continue;
    collect(into, (part as Record<string, unknown>)[name], level + 1, name, PLAIN_TYPES.has(type));
  }
}

function written(text: string, key: string, plain: boolean): string {
  if (PEOPLE_KEYS.has(key)) return /^[UW][A-Z0-9]+$/.test(text) ? `<@${text}>` : '';
  return plain || PLAIN_KEYS.has(key) ? escapeText(text) : text;
}

interface RichLeaf {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly fallback?: unknown;
  readonly url?: unknown;
  readonly user_id?: unknown;
  readonly name?: unknown;
}

/** A word may be spread over several elements, so they are joined without a gap. */
function richLine(line: { readonly elements?: unknown }): string {
  const elements: readonly unknown[] = Array.isArray(line.elements) ? line.elements : [];
  return elements
    .map((element) => (typeof element === 'object' && element !== null ? richLeaf(element) : ''))
    .join('');
}

function richLeaf({ type, text, fallback, url, user_id, name }: RichLeaf): string {
  const label = [text, fallback].find((one) => typeof one === 'string') ?? '';
  if (type === 'user' && typeof user_id === 'string') return `<@${user_id}>`;
  if (type === 'emoji') return typeof name === 'string' ? `:${name}:` : '';
  if (type === 'link' && typeof url === 'string')
    return label === '' ? `<${escapeText(url)}>` : `<${escapeText(url)}|${escapeText(label)}>`;
  return escapeText(label);
}

function add(into: Collected, line: string): void {
  const bare = ` ${line.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
  if (bare === '  ' || into.seen.includes(bare)) return;
  const room = MOST_TEXT - into.text.length;
  into.isCut = line.length > room;
  // Half a serial number would be looked for as a whole one.
  into.text += `${into.isCut ? line.slice(0, Math.max(room, 0)).replace(/\S*$/, '') : line}\n`;
  into.seen += bare.slice(1);
}

/** Mail to a channel is posted by USLACKBOT. */
function authorOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null;
  const { user, bot_id } = message as { readonly user?: unknown; readonly bot_id?: unknown };
  return typeof user === 'string' && bot_id === undefined && user !== 'USLACKBOT' ? user : null;
}
