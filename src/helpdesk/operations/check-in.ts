import { type CommandOperation, type NoParams, noParams, notManaged } from './operation.ts';

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

export const reinstallAgent: CommandOperation<'reinstall-agent', NoParams> = {
  kind: 'command',
  name: 'reinstall-agent',
  title: 'reinstall the Kandji agent',
  label: 'Reinstall agent',
  risk: 'routine',
  platforms: ['Mac'],
  params: noParams,
  exclusive: () => ['reinstall-agent'],
  watches: [],
  impossible: notManaged,
  consequence: () => 'The Kandji agent is installed again over the present one.',
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.reinstallAgent(deviceId, call),
};
