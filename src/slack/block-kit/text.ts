/**
 * Text for people. What we wrote and what came from elsewhere (device names, people, Kandji's answers) never mix by
 * accident: a `words` template escapes whatever is put into it, and remembers whether Slack's markup could misread it.
 */
export interface Mrkdwn {
  /** For `mrkdwn` objects and for a message's top-level `text`: `& < >` are escaped. */
  readonly mrkdwn: string;
  /** The same for `plain_text` objects: nothing is escaped. */
  readonly plain: string;
  /** False when a foreign `*`, `_`, `~`, backtick or `:name:` would become formatting; then only `plain` shows it as it is. */
  readonly exact: boolean;
}

/** Ours as {@link Mrkdwn}, or a foreign string that is shown exactly as it is. */
export type Text = Mrkdwn | string;

const FOREIGN_LIMIT = 300;
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const FORMATTING = /[*~`]|(?:^|[^\p{L}\p{N}])_|_(?:$|[^\p{L}\p{N}])|:[\p{L}\p{N}_+'-]+:|^>/u;
const MARKUP = /&(?:amp|lt|gt);|<[^<>]*>|[\s\S]/gu;

/** Slack's three, and only these (Slack docs, "Escaping text"). */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** At most `max` code points, the last of them an ellipsis when something was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

/** {@link clip} for text that is escaped already: never cuts through `&amp;` or `<!date…>`. */
export function clipMarkup(text: string, max: number): string {
  if (text.length <= max || [...text].length <= max) return text;
  let kept = '';
  let left = max - 1;
  for (const token of text.match(MARKUP) ?? []) {
    left -= [...token].length;
    if (left < 0) break;
    kept += token;
  }
  return `${kept}…`;
}

/** One line of foreign text: no line breaks, no control or direction characters, no broken surrogates. */
export const singleLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(BIDI_CONTROLS, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();

/** Foreign text that may have several lines, such as a log. */
export const multiLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(BIDI_CONTROLS, '')
    .replace(/\r\n?/gu, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();

/** Keeps right-to-left text from turning its neighbours round: first strong isolate … pop. */
const isolated = (text: string, original: string): string =>
  RIGHT_TO_LEFT.test(original) ? `\u2068${text}\u2069` : text;

/** Foreign text on one line; `max` counts code points after escaping. */
export function foreignText(text: string, max = FOREIGN_LIMIT): Mrkdwn {
  const line = clip(singleLine(text.slice(0, max * 4)), max);
  return {
    mrkdwn: isolated(clipMarkup(escapeText(line), max), line),
    plain: isolated(line, line),
    exact: !FORMATTING.test(line),
  };
}

/** Our own sentence with foreign strings, numbers and other words in it. */
export function mrkdwn(ours: TemplateStringsArray, ...values: readonly (Text | number)[]): Mrkdwn {
  const parts = ours.flatMap((text, index) => {
    const value = values[index];
    return value === undefined ? [ownText(text)] : [ownText(text), asWords(value)];
  });
  return glue(parts, '');
}

/** A string that we wrote, spaces and all. Never for text from elsewhere. */
export const ownText = (text: string): Mrkdwn => ({ mrkdwn: escapeText(text), plain: text, exact: true });
const asWords = (value: Text | number): Mrkdwn =>
  typeof value === 'number' ? ownText(String(value)) : typeof value === 'string' ? foreignText(value) : value;

const glue = (parts: readonly Mrkdwn[], between: string): Mrkdwn => ({
  mrkdwn: parts.map((part) => part.mrkdwn).join(between),
  plain: parts.map((part) => part.plain).join(between),
  exact: parts.every((part) => part.exact),
});

/** One line per text; empty ones are left out. */
export const lines = (texts: readonly Text[]): Mrkdwn => join(texts, '\n');

/** Texts with `between` between them; empty ones are left out. */
export const join = (texts: readonly Text[], between: string): Mrkdwn =>
  glue(
    texts.map(asWords).filter((part) => part.plain !== ''),
    between,
  );

export function bold(text: Text): Mrkdwn {
  const inner = asWords(text);
  if (inner.plain === '') return inner;
  const [, before = '', kept = '', after = ''] = /^(\u2068?)([\s\S]*?)(\u2069?)$/u.exec(inner.mrkdwn) ?? [];
  return { ...inner, mrkdwn: `${before}*${kept}*${after}` };
}

/** Something to type or to copy. */
export function code(text: Text): Mrkdwn {
  const inner = asWords(text);
  return { ...inner, mrkdwn: `\`${inner.mrkdwn}\``, exact: !inner.plain.includes('`') };
}

