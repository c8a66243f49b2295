import { looksLikeId, macOf } from '../../helpdesk/search/query.ts';
import { exactKey, KEYS, type Key } from './keys.ts';
import { isBare, type Token } from './tokenize.ts';

/** What a value looks like, for labels that could also be part of a name. */
const FITS: Readonly<Partial<Record<Key, RegExp | ((text: string) => boolean)>>> = {
  serial: /^(?=.*\d)[0-9a-z]{4,15}$/i,
  asset: /\d/,
  mac: (text) => macOf(text) !== null || /^[0-9a-f]{2}(?:[:-][0-9a-f]{2})+$/i.test(text),
  email: /@/,
  id: looksLikeId,
  os: /^\d+(?:\.\d+)*$/,
};

/** Labels that a word follows, when the two are all that was typed. */
const ALONE: readonly Key[] = ['tag', 'user', 'blueprint', 'model'];
const SYSTEM = /^(?:macos|ios|ipados|tvos)$/i;

/**
 * Turns labels without a colon into keys: `serial number C02XG…`, `S/N: C02XG…`, `asset LF-00412`, `macOS 15.3`. A word
 * that could as well belong to a name is left alone.
 * @param asked `find` was typed: its first word is then a key whatever follows
 */
export function readLabels(tokens: readonly Token[], asked: boolean): readonly Token[] {
  const [first, second] = tokens;
  if (tokens.length === 2 && first && second && isBare(first) && isBare(second) && SYSTEM.test(first.text))
    if (FITS.os instanceof RegExp && FITS.os.test(second.text))
      return [asKey('os', [first, second], `${first.text} ${second.text}`)];
  const read: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const label = labelAt(tokens, at, asked);
    if (label === null) read.push(token);
    else {
      const taken = tokens.slice(at, at + label.length);
      read.push(asKey(label.key, taken));
      at += label.length - 1;
    }
  }
  return read;
}

/** The value, the last of the taken tokens, under a key. */
function asKey(key: Key, taken: readonly Token[], text = taken.at(-1)?.text ?? ''): Token {
  const value = taken.at(-1);
  if (value === undefined) throw new Error('a label stands with its value');
  const parts = text === value.text ? value.parts : [text];
  return { ...value, key, text, parts, raw: taken.map(({ raw }) => raw).join(' '), apart: true };
}

/** The label at this place and by how many tokens, its value included; `null`: none. */
function labelAt(
  tokens: readonly Token[],
  at: number,
  asked: boolean,
): { readonly key: Key; readonly length: number } | null {
  const [one, two, three] = tokens.slice(at, at + 3);
  if (one === undefined || !isBare(one) || two === undefined) return null;
  if (two.key !== null) {
    const key = exactKey(`${one.text}${two.key}`);
    return key === null || !/^(?:number|no|nr|tag|address|name|email|id|version)$/i.test(two.key)
      ? null
      : { key, length: 2 };
  }
  const both = isBare(two) ? exactKey(`${one.text}${two.text}`) : null;
  if (both !== null && three !== undefined && three.key === null && fits(both, three.text))
    return { key: both, length: 3 };
  const key = exactKey(one.text);
  if (key === null) return null;
  const alone = at === 0 && tokens.length === 2 && ALONE.includes(key);
  const demanded = asked && at === 0 && key !== 'mac' && KEYS.some((name) => name === one.text.toLowerCase());
  return fits(key, two.text) || alone || demanded ? { key, length: 2 } : null;
}

function fits(key: Key, text: string): boolean {
  const rule = FITS[key];
  if (rule === undefined) return false;
  return rule instanceof RegExp ? rule.test(text) : rule(text);
}
