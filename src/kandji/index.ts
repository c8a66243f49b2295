/** The MDM: Kandji's API behind the helpdesk's ports `Fleet` and `DeviceCommands`. */
export { consoleAddress, kandjiAddress } from './address.ts';
export { createKandji } from './client.ts';
export type { SeenCall } from './http/wire.ts';
export type { KandjiOptions } from './options.ts';
export { PERMISSIONS } from './permissions.ts';
