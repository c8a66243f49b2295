import { macOf } from './mac-address.ts';
import type { Query } from './query.ts';

/** Something in a message that may lead to a device. */
export interface FoundIdentifiers {
  readonly kind: 'link' | 'id' | 'email' | 'mac' | 'asset' | 'serial' | 'person' | 'author';
  /** As it stood in the message; for people their Slack user id. */
  readonly written: string;
  readonly query: Query;
}

/** What a message leads to. */
export interface Mentions {
  readonly list: readonly FoundIdentifiers[];
  /** So many more stood in the message. */
  readonly left: number;
}

/** Beside people and the author: each costs a call to Kandji. */
const MOST = 6;
const MOST_PEOPLE = 3;
/** Slack's own references to people, channels and groups: their ids look like serials. */
const REFERENCES = /<[@#!][^<>]*>/g;
const PEOPLE = /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g;

/**
 * Every console link, device id, e-mail, MAC address, asset tag and serial-looking word of a message, surest first, at
 * most six; then at most three people whom it mentions; then its author.
 * @param text as Slack delivers it, wrappers included
 * @param assetTagPattern a regular expression's source from the policy file; `null`: no asset tags are looked for
 * @param authorId Slack user id; `null` when a bot or no one wrote it
 */
export function extractIdentifiers(
  text: string,
  assetTagPattern: string | null,
  authorId: string | null,
): Mentions {
  const found: FoundIdentifiers[] = [];
  let left = text.replace(REFERENCES, ' ');
  for (const { pattern, kind, query } of [...SURE, ...assetTags(assetTagPattern), ...SERIALS]) {
    left = left.replace(pattern, (written: string) => {
      if (written !== '' && isNew(found, written)) found.push({ kind, written, query: query(written) });
      return ' '.repeat(Math.min(written.length, 1));
    });
  }
  const people = [...new Set([...text.matchAll(PEOPLE)].map(([, userId = '']) => userId))];
  const shown = people.slice(0, MOST_PEOPLE);
  const author = authorId === null || shown.includes(authorId) ? [] : [authorId];
  return {
    list: [
      ...found.slice(0, MOST),
      ...shown.map((userId) => personOf('person', userId)),
      ...author.map((userId) => personOf('author', userId)),
    ],
    left: Math.max(found.length - MOST, 0) + people.length - shown.length,
  };
}

const personOf = (kind: 'person' | 'author', userId: string): FoundIdentifiers => ({
  kind,
  written: userId,
  query: { by: 'slack-people', userIds: [userId], platforms: [] },
});

interface Kind {
  readonly kind: FoundIdentifiers['kind'];
  readonly pattern: RegExp;
  readonly query: (match: string) => Query;
}

/** Each begins with what must not stand before it: a run of its characters is then read once, not once from each place. */
const SURE: readonly Kind[] = [
  {
    kind: 'link',
    pattern:
      /(?<![\w-])(?<![\w-]\.)(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)*\.(?:kandji\.io|iru\.com)\/[^\s|<>"'`)\]]*/gi,
    query: (url) => ({ by: 'console-link', url }),
  },
  {
    kind: 'id',
    pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
    query: (id) => ({ by: 'id', deviceId: id.toLowerCase() }),
  },
  {
    kind: 'email',
    pattern: /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
    query: (email) => ({ by: 'keys', where: { email } }),
  },
  {
    kind: 'mac',
    pattern:
      /(?<![\w:.-])(?:[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})(?![\w:-])/gi,
    query: (mac) => ({ by: 'keys', where: { mac } }),
  },
  {
    // Telephone numbers have these shapes with digits alone, and words with letters alone.
    kind: 'mac',
    pattern:
      /(?<![\w:.-])(?=[0-9:.-]{0,16}[a-f])(?=[a-f:.-]{0,16}[0-9])(?:[0-9a-f]{2}(?:\.[0-9a-f]{2}){5}|[0-9a-f]{4}([:-])[0-9a-f]{4}\1[0-9a-f]{4}|[0-9a-f]{6}[.:-][0-9a-f]{6})(?![\w:-])/gi,
    query: (mac) => ({ by: 'keys', where: { mac } }),
  },
  {
    kind: 'mac',
    pattern: /(?<![\w:.-])[a-f]{12}(?![\w:-])/gi,
    query: (mac) => ({ by: 'keys', where: { mac } }),
  },
];

/** Written like a serial: capitals and digits, 7 to 14; or 10 to 12 with two digits, whatever the case. */
const SERIALS: readonly Kind[] = [
  {
    kind: 'serial',
    pattern:
      /(?<![\p{L}\p{N}-])(?:(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{7,14}|(?=(?:[A-Za-z]*\d){2})(?=\d*[A-Za-z])[A-Za-z0-9]{10,12}|[0-9A-Fa-f]{12}(?<=[A-Fa-f][0-9A-Fa-f]{0,11}))(?![\p{L}\p{N}-])/gu,
    query: (serial) =>
      macOf(serial) === null
        ? { by: 'keys', where: { serial } }
        : { by: 'each', texts: [serial], platforms: [] },
  },
];

/** The patterns that do not come from the policy file. */
export const IDENTIFIER_PATTERNS: readonly RegExp[] = [...SURE, ...SERIALS].map(({ pattern }) => pattern);

function assetTags(source: string | null): readonly Kind[] {
  if (source === null || source === '') return [];
  try {
    return [
      {
        kind: 'asset',
        pattern: new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`, 'gi'),
        query: (asset) => ({ by: 'keys', where: { asset } }),
      },
    ];
  } catch {
    return [];
  }
}

const isNew = (found: readonly FoundIdentifiers[], text: string): boolean =>
  found.every((one) => one.written.toLowerCase() !== text.toLowerCase());
