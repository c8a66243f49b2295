import type { Device } from '../tenant/device.ts';
import { androidDetails } from './details-android.ts';
import { appleDetails } from './details-apple.ts';
import { windowsDetails } from './details-windows.ts';
import type { Writing } from './device-object.ts';

/** `GET /devices/{id}/details`: three families, three shapes. */
export function detailsObject(device: Device, writing: Writing): unknown {
  if (device.bare) return { general: { device_id: device.id } };
  const tags = writing.settings.profile === '2023' ? {} : { tags: device.tags };
  if (device.platform === 'Windows') return { ...windowsDetails(device, writing), ...tags };
  if (device.platform === 'Android') return { ...androidDetails(device, writing), ...tags };
  return { ...appleDetails(device, writing), ...tags };
}
