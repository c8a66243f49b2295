import { type NoParams, noParams } from './no-params.ts';
import type { CommandOperation } from './operation.ts';
import { notManaged } from './unmanaged.ts';

export const dailyCheckIn: CommandOperation<'daily-check-in', NoParams> = {
  kind: 'command',
  name: 'daily-check-in',
  title: 'run the daily check-in',
  label: 'Daily check-in',
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows'],
  params: noParams,
  exclusive: () => ['daily-check-in'],
  watches: [],
  impossible: notManaged,
  consequence: () => 'The device refreshes its inventory and runs its daily commands now.',
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.dailyCheckIn(deviceId, call),
};
