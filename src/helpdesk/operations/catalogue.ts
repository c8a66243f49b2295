import type { z } from 'zod';
import { blankPush, dailyCheckIn, reinstallAgent } from './check-in.ts';
import { assignUser, editTags, setAssetTag, setBlueprint } from './device-record.ts';
import { showBypassCode, showFilevaultKey, showRecoveryPassword, showUnlockPin } from './keys.ts';
import {
  cancelLostMode,
  disableLostMode,
  enableLostMode,
  playLostModeSound,
  updateLocation,
} from './lost-mode.ts';
import { rename, renewMdmProfile, restart, shutDown, unlockAccount } from './maintenance.ts';
import type { NoParams } from './operation.ts';
import { clearPasscode, deleteDevice, erase, lock } from './security.ts';

/** The catalogue, in the order people see it: the only list of operations. */
export const CATALOGUE = {
  'set-blueprint': setBlueprint,
  'assign-user': assignUser,
  'edit-tags': editTags,
  'set-asset-tag': setAssetTag,
  'enable-lost-mode': enableLostMode,
  'disable-lost-mode': disableLostMode,
  'cancel-lost-mode': cancelLostMode,
  'play-lost-mode-sound': playLostModeSound,
  'update-location': updateLocation,
  'blank-push': blankPush,
  'daily-check-in': dailyCheckIn,
  'reinstall-agent': reinstallAgent,
  rename,
  'renew-mdm-profile': renewMdmProfile,
  restart,
  'shut-down': shutDown,
  'unlock-account': unlockAccount,
  lock,
  'clear-passcode': clearPasscode,
  erase,
  'delete-device': deleteDevice,
  'show-filevault-key': showFilevaultKey,
  'show-unlock-pin': showUnlockPin,
  'show-recovery-password': showRecoveryPassword,
  'show-bypass-code': showBypassCode,
};

export type OperationName = keyof typeof CATALOGUE;

/** Operations that need something to be said; each has a form in `slack/changes`. Keys share one in `slack/keys`. */
export type OperationWithForm = {
  [Name in OperationName]: (typeof CATALOGUE)[Name]['params'] extends z.ZodType<NoParams>
    ? never
    : KindOf<Name> extends 'secret'
      ? never
      : Name;
}[OperationName];

/** What an operation's parameters are. */
export type ParamsOf<Name extends OperationName> = z.infer<(typeof CATALOGUE)[Name]['params']>;

export type KindOf<Name extends OperationName> = (typeof CATALOGUE)[Name]['kind'];
