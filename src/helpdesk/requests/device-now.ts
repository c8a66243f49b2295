import type { Device } from '../device.ts';
import { attempt } from '../part.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { DEVICE_NOW_MS } from '../timing.ts';

/**
 * The device as it is at a press, so that rules about its tags and blueprint are asked of today's. When Kandji is slow or
 * silent it is as the request saw it: it is read again in any case before something is sent.
 */
export async function readFreshDevice(
  { fleet }: Pick<Ports, 'fleet'>,
  request: HelpdeskRequest,
): Promise<Device> {
  const reading = attempt(fleet.device(request.deviceId, { purpose: 'change' }));
  const tooLong = new Promise<null>((resolve) => {
    setTimeout(resolve, DEVICE_NOW_MS, null).unref();
  });
  const read = await Promise.race([reading, tooLong]);
  return read?.ok ? read.value : request.snapshot.device;
}
