import { z } from 'zod';
import type { DeviceSeen } from '../device.ts';
import { deviceWord } from '../text.ts';
import { action, type CommandOperation, type NoParams, noParams, notManaged } from './operation.ts';

const APPLE = ['Mac', 'iPhone', 'iPad', 'AppleTV'];

/** Apple lets MDM restart, shut down and rename an iPhone or iPad only while it is supervised (Apple MDM docs). */
function notSupervised(seen: DeviceSeen): string | null {
  const { platform } = seen.device;
  const needsIt = platform === 'iPhone' || platform === 'iPad';
  return (
    notManaged(seen) ??
    (needsIt && seen.supervised === false
      ? `This ${deviceWord(platform)} isn't supervised, and Apple allows this on supervised devices only.`
      : null)
  );
}

/** The longest computer name that macOS takes, in characters. */
const MOST_NAME = 63;

const renameParams = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Type a name.')
    .max(MOST_NAME, `The name is too long: ${MOST_NAME} characters at most.`),
});

export const rename: CommandOperation<'rename', z.infer<typeof renameParams>> = {
  kind: 'command',
  name: 'rename',
  title: 'rename',
  label: 'Rename',
  menu: 'maintenance',
  aliases: ['rename', 'setname'],
  phrase: { link: ' ', end: 'the device has its new name', done: 'Renamed' },
  permissions: [action('setname', 'Set name', 'guessed')],
  risk: 'maintenance',
  platforms: APPLE,
  params: renameParams,
  exclusive: () => ['name'],
  watches: [],
  reads: 'details',
  impossible: (seen, params) =>
    notSupervised(seen) ??
    (params !== undefined && params.name === seen.device.name ? 'It already has this name.' : null),
  consequence: () => null,
  summary: ({ name }) => [{ label: 'New name', value: name }],
  requestTypes: [],
  reached: ({ device }, { name }) => device.name === name,
  run: (commands, deviceId, { name }, call) => commands.rename(deviceId, name, call),
};

export const renewMdmProfile: CommandOperation<'renew-mdm-profile', NoParams> = {
  kind: 'command',
  name: 'renew-mdm-profile',
  title: 'renew the MDM profile',
  label: 'Renew MDM profile',
  menu: 'maintenance',
  aliases: ['renewmdm', 'renewprofile'],
  phrase: { link: ' of ', end: 'the profile was renewed', done: 'MDM profile renewed' },
  permissions: [action('renewmdmprofile', 'Renew MDM Profile')],
  risk: 'maintenance',
  platforms: APPLE,
  params: noParams,
  exclusive: () => ['mdm-profile'],
  watches: [],
  impossible: notManaged,
  consequence: () =>
    'Renews the certificate that the device uses to talk to Kandji. Nothing changes for the person.',
  // An InstallProfile of a library item looks the same in Kandji's list.
  requestTypes: [],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.renewMdmProfile(deviceId, call),
};

export const restart: CommandOperation<'restart', NoParams> = {
  kind: 'command',
  name: 'restart',
  title: 'restart',
  label: 'Restart',
  menu: 'maintenance',
  aliases: ['restart', 'reboot'],
  phrase: { link: ' ', end: 'the device restarted', done: 'Restarted' },
  permissions: [action('restart', 'Restart Device')],
  risk: 'maintenance',
  platforms: APPLE,
  params: noParams,
  exclusive: () => ['power'],
  watches: [],
  reads: 'details',
  impossible: notSupervised,
  consequence: ({ platform }) =>
    platform === 'Mac'
      ? 'Restarts without asking. Unsaved work may be lost. With FileVault on, it stays offline until someone signs in.'
      : `Restarts without asking. ${platform === 'AppleTV' ? 'What is playing stops.' : 'It stays locked until its passcode is entered.'}`,
  requestTypes: ['RestartDevice'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.restart(deviceId, call),
};

export const shutDown: CommandOperation<'shut-down', NoParams> = {
  kind: 'command',
  name: 'shut-down',
  title: 'shut down',
  label: 'Shut down',
  menu: 'maintenance',
  aliases: ['shutdown', 'poweroff'],
  phrase: { link: ' ', end: 'the device shut down', done: 'Shut down' },
  permissions: [action('shutdown', 'Shutdown device')],
  risk: 'maintenance',
  platforms: ['Mac', 'iPhone', 'iPad'],
  params: noParams,
  exclusive: () => ['power'],
  watches: [],
  reads: 'details',
  impossible: notSupervised,
  consequence: ({ platform }) =>
    `Shuts down without asking. Unsaved work may be lost. Someone has to turn the ${deviceWord(platform)} on by hand.`,
  requestTypes: ['ShutDownDevice'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.shutDown(deviceId, call),
};

const unlockParams = z.object({ username: z.string().min(1, 'Choose an account.').max(255) });

/** Why an account can't be unlocked on this Mac; `null` when it can, or when its accounts were not read. */
function noSuchAccount(
  { device, localAccounts }: DeviceSeen,
  params: z.infer<typeof unlockParams> | undefined,
): string | null {
  if (device.platform !== 'Mac') return null;
  if (localAccounts === undefined) return params ? "Kandji doesn't report the accounts of this Mac." : null;
  if (localAccounts.length === 0) return 'Kandji reports no local accounts on this Mac.';
  const known = !params || localAccounts.some(({ username }) => username === params.username);
  return known ? null : `This Mac no longer has the account ${params.username}.`;
}

export const unlockAccount: CommandOperation<'unlock-account', z.infer<typeof unlockParams>> = {
  kind: 'command',
  name: 'unlock-account',
  title: 'unlock a local account',
  label: 'Unlock account',
  menu: 'maintenance',
  aliases: ['unlock', 'unlockuser'],
  phrase: { link: ' on ', end: 'the account was unlocked', done: 'Account unlocked' },
  permissions: [action('unlockaccount', 'Unlock account', 'guessed')],
  risk: 'maintenance',
  platforms: ['Mac'],
  params: unlockParams,
  exclusive: ({ username }) => [`account:${username.toLowerCase()}`],
  watches: [],
  reads: 'details',
  impossible: (seen, params) => notManaged(seen) ?? noSuchAccount(seen, params),
  consequence: (_device, { username }) =>
    `Unlocks the account ${username}, which was locked by wrong passwords. Its password doesn't change.`,
  requestTypes: ['UnlockUserAccount'],
  reached: null,
  run: (commands, deviceId, { username }, call) => commands.unlockAccount(deviceId, username, call),
};
