/** The MDM: Kandji's API behind the helpdesk's ports `Fleet` and `DeviceCommands`. */
export { consoleAddress, type KandjiAddress, kandjiAddress } from './address.ts';
export { createKandji } from './client.ts';
export type { KandjiOptions } from './options.ts';
export { PERMISSIONS, type TokenPermission } from './permissions.ts';
