import type { Device } from '../device.ts';
import type { MdmError } from '../mdm-error.ts';
import { attempt, type DeviceApi, type People, type ReadOptions } from '../ports.ts';
import type { SearchIndex } from './index-answer.ts';
import { EMPTY_RESULT, type MatchSource, type SearchRemark, type SearchResult } from './query.ts';
import type { DeviceFilter } from './search-keys.ts';

/** What finding needs. `people` is asked only for `@someone`. */
export interface FindPorts {
  readonly fleet: Pick<DeviceApi, 'list' | 'device' | 'tags' | 'blueprints' | 'readConsoleUrl'>;
  readonly people: Pick<People, 'actor'>;
}

export interface FindOptions {
  readonly read?: ReadOptions;
  /** The asker's Slack e-mail, for `mine`. */
  readonly ownEmail?: string;
  /** What this person may look at; the others are left out as if they were not there. Default: everything. */
  readonly maySee?: (device: Device) => boolean;
  /** `false`: when nothing is found, do not spend four more calls on serials one slip away. Default `true`. */
  readonly nearMisses?: boolean;
  /** Asked first, where there is one. */
  readonly index?: SearchIndex | undefined;
  /** Someone is typing: Kandji is asked only where that may be all of something. */
  readonly typeAhead?: boolean;
  /** Words only as one phrase: another search follows when that finds nothing. */
  readonly phraseOnly?: boolean;
  /** The first device of the answer, counted from 0, where the index gives one. */
  readonly from?: number;
  /** Of several texts at once so many are looked for. */
  readonly mostEach?: number;
  /** Reading on stops when this many rows were asked for. Default 6,000. */
  readonly cap?: number;
}

/** An answer that is already worth showing, and the way to the rest of it. */
export interface Search {
  readonly first: SearchResult;
  /** Reads on to the end or to the cap; after each round of pages everything found so far. Empty when nothing is left. */
  rest(): AsyncGenerator<SearchResult, void>;
}

/** Enough for most fleets; twenty pages. */
const CAP = 6000;

/** A search that is over. */
export const readFirstPages = (found: Partial<SearchResult>): Search => ({
  first: { ...EMPTY_RESULT, ...found },
  async *rest() {},
});

/**
 * Strands whose first pages were read at the same time.
 * @throws MdmError when not one of them could be read
 */
export async function openSources(
  fleet: Pick<DeviceApi, 'list'>,
  strands: readonly SourceSpec[],
  options: FindOptions,
): Promise<readonly PagedSource[]> {
  const open = await openMore(fleet, strands, options);
  requireOne(open);
  return open;
}

/** The same after others have answered: what cannot be read is only named. */
export async function openMore(
  fleet: Pick<DeviceApi, 'list'>,
  strands: readonly SourceSpec[],
  { read = {}, maySee = () => true }: FindOptions,
): Promise<readonly PagedSource[]> {
  const open = strands.map((strand) => openStrand(fleet, strand, read, maySee));
  await readWave(open);
  return open;
}

/** How the devices of open strands become an answer. */
export interface RankedResult {
  readonly devices: readonly Device[];
  readonly exact: Device | null;
  readonly more: boolean;
  readonly tagged?: SearchResult['tagged'];
}

/** A search over open strands; `arrange` looks at what was read so far. */
export function createSearch(
  strands: readonly PagedSource[],
  arrange: () => RankedResult,
  remarks: readonly SearchRemark[],
  { cap = CAP }: FindOptions,
): Search {
  const answer = (): SearchResult => {
    const arranged = arrange();
    return { ...remarksOf(strands), ...arranged, capped: arranged.more && isSpent(strands, cap), remarks };
  };
  return {
    first: answer(),
    async *rest() {
      while (strands.some(isOpen) && !isSpent(strands, cap)) {
        await readWave(strands);
        yield answer();
      }
    },
  };
}

const isSpent = (strands: readonly PagedSource[], cap: number): boolean =>
  strands.reduce((sum, strand) => sum + strand.read(), 0) >= cap;

