import type { Device } from '../device.ts';
import { attempt, type Ports } from '../ports.ts';
import type { Query } from './query.ts';
import { searchKey } from './search-key.ts';
import { fieldOf, type SearchKeyName } from './search-keys.ts';

/** What people find a device by. Its versions change all the time, and lead to no single device. */
const FOUND_BY: readonly SearchKeyName[] = [
  'serial',
  'asset',
  'name',
  'user',
  'email',
  'platform',
  'blueprint',
];

/**
 * Whether a device from the index is still what was looked for: since the last walk it may be gone, enrolled again under another id, or
 * another person's. One read of Kandji, which a card of the same moment joins; what can't be read counts as unchanged.
 */
export async function isStillThere(
  { fleet }: Pick<Ports, 'fleet'>,
  query: Query,
  indexed: Device,
): Promise<boolean> {
  const read = await attempt(fleet.device(indexed.id));
  if (!read.ok) return read.error.reason !== 'not-found';
  const now = read.value;
  const terms = textsIn(query)
    .map(searchKey)
    .filter((term) => term !== '');
  const isAskedFor = (text: string) => terms.some((term) => searchKey(text).includes(term));
  const isByPerson = query.by === 'mine' || query.by === 'slack-people';
  return (
    FOUND_BY.every(
      (key) =>
        fieldOf(now, key) === fieldOf(indexed, key) ||
        !(isAskedFor(fieldOf(indexed, key)) || (key === 'email' && isByPerson)),
    ) && (indexed.tags ?? []).every((tag) => !isAskedFor(tag) || now.tags?.includes(tag))
  );
}

/** Every text of a query, whatever it is by. */
const textsIn = (part: unknown): readonly string[] =>
  typeof part === 'string'
    ? [part]
    : typeof part === 'object' && part !== null
      ? Object.values(part).flatMap(textsIn)
      : [];
