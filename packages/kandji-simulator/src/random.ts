/** A reproducible source of numbers: the same key gives the same sequence. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** `count` characters out of `alphabet`. */
  text(count: number, alphabet?: string): string;
  uuid(): string;
}

/** Apple's serial alphabet: no vowels that could be mistaken for digits. */
const SERIAL = '0123456789CDFGHJKLMNPQRTVWXY';

export function randomFrom(key: string): Random {
  let state = hash(key);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const text = (count: number, alphabet = SERIAL) => {
    let made = '';
    for (let at = 0; at < count; at++) made += alphabet[between(0, alphabet.length - 1)];
    return made;
  };
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    text,
    uuid: () => uuidFrom(text(32, '0123456789abcdef')),
  };
}

/** A stable number for a text (FNV-1a). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** A fixed UUID for a name, whatever the seed. */
export function fixedUuid(name: string): string {
  return randomFrom(`fixed ${name}`).uuid();
}

function uuidFrom(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
