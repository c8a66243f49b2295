import type { LostMode } from '../helpdesk/device.ts';
import { MdmError } from '../helpdesk/mdm-error.ts';
import { pathOf } from './console-url.ts';
import type { DeviceRead } from './context.ts';
import { isNotForThisDevice } from './history.ts';
import { unexpectedBody } from './http/errors.ts';
import { lostModeOf } from './schemas/lost-mode.ts';
import { isRecord } from './schemas/primitives.ts';

/** Get Lost Mode Details. Kandji's 400 "Device is not in lost mode." is a value, not a failure. */
export const readLostMode: DeviceRead<LostMode | null> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/details/lostmode';
  try {
    const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
    if (!isRecord(body)) throw unexpectedBody(endpoint);
    return lostModeOf(body, deviceId);
  } catch (error) {
    if (isNotLost(error) || isNotForThisDevice(error)) return null;
    throw error;
  }
};

function isNotLost(error: unknown): boolean {
  return error instanceof MdmError && error.status === 400 && /not in lost mode/i.test(error.sentence);
}
