import type { Device, DeviceFilter } from '../device.ts';
import type { MdmError } from '../mdm-error.ts';
import { attempt } from '../part.ts';
import type { DeviceApi, ReadOptions } from '../ports.ts';
import type { MatchSource } from './query.ts';

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
  /** Ids of devices that fit and that the asker may not see. */
  hidden(): readonly string[];
  readAt(): number | null;
  fromCache(): boolean;
  /** Reads one page more. A FleetError ends the strand and is kept; the pages before it stay. */
  readOn(): Promise<void>;
}

/** Nothing is asked until the first {@link PagedSource.readOn}. */
export function openStrand(
  fleet: Pick<DeviceApi, 'list'>,
  strand: SourceSpec,
  options: ReadOptions,
  maySee: (device: Device) => boolean,
): PagedSource {
  const devices: Device[] = [];
  const hidden: string[] = [];
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
    hidden: () => hidden,
    readAt: () => readAt,
    fromCache: () => fromCache,
    async readOn() {
      const read = await attempt(fleet.list(filter, { offset, limit: PAGE }, options));
      if (!read.ok) {
        error = read.error;
        return;
      }
      const fitting = read.value.devices.filter(strand.fits);
      devices.push(...fitting.filter(maySee));
      hidden.push(...fitting.filter((device) => !maySee(device)).map(({ id }) => id));
      offset += PAGE;
      more = read.value.more;
      dropped += read.value.dropped;
      readAt = Math.min(readAt ?? Number.POSITIVE_INFINITY, read.reading?.readAt ?? Number.POSITIVE_INFINITY);
      fromCache ||= read.reading?.fromCache ?? false;
    },
  };
}

/** True while reading on makes sense. */
export const isOpen = (strand: PagedSource): boolean => strand.more() && strand.error() === null;

/** Reads one page of each strand that has one, at the same time. */
export const readWave = async (strands: readonly PagedSource[]): Promise<void> => {
  await Promise.all(strands.filter(isOpen).map((strand) => strand.readOn()));
};

/** Every device once, in the order of the strands. */
export function mergePages(strands: readonly PagedSource[]): readonly Device[] {
  const byId = new Map<string, Device>();
  for (const strand of strands)
    for (const device of strand.devices()) if (!byId.has(device.id)) byId.set(device.id, device);
  return [...byId.values()];
}

/** @throws FleetError when not one strand could be read */
export function requireOne(strands: readonly PagedSource[]): void {
  const [first] = strands;
  const error = first?.error() ?? null;
  if (error !== null && strands.every((strand) => strand.error() !== null)) throw error;
}
