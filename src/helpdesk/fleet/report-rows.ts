import type { Device } from '../device.ts';
import type { FleetFilter, FleetSearch, VisibleRows } from './fleet-index.ts';

/** A device in a file; `failing`: the names of its library items that failed, where the report is about them. */
export type ReportRow = Device & { readonly failing?: readonly string[] };

/** Every device of a selection by its id, a few hundred at a time. */
export async function* pagesOf(
  search: Pick<FleetSearch, 'page'>,
  filter: FleetFilter,
  visible: VisibleRows,
): AsyncGenerator<readonly Device[], void> {
  for (let after = ''; ; ) {
    const page = await search.page(filter, visible, after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}

/** With the names of the library items that failed. */
export async function addItems(
  search: Pick<FleetSearch, 'failedItems'>,
  devices: readonly Device[],
): Promise<readonly ReportRow[]> {
  const names = await search.failedItems(devices.map(({ id }) => id));
  return devices.map((device) => ({ ...device, failing: names.get(device.id) ?? [] }));
}

/** The same, page by page. */
export async function* withItems(
  search: Pick<FleetSearch, 'failedItems'>,
  devices: AsyncGenerator<readonly Device[], void>,
): AsyncGenerator<readonly ReportRow[], void> {
  for await (const page of devices) yield await addItems(search, page);
}

/** Those that are assigned to one of these people, by their ids at Kandji. */
export async function* ofPeople(
  people: ReadonlyMap<string, unknown>,
  devices: AsyncGenerator<readonly Device[], void>,
): AsyncGenerator<readonly Device[], void> {
  for await (const page of devices) yield page.filter(({ user }) => user !== null && people.has(user.id));
}

export async function* oneByOne<Row>(paged: AsyncGenerator<readonly Row[], void>): AsyncGenerator<Row, void> {
  for await (const page of paged) yield* page;
}
