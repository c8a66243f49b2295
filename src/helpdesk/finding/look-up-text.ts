import type { Query } from './query.ts';

/** Something in a message that may lead to a device. */
export interface Mentioned {
  readonly kind: 'link' | 'id' | 'email' | 'asset' | 'serial' | 'author';
  /** As it stood in the message; for the author their Slack user id. */
  readonly written: string;
  readonly query: Query;
}

/** Beside the author. */
const MOST = 6;
/** Longer messages are read this far. */
const MOST_TEXT = 8000;
/** Slack's own references to people, channels and groups: their ids look like serials. */
const REFERENCES = /<[@#!][^<>]*>/g;

/**
 * Every console link, device id, e-mail, asset tag and serial-looking word of a message, surest first, at most six; then
 * its author.
 * @param text as Slack delivers it, wrappers included
 * @param assetTagPattern a regular expression's source from the policy file; `null`: no asset tags are looked for
 * @param authorId Slack user id; `null` when a bot or nobody wrote it
 */
export function lookUpText(
  text: string,
  assetTagPattern: string | null,
  authorId: string | null,
): readonly Mentioned[] {
  const found: Mentioned[] = [];
  let left = text.slice(0, MOST_TEXT).replace(REFERENCES, ' ');
  for (const { pattern, kind, query } of [...SURE, ...assetTags(assetTagPattern), ...SERIALS]) {
    left = left.replace(pattern, (written: string) => {
      if (written !== '' && isNew(found, written)) found.push({ kind, written, query: query(written) });
      return ' '.repeat(Math.min(written.length, 1));
    });
  }
  return [...found.slice(0, MOST), ...authorOf(authorId)];
}

const authorOf = (userId: string | null): readonly Mentioned[] =>
  userId === null
    ? []
    : [{ kind: 'author', written: userId, query: { by: 'slack-people', userIds: [userId], platforms: [] } }];

interface Kind {
  readonly kind: Mentioned['kind'];
  readonly pattern: RegExp;
  readonly query: (match: string) => Query;
}

const SURE: readonly Kind[] = [
  {
    kind: 'link',
    pattern: /(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)*\.(?:kandji\.io|iru\.com)\/[^\s|<>"'`)\]]*/gi,
    query: (url) => ({ by: 'console-link', url }),
  },
  {
    kind: 'id',
    pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
    query: (id) => ({ by: 'id', deviceId: id.toLowerCase() }),
  },
  {
    kind: 'email',
    pattern: /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
    query: (email) => ({ by: 'keys', where: { email } }),
  },
];

/** Written like a serial: capitals and digits, 7 to 14; or 10 to 12 with two digits, whatever the case. */
const SERIALS: readonly Kind[] = [
  {
    kind: 'serial',
    pattern:
      /(?<![\p{L}\p{N}-])(?:(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{7,14}|(?=\w*\d\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9]{10,12})(?![\p{L}\p{N}-])/gu,
    query: (serial) => ({ by: 'keys', where: { serial } }),
  },
];

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

const isNew = (found: readonly Mentioned[], text: string): boolean =>
  found.every((one) => one.written.toLowerCase() !== text.toLowerCase());
