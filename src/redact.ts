/** So many characters of the start of a secret give it away; a shorter one could be an ordinary word. */
const TELLING = 12;
/** A shorter value than this is part of other words in every second line, so it is hidden only where it stands alone. */
const TINY = 6;

/** Hides secrets in what leaves this process: by the whole value, and by the first {@link TELLING} or more characters of it. */
export interface Redactor {
  readonly text: (text: string) => string;
  /** Every text in plain data, names included. */
  readonly data: <T>(data: T) => T;
  /** For the log only: also shorter values, as a whole; below {@link TINY} characters as a word of a text, not as a name in JSON. */
  readonly line: (line: string) => string;
  /** A `fetch` that sends no secret in its body. Its address and headers stay: that is where a token belongs. */
  readonly fetch: (send: typeof fetch) => typeof fetch;
}

/** @param secrets values that must never be shown, whatever they are called */
export function createRedactor(secrets: readonly string[]): Redactor {
  const ofLength = (from: number, below: number) => [
    ...new Set(secrets.filter(({ length }) => length >= from && length < below).flatMap(spellings)),
  ];
  const long = ofLength(TELLING, Number.POSITIVE_INFINITY);
  const short = ofLength(TINY, TELLING);
  const hideTiny = hiderOf(ofLength(1, TINY));
  const heads = [...new Set(long.map((secret) => secret.slice(0, TELLING)))];
  const isClean = (given: string) => !heads.some((head) => given.includes(head));
  const text = (given: string) => (isClean(given) ? given : hide(given, long));
  return {
    text,
    data: (given) => (everyText(given, isClean) ? given : through(given, text)),
    line: (given) => hideTiny(short.reduce((line, secret) => line.replaceAll(secret, HIDDEN), text(given))),
    fetch: (send) => (input, init) => {
      const body = init?.body;
      return typeof body === 'string'
        ? send(input, { ...init, body: bodyOf(body, text) })
        : send(input, init);
    },
  };
}

/** A text within a line of JSON; with a colon it is a name, which is needed to read it. */
const JSON_TEXT = /"(?:[^"\\]|\\.)*":?/g;

/** Hides these words where they stand alone in a line, or in the texts of its JSON. */
function hiderOf(words: readonly string[]): (line: string) => string {
  if (words.length === 0) return (line) => line;
  const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const alone = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'gu');
  const hidden = (text: string) => text.replace(alone, HIDDEN);
  return (line) =>
    line.startsWith('{')
      ? line.replace(JSON_TEXT, (one) => (one.endsWith(':') ? one : hidden(one)))
      : hidden(line);
}

/**
 * As it is, as Slack's text has it (`&amp;`), as an address or a form has it (`%2F`, in either case), and each within JSON, at most
 * JSON in JSON: what stands in a view of Slack's.
 */
function spellings(secret: string): readonly string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const escaped = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [secret, escaped, ...inAddress(secret)].flatMap((text) => [
    text,
    inJson(text),
    inJson(inJson(text)),
  ]);
}

function inAddress(secret: string): readonly string[] {
  const url = new URL('http://localhost/');
  url.password = secret;
  const part = encodeURIComponent(secret.toWellFormed());
  const strict = part.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  const all = [part, strict, form, encodeURI(secret.toWellFormed()), url.password];
  return [...all, ...all.map((one) => one.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))];
}

/** What stands in place of a secret. */
export const HIDDEN = '[hidden]';

/** All of them are found before any is replaced, because one may overlap, or begin like, another. */
function hide(text: string, secrets: readonly string[]): string {
  const found = secrets.flatMap((secret) => [...occurrences(text, secret)]).sort(([a], [b]) => a - b);
  let shown = '';
  let at = 0;
  for (const [start, end] of found) {
    if (start >= at) shown += `${text.slice(at, start)}${HIDDEN}`;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

/** From where to where `text` has the start of this secret, each as long as it goes on. */
function* occurrences(text: string, secret: string): Generator<readonly [number, number]> {
  const head = secret.slice(0, TELLING);
  for (let start = text.indexOf(head); start >= 0; ) {
    let length = TELLING;
    while (length < secret.length && text[start + length] === secret[length]) length += 1;
    yield [start, start + length];
    start = text.indexOf(head, start + 1);
  }
}

/** Nearly everything is clean, and to see that takes no copy of it. */
function everyText(data: unknown, isClean: (text: string) => boolean): boolean {
  if (typeof data === 'string') return isClean(data);
  if (Array.isArray(data)) return data.every((one) => everyText(one, isClean));
  if (typeof data !== 'object' || data === null) return true;
  return Object.entries(data).every(([name, one]) => isClean(name) && everyText(one, isClean));
}

function through<T>(data: T, text: (text: string) => string): T {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([name, inner]) => [text(name), walk(inner)]));
  };
  return walk(data) as T;
}

/** The Web API is called with forms whose values may be JSON; a `response_url` with JSON. */
function bodyOf(body: string, text: (text: string) => string): string {
  if (body.startsWith('{')) return text(body);
  const fields = [...new URLSearchParams(body)];
  const hidden = fields.map(([name, value]) => [name, text(value)]);
  return hidden.some(([, value], index) => value !== fields[index]?.[1])
    ? new URLSearchParams(hidden).toString()
    : body;
}
