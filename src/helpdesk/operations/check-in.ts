import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';
import { notManaged } from './unmanaged.ts';

export const blankPush: CommandOperation<'blank-push', NoParams> = {
  kind: 'command',
  name: 'blank-push',
  title: 'send a blank push',
  label: 'Blank push',
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV'],
  params: noParams,
  exclusive: () => ['blank-push'],
  watches: [],
  impossible: notManaged,
  consequence: () => 'A harmless nudge: the device is asked to talk to Kandji.',
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.blankPush(deviceId, call),
};
