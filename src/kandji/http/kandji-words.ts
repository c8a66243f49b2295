import { isRecord, toText } from '../schemas/primitives.ts';
import { jsonOf } from './answer.ts';

const MOST_CHARACTERS = 300;

/**
 * Kandji's own words in an error body, as one line, from any of the shapes it uses: a bare JSON string, a list of strings,
 * `detail`, `message`, `error`, or a map of fields. `null` for HTML, an empty body and what holds no words.
 */
export function errorSummary(body: string): string | null {
  const json = jsonOf(body);
  const words = json === undefined ? plainText(body) : wordsIn(json, 0);
  if (words === null) return null;
  const line = words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const clipped =
    [...line].length > MOST_CHARACTERS ? `${[...line].slice(0, MOST_CHARACTERS).join('')}…` : line;
  return clipped === '' ? null : clipped;
}

/** Words end like a sentence, so that more can follow. */
export function asSentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

function wordsIn(json: unknown, depth: number): string | null {
  if (depth > 4) return null;
  if (Array.isArray(json)) return joined(json.slice(0, 5).map((part) => wordsIn(part, depth + 1)));
  if (!isRecord(json)) return toText(json);
  for (const key of ['detail', 'message', 'error']) {
    const words = wordsIn(json[key], depth + 1);
    if (words !== null) return words;
  }
  return joined(
    Object.entries(json)
      .slice(0, 5)
      .map(([field, value]) => fieldWords(field, value, depth)),
  );
}

/** `{"blueprint_id": ["Enter a valid UUID."]}` → "blueprint_id: Enter a valid UUID." */
function fieldWords(field: string, value: unknown, depth: number): string | null {
  if (field === 'request_id') return null;
  const words = wordsIn(value, depth + 1);
  return words === null || field === 'non_field_errors' ? words : `${field}: ${words}`;
}

function joined(parts: readonly (string | null)[]): string | null {
  const words = parts.filter((part) => part !== null);
  return words.length === 0 ? null : words.join(' ');
}

function plainText(body: string): string | null {
  const text = body.trim();
  return text === '' || /^[<{["]/.test(text) ? null : text;
}
