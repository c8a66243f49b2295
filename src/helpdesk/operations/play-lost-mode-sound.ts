import { LOST_MODE_PLATFORMS, needsLostMode } from './lost-mode-rules.ts';
import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';

export const playLostModeSound: CommandOperation<'play-lost-mode-sound', NoParams> = {
  kind: 'command',
  name: 'play-lost-mode-sound',
  title: 'play the Lost Mode sound',
  label: 'Lost Mode sound',
  risk: 'routine',
  platforms: LOST_MODE_PLATFORMS,
  params: noParams,
  exclusive: () => ['lost-mode-sound'],
  watches: [],
  impossible: needsLostMode(['on'], () => 'The sound needs Lost Mode to be on.'),
  consequence: () =>
    'It plays for two minutes, even when silenced. Whoever finds it can stop it with a side button.',
  requestTypes: ['PlayLostModeSound'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.playLostModeSound(deviceId, call),
};
