import type { FleetSource } from '../helpdesk/fleet/walk.ts';
import { MdmError, orGone } from '../helpdesk/mdm-error.ts';
import type { BackgroundReads } from '../helpdesk/ports.ts';
import type { ReadContext } from './context.ts';
import { jsonOf } from './http/answer.ts';
import { connectionError, responseError, timeoutError, unreadableError } from './http/errors.ts';
import type { HttpClient } from './http/http.ts';
import { deviceQuery, listDevices } from './list-devices.ts';
import { readDetails, readDevice, readLibraryItems } from './queries.ts';

interface FleetSourceOptions extends Pick<ReadContext, 'rowLog'> {
  readonly wire: HttpClient;
  /** For one call, in ms. */
  readonly tryMs: number;
}

/** Reads past every cache, of which each leaves once. */
export function backgroundContext({ wire, rowLog, tryMs }: FleetSourceOptions): ReadContext {
  return {
    rowLog,
    read: async (read) => {
      const signal = AbortSignal.timeout(tryMs);
      const answer = await wire({ ...read, signal }).catch((error: unknown) => {
        if (error instanceof MdmError) throw error;
        throw signal.aborted ? timeoutError(read.endpoint, tryMs) : connectionError(read.endpoint, error);
      });
      if (answer.status < 200 || answer.status > 299) throw responseError(read.endpoint, answer, false);
      const json = jsonOf(answer.text);
      if (json === undefined) throw unreadableError(read.endpoint, answer);
      return json;
    },
  };
}

/** Reads for the index, in the background. */
export function createFleetSource(context: ReadContext): FleetSource & Omit<BackgroundReads, 'share'> {
  return {
    page: (offset, limit) => listDevices(context, deviceQuery({}, { offset, limit }), limit, 'background'),
    device: (deviceId) => orGone(readDevice(context, deviceId, 'background')),
    details: (deviceId) => orGone(readDetails(context, deviceId, 'background')),
    libraryItems: (deviceId) => orGone(readLibraryItems(context, deviceId, 'background')),
  };
}
