import { deviceLibrary } from './device-library.ts';
import type { Endpoint } from './endpoint.ts';
import { readDevices } from './read-devices.ts';

/** The whole API that is simulated, in the order of Kandji's documentation. */
export function endpoints(): Endpoint[] {
  return [...readDevices, ...deviceLibrary];
}