/** What strands tell of themselves, whatever is made of their devices. */
export function remarksOf(strands: readonly PagedSource[]): SearchResult {
  const times = strands.map((strand) => strand.readAt()).filter((at) => at !== null);
  const failed = new Map<MatchSource, SearchResult['failed'][number]>();
  for (const strand of strands) {
    const error = strand.error();
    if (error !== null && !failed.has(strand.by)) failed.set(strand.by, { by: strand.by, error });
  }
  return {
    ...EMPTY_RESULT,
    tried: [...new Set(strands.map((strand) => strand.by))],
    failed: [...failed.values()],
    dropped: strands.reduce((sum, strand) => sum + strand.dropped(), 0),
    readAt: times.length === 0 ? null : Math.min(...times),
    fromCache: strands.some((strand) => strand.fromCache()),
  };
}

export const hasMorePages = (strands: readonly PagedSource[]): boolean =>
  strands.some((strand) => strand.more());

/** Kandji's most devices on one page (Kandji API docs, List Devices). */
const PAGE = 300;

/** One filtered list at Kandji, and what it is told as. */
export interface SourceSpec {
  readonly by: MatchSource;
  readonly filter: DeviceFilter;
  /** What Kandji cannot filter by. */
  readonly fits: (device: Device) => boolean;
}

/** A strand that is read page by page. */
export interface PagedSource {
  readonly by: MatchSource;
  /** What was read so far and fits. */
  devices(): readonly Device[];
  /** Kandji has more pages, or a page could not be read. */
  more(): boolean;
  /** Rows asked for so far, whether they fit or not. */
  read(): number;
  error(): MdmError | null;
  dropped(): number;
  readAt(): number | null;
  fromCache(): boolean;
  /** Reads one page more. A MdmError ends the strand and is kept; the pages before it stay. */
  readOn(): Promise<void>;
}

/** Nothing is asked until the first {@link PagedSource.readOn}. */
function openStrand(
  fleet: Pick<DeviceApi, 'list'>,
  strand: SourceSpec,
  options: ReadOptions,
  maySee: (device: Device) => boolean,
): PagedSource {
  const devices: Device[] = [];
  // Pages of a changing fleet stay in step only in a fixed order.
  const filter = { ...strand.filter, sort: strand.filter.sort ?? 'serial_number' };
  let offset = 0;
  let more = true;
  let error: MdmError | null = null;
  let dropped = 0;
  let readAt: number | null = null;
  let fromCache = false;
  return {
    by: strand.by,
    devices: () => devices,
    more: () => more,
    read: () => offset,
    error: () => error,
    dropped: () => dropped,
    readAt: () => readAt,
    fromCache: () => fromCache,
    async readOn() {
      const read = await attempt(fleet.list(filter, { offset, limit: PAGE }, options));
      if (!read.ok) {
        error = read.error;
        return;
      }
      devices.push(...read.value.devices.filter((device) => strand.fits(device) && maySee(device)));
      offset += PAGE;
      more = read.value.more;
      dropped += read.value.dropped;
      readAt = Math.min(readAt ?? Number.POSITIVE_INFINITY, read.reading?.readAt ?? Number.POSITIVE_INFINITY);
      fromCache ||= read.reading?.fromCache ?? false;
    },
  };
}

/** True while reading on makes sense. */
const isOpen = (strand: PagedSource): boolean => strand.more() && strand.error() === null;

/** Reads one page of each strand that has one, at the same time. */
const readWave = async (strands: readonly PagedSource[]): Promise<void> => {
  await Promise.all(strands.filter(isOpen).map((strand) => strand.readOn()));
};

/** Every device once, in the order of the strands. */
export function mergePages(strands: readonly PagedSource[]): readonly Device[] {
  const byId = new Map<string, Device>();
  for (const strand of strands)
    for (const device of strand.devices()) if (!byId.has(device.id)) byId.set(device.id, device);
  return [...byId.values()];
}

/** @throws MdmError when not one strand could be read */
function requireOne(strands: readonly PagedSource[]): void {
  const [first] = strands;
  const error = first?.error() ?? null;
  if (error !== null && strands.every((strand) => strand.error() !== null)) throw error;
}
