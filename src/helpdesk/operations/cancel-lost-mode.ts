import { LOST_MODE_KEY, LOST_MODE_PLATFORMS, needsLostMode } from './lost-mode-rules.ts';
import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';

/** The way out of an error state only; the normal way is to turn Lost Mode off (Kandji API docs, Cancel Lost Mode). */
export const cancelLostMode: CommandOperation<'cancel-lost-mode', NoParams> = {
  kind: 'command',
  name: 'cancel-lost-mode',
  title: 'cancel Lost Mode',
  label: 'Lost Mode cancelled',
  risk: 'disruptive',
  platforms: LOST_MODE_PLATFORMS,
  params: noParams,
  exclusive: () => [LOST_MODE_KEY],
  watches: ['lost-mode', 'lost-mode-since'],
  impossible: needsLostMode(
    ['error'],
    () => 'Cancelling is only for a Lost Mode that ended in an error. This one did not.',
  ),
  consequence: () => 'Kandji gives up on Lost Mode for this device and clears the error.',
  requestTypes: [],
  reached: ({ device }) => device.lostMode === 'off',
  run: (commands, deviceId, _params, call) => commands.cancelLostMode(deviceId, call),
};
