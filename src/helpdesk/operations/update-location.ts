import { LOST_MODE_PLATFORMS, needsLostMode } from './lost-mode-rules.ts';
import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';

export const updateLocation: CommandOperation<'update-location', NoParams> = {
  kind: 'command',
  name: 'update-location',
  title: 'ask for the location',
  label: 'Update location',
  risk: 'routine',
  platforms: LOST_MODE_PLATFORMS,
  params: noParams,
  exclusive: () => ['location'],
  watches: [],
  impossible: needsLostMode(['on'], () => 'A location can only be asked for while Lost Mode is on.'),
  consequence: () => 'The device reports where it is as soon as it can.',
  requestTypes: ['DeviceLocation'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.updateLocation(deviceId, call),
};
