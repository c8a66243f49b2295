import { firstLibrary, type LibraryItem } from '../library/library-items.ts';
import { firstParameters, type Parameter } from '../library/parameters.ts';
import type { Device } from '../tenant/device.ts';
import type { ActivityEntry } from './activity.ts';
import type { Command } from './command.ts';
import { firstActivity, firstCommands } from './first-records.ts';
import { firstNotes, type Note } from './notes.ts';

/** What Kandji keeps about one device beside its record. Tests may change any of it. */
export interface DeviceRecords {
  /** `movedAt`: when the blueprint changed and the device has not caught up; else null. */
  readonly library: { blueprintId: string; items: LibraryItem[]; movedAt: number | null };
  readonly parameters: Parameter[];
  readonly commands: Command[];
  readonly activity: ActivityEntry[];
  readonly notes: Note[];
}

/** Records are made when a device is first looked at. */
export interface Records {
  of(device: Device): DeviceRecords;
  /** Its library items alone, without keeping what is made for a device that nobody looked at. */
  libraryOf(device: Device): readonly LibraryItem[];
}

export function createRecords(blueprintName: (id: string) => string, now: () => number): Records {
  const started = now();
  const made = new Map<string, DeviceRecords>();
  const itemsOf = (device: Device) =>
    device.bare ? [] : firstLibrary(device, blueprintName(device.blueprintId));
  return {
    libraryOf: (device) => made.get(device.id)?.library.items ?? itemsOf(device),
    of(device) {
      const known = made.get(device.id);
      if (known !== undefined) return known;
      const items = itemsOf(device);
      const commands = firstCommands(device, started);
      const fresh: DeviceRecords = {
        library: { blueprintId: device.blueprintId, items, movedAt: null },
        parameters: firstParameters(device),
        commands,
        activity: firstActivity(device, commands, blueprintName(device.blueprintId), started),
        notes: firstNotes(device, started),
      };
      made.set(device.id, fresh);
      return fresh;
    },
  };
}
