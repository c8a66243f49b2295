import { LOST_MODE_KEY, LOST_MODE_PLATFORMS, needsLostMode } from './lost-mode-rules.ts';
import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';

export const disableLostMode: CommandOperation<'disable-lost-mode', NoParams> = {
  kind: 'command',
  name: 'disable-lost-mode',
  title: 'turn off Lost Mode',
  label: 'Lost Mode off',
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  params: noParams,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode', 'lost-mode-since'],
  impossible: needsLostMode(['on', 'turning-on', 'unclear'], (state) =>
    state === 'turning-off' ? 'Lost Mode is already being turned off.' : 'Lost Mode is not on.',
  ),
  consequence: () => 'Whoever holds the device can use it again, and it can no longer be located.',
  requestTypes: ['DisableLostMode'],
  reached: ({ device }) => device.lostMode === 'off',
  run: (commands, deviceId, _params, call) => commands.disableLostMode(deviceId, call),
};
