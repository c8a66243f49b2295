import type { User } from '../people/user.ts';

const DEFAULT = 25;
const MOST = 300;

interface Page {
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly User[];
}

/** One page after (or, with `r=1`, before) the position that the cursor names; null when it cannot be read. */
export function cursorPage(users: readonly User[], query: URLSearchParams, base: string): Page | null {
  const limit = Math.min(MOST, Math.max(1, Number(query.get('limit')) || DEFAULT));
  const cursor = read(query.get('cursor') ?? '');
  if (cursor === null) return null;
  const { position, reverse } = cursor;
  const at = users.findIndex((user) => (reverse ? user.number >= position : user.number > position));
  const border = at === -1 ? users.length : at;
  const from = reverse ? Math.max(0, border - limit) : border;
  const results = users.slice(from, reverse ? border : from + limit);
  const [first, last] = [results[0], results.at(-1)];
  const more = from + results.length < users.length;
  return {
    next: more && last !== undefined ? link(base, query, `p=${last.number}`) : null,
    previous: from > 0 && first !== undefined ? link(base, query, `r=1&p=${first.number}`) : null,
    results,
  };
}

function link(base: string, query: URLSearchParams, position: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', Buffer.from(position).toString('base64'));
  return `${base}?${parameters}`;
}

function read(cursor: string): { position: number; reverse: boolean } | null {
  if (cursor === '') return { position: -1, reverse: false };
  const parts = new URLSearchParams(Buffer.from(cursor, 'base64').toString('utf8'));
  const position = parts.get('p') ?? '';
  return /^\d+$/.test(position) ? { position: Number(position), reverse: parts.get('r') === '1' } : null;
}
