import type { DeviceDetails } from '../../helpdesk/device.ts';
import { isRecord, toList, toRecord, toText } from '../schemas/primitives.ts';
import { gigabytesOf, roundGb } from '../schemas/size.ts';
import { type Body, binaryGigabytes } from './rows.ts';

/**
 * Free and total gigabytes of the start-up volume, from whichever of the three places the platform has:
 * `volumes` (Apple, sizes with unit), `hardware_overview` (Windows, MB), `hardware` (Android, GB). `null` when not told.
 */
export function storageOf(body: Body): DeviceDetails['storage'] {
  const windows = toRecord(body.hardware_overview);
  const android = toRecord(body.hardware);
  return (
    appleStorage(body) ??
    measured(binaryGigabytes(windows.free_capacity), binaryGigabytes(windows.total_capacity)) ??
    measured(
      gigabytesOf(`${toText(android.available_capacity)} GB`),
      gigabytesOf(`${toText(android.total_capacity)} GB`),
    )
  );
}

function appleStorage(body: Body): DeviceDetails['storage'] {
  const volume = startUpVolume(
    toList(body.volumes).filter(isRecord),
    toText(toRecord(body.general).boot_volume),
  );
  if (volume === undefined) return null;
  const total = gigabytesOf(volume.capacity);
  return measured(gigabytesOf(volume.available) ?? freeByPercent(volume, total), total);
}

/** A Mac writes to "<start-up volume> - Data"; an iPad has one nameless volume. */
function startUpVolume(volumes: readonly Body[], bootVolume: string | null): Body | undefined {
  const boot = bootVolume ?? 'Macintosh HD';
  return (
    volumes.find((volume) => volume.name === `${boot} - Data`) ??
    volumes.find((volume) => volume.name === boot) ??
    volumes[0]
  );
}

function freeByPercent(volume: Body, total: number | null): number | null {
  const used = /^(\d{1,3})\s*%$/.exec(toText(volume.percent_used)?.trim() ?? '')?.[1];
  return used === undefined || total === null ? null : total * (1 - Number(used) / 100);
}

function measured(free: number | null, total: number | null): DeviceDetails['storage'] {
  if (free === null || total === null || total === 0) return null;
  return { freeGb: roundGb(free), totalGb: roundGb(total) };
}
