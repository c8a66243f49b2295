import { actions } from './actions.ts';
import { blueprints } from './blueprints.ts';
import { deviceHistory } from './device-history.ts';
import { deviceKeys } from './device-keys.ts';
import { deviceLibrary } from './device-library.ts';
import type { Endpoint } from './endpoint.ts';
import { itemStatuses } from './item-statuses.ts';
import { licensing } from './licensing.ts';
import { lostMode } from './lost-mode.ts';
import { notes } from './notes.ts';
import { prism } from './prism.ts';
import { readDevices } from './read-devices.ts';
import { security } from './security.ts';
import { tags } from './tags.ts';
import { updateDevice } from './update-device.ts';
import { users } from './users.ts';

/** The whole API that is simulated. What is not here is not routed. */
export function endpoints(legacyTenant: boolean): Endpoint[] {
  return [
    ...readDevices,
    ...updateDevice,
    ...lostMode,
    ...deviceLibrary,
    ...itemStatuses,
    ...prism,
    ...deviceHistory,
    ...actions(legacyTenant),
    ...security,
    ...notes,
    ...deviceKeys,
    ...blueprints,
    ...users,
    ...tags,
    ...licensing,
  ];
}
