import { z } from 'zod';
import type { DeviceSeen } from '../device.ts';
import { deviceWord } from '../text.ts';
import {
  action,
  type CommandOperation,
  type LiveFacts,
  type NoParams,
  noParams,
  notManaged,
  permission,
} from './operation.ts';
import { DELETE_WORDS, ERASE_WORDS, isText, protectionLines } from './protection-lines.ts';

/** Locking, erasing and deleting the record exclude each other on one device. */
const KEY = 'lock-erase-delete';

/** Apple MDM docs, Device Lock: not on tvOS. */
const LOCKABLE = ['Mac', 'iPhone', 'iPad', 'Android'];

/** Kandji lists commands of Apple devices only (Kandji API docs, Get Device Commands). */
const byHand = ({ device }: DeviceSeen): string | null =>
  device.platform === 'Windows' || device.platform === 'Android'
    ? `Kandji doesn't report the result for a ${device.platform} device. Someone has to record it by hand.`
    : null;

const lockParams = z.object({
  message: z.string().trim().max(500, 'The message is too long: 500 characters at most.').default(''),
  phone: z.string().trim().max(60, 'The phone number is too long: 60 characters at most.').default(''),
});

/** A lock deactivates a Mac with Apple silicon before macOS 11.5 (Kandji API docs, Lock Device). No such Mac runs macOS 10. */
function deactivates({ device, protection }: DeviceSeen): string | null {
  if (device.platform !== 'Mac' || protection?.appleSilicon === false) return null;
  const [major, minor = 0] = device.osVersion.split('.').map(Number);
  if (major !== undefined && major > 0 && (major !== 11 || minor >= 5)) return null;
  return `A lock would deactivate a Mac with Apple silicon before macOS 11.5, and this Mac has ${device.osVersion === '' ? 'an unknown version' : `macOS ${device.osVersion}`}. Update it first.`;
}

const NO_ERASE = "A locked Mac can't be erased until it's unlocked.";

export const lock: CommandOperation<'lock', z.infer<typeof lockParams>> = {
  kind: 'command',
  name: 'lock',
  title: 'lock',
  label: 'Lock',
  menu: 'security',
  aliases: ['lock'],
  phrase: { link: ' ', end: 'the device is locked', done: 'Locked' },
  permissions: [action('lock', 'Lock Device')],
  risk: 'severe',
  platforms: LOCKABLE,
  params: lockParams,
  exclusive: () => [KEY],
  watches: [],
  reads: 'protection',
  impossible: (seen) => notManaged(seen) ?? deactivates(seen),
  consequence: ({ platform }, { message, phone }) =>
    platform === 'Mac'
      ? `Restarts to a PIN screen${message + phone === '' ? '' : ' that shows this text'}. Unsaved work is lost, the data stays.`
      : `Locks the screen of the ${deviceWord(platform)}. Its passcode unlocks it.`,
  arrival: { online: 'It locks within minutes.', offline: "It locks when it's next online." },
  facts: (seen) => [seen.device.platform === 'Mac' ? NO_ERASE : null, byHand(seen)].filter(isText),
  warnings: (seen) =>
    [
      seen.device.platform === 'Mac' ? `Lock keeps the data and shows your message. ${NO_ERASE}` : null,
      byHand(seen),
    ].filter(isText),
  requestTypes: ['DeviceLock'],
  reached: null,
  leaves: ({ platform }) => (platform === 'Mac' ? 'unlock-pin' : null),
  run: (commands, deviceId, words, call) => commands.lock(deviceId, words, call),
};

export const clearPasscode: CommandOperation<'clear-passcode', NoParams> = {
  kind: 'command',
  name: 'clear-passcode',
  title: 'clear the passcode',
  label: 'Clear passcode',
  menu: 'security',
  aliases: ['passcode', 'clearpasscode'],
  phrase: { link: ' of ', end: 'the passcode was cleared', done: 'Passcode cleared' },
  permissions: [action('clearpasscode', 'Clear passcode', 'guessed')],
  risk: 'severe',
  platforms: ['iPhone', 'iPad'],
  params: noParams,
  exclusive: () => ['passcode'],
  watches: ['lost-mode'],
  reads: 'protection',
  impossible: notManaged,
  consequence: ({ platform }) =>
    `Anyone holding the ${deviceWord(platform)} can use it until a new passcode is set.`,
  arrival: { online: "It's cleared within minutes.", offline: "It's cleared when it's next online." },
  requestTypes: ['ClearPasscode'],
  reached: null,
  run: (commands, deviceId, _params, call) => commands.clearPasscode(deviceId, call),
};

