/** The MDM: Kandji's API behind the helpdesk's ports `Fleet` and `DeviceCommands`. */

export { createKandji } from './client.ts';
export { consoleAddress, kandjiAddress } from './console-url.ts';
export type { ObservedCall } from './http/http.ts';
export type { KandjiOptions } from './options.ts';
export { PERMISSIONS } from './permissions.ts';
