import { randomUUID } from 'node:crypto';

/** Actions that become MDM commands, with Apple's names for them. Empty: a push that leaves no command behind. */
export const REQUEST_TYPES = {
  blankpush: [],
  dailycheckin: ['DeviceInformation', 'SecurityInfo', 'InstalledApplicationList', 'ProfileList'],
  updateinventory: ['DeviceInformation', 'InstalledApplicationList'],
  reinstallagent: ['InstallEnterpriseApplication'],
  renewmdmprofile: ['InstallProfile'],
  setname: ['Settings'],
  restart: ['RestartDevice'],
  shutdown: ['ShutDownDevice'],
  unlockaccount: ['UnlockUserAccount'],
  lock: ['DeviceLock'],
  clearpasscode: ['ClearPasscode'],
  erase: ['EraseDevice'],
  enablelostmode: ['EnableLostMode'],
  disablelostmode: ['DisableLostMode'],
  playlostmodesound: ['PlayLostModeSound'],
  updatelocation: ['DeviceLocation'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Windows has no MDM commands of Apple's kind: a check-in there is one query of its settings. */
export const WINDOWS_QUERY = 'device_csp_query';

export type ActionName = keyof typeof REQUEST_TYPES;

/** 1 pending, 2 running, 3 completed, 4 failed, 5 "Not Now" (Kandji API docs). */
type CommandStatus = 1 | 2 | 3 | 4 | 5;

/** A reason from the device, by Apple's error code. */
export interface DeviceError {
  readonly code: number;
  readonly text: string;
}

/** One MDM command in a device's queue. Times are epoch milliseconds. */
export interface Command {
  readonly uuid: string;
  readonly action: ActionName | null;
  readonly requestType: string;
  /** What the action was given, such as a new name; empty where it takes nothing. */
  readonly given: string;
  status: CommandStatus;
  attempts: number;
  readonly requestedAt: number;
  lastPushedAt: number | null;
  completedAt: number | null;
  error: DeviceError | null;
}

export function newCommand(
  action: ActionName | null,
  requestType: string,
  requestedAt: number,
  given = '',
): Command {
  return {
    uuid: randomUUID(),
    action,
    requestType,
    given,
    status: 1,
    attempts: 0,
    requestedAt,
    lastPushedAt: null,
    completedAt: null,
    error: null,
  };
}

export const isUnfinished = (command: Command) => command.status !== 3 && command.status !== 4;
