import type { FieldMatch, FleetSearch, TraitSet, VisibleRows } from '../fleet/fleet-index.ts';
import type { DeviceApi } from '../ports.ts';
import { findEach } from './find-each.ts';
import { macOf } from './mac-address.ts';
import type { Query, SearchResult } from './query.ts';
import type { FindPorts } from './result-pages.ts';
import { searchKey } from './search-key.ts';
import type { DeviceFilter } from './search-keys.ts';

type Several = Extract<Query, { by: 'each' }>;

/** Each costs no call here, so many may be pasted. */
const MOST = 50;
/** Kandji's largest page, which the same search reads there. */
const PAGE = 300;

/** What each of several texts is, from the index, by the same guesses as at Kandji. `null`: Kandji alone knows MAC addresses. */
export async function eachInIndex(
  search: Pick<FleetSearch, 'find'>,
  ports: Pick<FindPorts, 'people'> & { readonly fleet: Pick<DeviceApi, 'readConsoleUrl'> },
  query: Several,
  visible: VisibleRows,
  sets: readonly TraitSet[],
): Promise<{ readonly found: SearchResult; readonly missing: readonly string[] } | null> {
  if (query.texts.some((text) => macOf(text) !== null)) return null;
  const never = () => Promise.reject(new Error('the index has no such list'));
  const fleet: FindPorts['fleet'] = {
    readConsoleUrl: ports.fleet.readConsoleUrl,
    list: async (filter) => {
      const { devices } = await search.find(inIndex(filter, sets), visible, { from: 0, most: PAGE });
      return { value: { devices, more: false, dropped: 0 }, readAt: 0, fromCache: false };
    },
    device: never,
    tags: never,
    blueprints: never,
  };
  const { first } = await findEach({ fleet, people: ports.people }, query, { mostEach: MOST });
  const missing = first.remarks.flatMap((remark) => (remark.kind === 'not-found' ? remark.typed : []));
  const remarks = first.remarks.filter(({ kind }) => kind !== 'not-found');
  return { found: { ...first, remarks, total: first.devices.length }, missing };
}

const FIELDS: Readonly<Partial<Record<keyof DeviceFilter, Pick<FieldMatch, 'field' | 'how'>>>> = {
  id: { field: 'id', how: 'is' },
  serial: { field: 'serial', how: 'contains' },
  asset: { field: 'asset', how: 'contains' },
  name: { field: 'name', how: 'contains' },
  email: { field: 'email', how: 'contains' },
};

function inIndex(filter: DeviceFilter, sets: readonly TraitSet[]) {
  const fields = Object.entries(FIELDS).flatMap(([key, field]): readonly FieldMatch[] => {
    const value = filter[key as keyof DeviceFilter];
    return typeof value === 'string' ? [{ ...field, key: searchKey(value) }] : [];
  });
  const wanted = filter.platform === undefined ? null : searchKey(filter.platform);
  const traits = sets.filter(({ traits: { platform } }) => searchKey(platform ?? '') === wanted);
  return { words: [], fields, ...(wanted !== null && { traits: traits.map(({ id }) => id) }) };
}
