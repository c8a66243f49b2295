import type { Device, DeviceDetails, DeviceStatus } from '../helpdesk/device.ts';
import { pathOf } from './console-url.ts';
import { type DeviceRead, goodRows, rawRows } from './context.ts';
import { detailsOf } from './details/index.ts';
import { unexpectedBody } from './http/errors.ts';
import { device } from './schemas/device.ts';
import { libraryItem, parameter } from './schemas/library.ts';
import { isRecord } from './schemas/primitives.ts';

/** Get Device. An answer about another device is no answer. */
export const readDevice: DeviceRead<Device> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  const read = device.safeParse(body);
  if (!read.success) {
    context.rowLog(endpoint, { dropped: 1, faults: read.error.issues.map((issue) => issue.path.join('.')) });
    throw unexpectedBody(endpoint);
  }
  if (read.data.id !== deviceId) throw unexpectedBody(endpoint, 'another device');
  return read.data;
};

/** Get Device Details. */
export const readDetails: DeviceRead<DeviceDetails> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/details';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  const details = detailsOf(body, deviceId);
  if (details === null) throw unexpectedBody(endpoint);
  return details;
};

/** Get Device Status: library items and parameters in one call. */
export const readStatus: DeviceRead<DeviceStatus> = async (context, deviceId, purpose) => {
  const endpoint = 'GET /devices/{device_id}/status';
  const body = await context.read({ endpoint, path: pathOf(endpoint, deviceId), purpose });
  if (!isRecord(body)) throw unexpectedBody(endpoint);
  const items = rawRows(endpoint, body.library_items ?? []);
  const parameters = rawRows(endpoint, body.parameters ?? []);
  if (body.library_items === undefined && body.parameters === undefined) throw unexpectedBody(endpoint);
  return {
    deviceId,
    libraryItems: goodRows(context, endpoint, libraryItem, items),
    parameters: goodRows(context, endpoint, parameter, parameters),
  };
};