/**
 * Someone else's words in quotation marks; as code, with a look-alike of its backtick, where Slack would take them for formatting, so
 * that the sentence around them keeps its own.
 */
export function quoted(text: string, max?: number): Mrkdwn {
  const said = foreignText(text, max);
  const { mrkdwn: marked, plain, exact } = mrkdwn`“${said}”`;
  return {
    mrkdwn: exact ? marked : `\`${said.mrkdwn.replaceAll('`', 'ˋ')}\``,
    plain,
    exact: true,
  };
}

/** The same words at the beginning of a sentence. */
export const capitalize = (text: Mrkdwn): Mrkdwn => ({
  ...text,
  mrkdwn: text.mrkdwn.slice(0, 1).toUpperCase() + text.mrkdwn.slice(1),
  plain: text.plain.slice(0, 1).toUpperCase() + text.plain.slice(1),
});

/** `url` is ours or from configuration, never foreign. */
export function link(url: string, label: Text): Mrkdwn {
  const inner = asWords(label);
  return {
    ...inner,
    mrkdwn: `<${escapeText(url).replaceAll('|', '%7C')}|${inner.mrkdwn.replaceAll('|', '¦')}>`,
  };
}

/** Mentions a person; where no markup is possible their name stands. */
export const userMention = (userId: string, name: string): Mrkdwn =>
  /^[UW][A-Z0-9]{2,20}$/u.test(userId)
    ? { mrkdwn: `<@${userId}>`, plain: foreignText(name).plain, exact: true }
    : foreignText(name);

/** A user group by its name, where one person reads it: in a message it notifies. */
export const groupMention = (id: string): Mrkdwn =>
  /^S[A-Z0-9]{2,20}$/u.test(id)
    ? { mrkdwn: `<!subteam^${id}>`, plain: id, exact: true }
    : foreignText(id, 40);

const DATE_FORMATS = {
  time: '{time}',
  day: '{date_short_pretty}',
  moment: '{date_short_pretty} at {time}',
} as const;

/** An instant in the reader's own time zone; elsewhere in UTC. `at` is epoch ms. */
export function dateText(at: number, format: keyof typeof DATE_FORMATS = 'moment'): Mrkdwn {
  const utc = new Date(at).toISOString();
  const plain = {
    time: `${utc.slice(11, 16)} UTC`,
    day: utc.slice(0, 10),
    moment: `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`,
  }[format];
  return { mrkdwn: `<!date^${Math.floor(at / 1000)}^${DATE_FORMATS[format]}|${plain}>`, plain, exact: true };
}

const HALF_A_DAY_MS = 12 * 3_600_000;

/** A time of day alone would be read as that of another day. Both are epoch ms. */
export const isLongAgo = (at: number, now: number): boolean => now - at > HALF_A_DAY_MS;

/** "08:00", and of which day where that is not clear. Both are epoch ms. */
export const sinceText = (at: number, now: number): Mrkdwn =>
  dateText(at, isLongAgo(at, now) ? 'moment' : 'time');

/** For a message's top-level `text`: notifications, search and screen readers. */
export const messageText = (text: Text): string => clipMarkup(asWords(text).mrkdwn, 3000);