const assigned = ({ device }: DeviceSeen): string =>
  device.user === null ? 'Unassigned.' : `Assigned to ${device.user.name}. They aren't notified.`;

const LOST_MODE: Readonly<Record<string, string>> = {
  on: '⚠️ Lost Mode is on. Erasing ends it, and the location is lost.',
  'turning-on': '⚠️ Lost Mode was sent. Erasing ends it, and the location is lost.',
};

const inLostMode = ({ device }: DeviceSeen): string | null => LOST_MODE[device.lostMode] ?? null;

const isLocked = ({ device }: DeviceSeen, { lockedAt }: LiveFacts): boolean =>
  device.platform === 'Mac' && lockedAt !== null && (device.agentCheckInAt ?? 0) <= lockedAt;

const lockedLine = (seen: DeviceSeen, live: LiveFacts): string | null =>
  isLocked(seen, live)
    ? "⛔ This Mac is locked, so it can't receive an erase. Unlock it with its PIN first."
    : null;

export const erase: CommandOperation<'erase', NoParams> = {
  kind: 'command',
  name: 'erase',
  title: 'erase',
  label: 'Erase',
  menu: 'security',
  aliases: ['erase', 'wipe'],
  phrase: { link: ' ', end: 'the device is being erased', done: 'Erased', meanwhile: 'Assume it is.' },
  permissions: [action('erase', 'Erase Device', 'guessed')],
  risk: 'irreversible',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params: noParams,
  exclusive: () => [KEY],
  watches: ['lost-mode'],
  reads: 'protection',
  impossible: notManaged,
  consequence: ({ platform }) => `Deletes everything on this ${deviceWord(platform)}. It can't be undone.`,
  arrival: {
    online: "It's erased within minutes. Unsaved work is lost.",
    offline: "It's erased when it's next online.",
  },
  facts: (seen, live) =>
    [
      lockedLine(seen, live),
      inLostMode(seen),
      assigned(seen),
      ...protectionLines(seen, ERASE_WORDS),
      byHand(seen),
    ].filter(isText),
  warnings: (seen, live) => [lockedLine(seen, live), inLostMode(seen), byHand(seen)].filter(isText),
  blocked: isLocked,
  confirms: 'device',
  requestTypes: ['EraseDevice'],
  reached: null,
  run: (commands, deviceId, _params, call, { platform }) =>
    commands.erase(deviceId, { keepsDataPlan: platform === 'iPhone' || platform === 'iPad' }, call),
};

const deleteParams = z.object({
  keys: z.enum(['saved', 'not-needed'], 'Say whether the keys and PINs that you need are saved.'),
});

export const KEYS_LABELS = {
  saved: "I've saved the ones I need",
  'not-needed': 'None are needed',
} as const satisfies Record<z.infer<typeof deleteParams>['keys'], string>;

export const deleteDevice: CommandOperation<'delete-device', z.infer<typeof deleteParams>> = {
  kind: 'command',
  name: 'delete-device',
  title: 'delete the device record',
  label: 'Delete record',
  menu: 'security',
  aliases: ['delete', 'deletedevice', 'deleterecord'],
  phrase: {
    link: ' of ',
    end: 'the device record was deleted',
    done: 'Record deleted',
    around: ['delete ', ' from Kandji'],
  },
  permissions: [permission('DELETE /devices/{device_id}', 'Delete device', 'guessed')],
  risk: 'irreversible',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params: deleteParams,
  exclusive: () => [KEY],
  watches: ['lost-mode'],
  reads: 'protection',
  impossible: () => null,
  consequence: ({ platform }) =>
    `The ${deviceWord(platform)} is unenrolled and its stored keys may be deleted too. It can't be undone.`,
  arrival: {
    online: 'It leaves Kandji now.',
    offline: "It leaves Kandji now. Its agent is removed when it's next online.",
  },
  facts: (seen) => [assigned(seen), ...protectionLines(seen, DELETE_WORDS)],
  confirms: 'device',
  summary: ({ keys }) => [{ label: 'Keys and PINs', value: KEYS_LABELS[keys] }],
  requestTypes: [],
  reached: 'gone',
  run: (commands, deviceId, _params, call) => commands.deleteDevice(deviceId, call),
};
