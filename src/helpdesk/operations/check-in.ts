import { deviceWord } from '../text.ts';
import { action, type CommandOperation, type NoParams, noParams, notManaged } from './operation.ts';

export const blankPush: CommandOperation<'blank-push', NoParams> = {
  kind: 'command',
  name: 'blank-push',
  title: 'send a blank push',
  label: 'Blank push',
  menu: 'nudge',
  aliases: ['push'],
  phrase: { link: ' to ', end: 'it worked', done: 'Blank push sent' },
  permissions: [action('blankpush', 'Send a blank push')],
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV'],
  params: noParams,
  exclusive: () => ['blank-push'],
  watches: [],
  impossible: notManaged,
  consequence: ({ platform }) => `Asks the ${deviceWord(platform)} to contact Kandji. Nothing changes on it.`,
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.blankPush(deviceId, call),
};

export const dailyCheckIn: CommandOperation<'daily-check-in', NoParams> = {
  kind: 'command',
  name: 'daily-check-in',
  title: 'run the daily check-in',
  label: 'Daily check-in',
  menu: 'nudge',
  aliases: ['checkin'],
  phrase: { link: ' on ', end: 'it worked', done: 'Daily check-in run', button: 'Run daily check-in' },
  permissions: [
    action('dailycheckin', 'Daily check-in', 'guessed'),
    // Where the tenant does not know the first.
    action('updateinventory', 'Update device inventory'),
  ],
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows'],
  params: noParams,
  exclusive: () => ['daily-check-in'],
  watches: [],
  impossible: notManaged,
  consequence: ({ platform }) =>
    `The ${deviceWord(platform)} reports its inventory and runs its daily tasks.`,
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.dailyCheckIn(deviceId, call),
};

export const reinstallAgent: CommandOperation<'reinstall-agent', NoParams> = {
  kind: 'command',
  name: 'reinstall-agent',
  title: 'reinstall the Kandji agent',
  label: 'Reinstall agent',
  menu: 'nudge',
  aliases: [],
  phrase: { link: ' on ', end: 'it worked', done: 'Kandji agent reinstalled' },
  permissions: [action('reinstallagent', 'Install Kandji Agent')],
  risk: 'routine',
  platforms: ['Mac'],
  params: noParams,
  exclusive: () => ['reinstall-agent'],
  watches: [],
  impossible: notManaged,
  consequence: () => 'Installs the Kandji agent again over the current one.',
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.reinstallAgent(deviceId, call),
};

/** What *Ask to check in* runs: the first of these that the platform has. Reinstalling the agent is more than asking. */
export const ASK_TO_CHECK_IN = [blankPush.name, dailyCheckIn.name] as const;
