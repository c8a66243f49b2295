import { looksLikeId, type Query } from '../../helpdesk/query.ts';
import { readSlackText } from './slack-text.ts';

/** Something in a message that may lead to a device. */
export interface Candidate {
  readonly what: 'link' | 'id' | 'email' | 'asset' | 'serial';
  /** As it stood in the message. */
  readonly text: string;
  readonly query: Query;
}

const MOST = 6;
/** Longer messages are read this far. */
const MOST_TEXT = 8000;

/**
 * Every console link, device id, e-mail, asset tag and serial-looking word of a message, surest first, at most six.
 * @param text as Slack delivers it
 * @param assetTagPattern a regular expression's source from the policy file; `null`: no asset tags are looked for
 */
export function lookUpText(text: string, assetTagPattern: string | null): readonly Candidate[] {
  const found: Candidate[] = [];
  let left = readSlackText(text.slice(0, MOST_TEXT), null);
  for (const { pattern, what, query } of [...SURE, ...assetTags(assetTagPattern), ...SERIALS]) {
    left = left.replace(pattern, (match: string) => {
      if (match !== '' && isNew(found, match)) found.push({ what, text: match, query: query(match) });
      return match === '' ? '' : ' ';
    });
  }
  return found.slice(0, MOST);
}

interface Kind {
  readonly what: Candidate['what'];
  readonly pattern: RegExp;
  readonly query: (match: string) => Query;
}

const SURE: readonly Kind[] = [
  {
    what: 'link',
    pattern: /(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)*\.(?:kandji\.io|iru\.com)\/[^\s>"')\]]*/gi,
    query: (url) => ({ by: 'console-link', url }),
  },
  {
    what: 'id',
    pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
    query: (id) =>
      looksLikeId(id) ? { by: 'id', deviceId: id.toLowerCase() } : { by: 'keys', where: { serial: id } },
  },
  {
    what: 'email',
    pattern: /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
    query: (email) => ({ by: 'keys', where: { email } }),
  },
];

/** Written like a serial: capitals and digits, 7 to 14; or 10 to 12 with two digits, whatever the case. */
const SERIALS: readonly Kind[] = [
  {
    what: 'serial',
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
        what: 'asset',
        pattern: new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`, 'gi'),
        query: (asset) => ({ by: 'keys', where: { asset } }),
      },
    ];
  } catch {
    return [];
  }
}

const isNew = (found: readonly Candidate[], text: string): boolean =>
  found.every((one) => one.text.toLowerCase() !== text.toLowerCase());
