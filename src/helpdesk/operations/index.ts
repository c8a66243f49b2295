import type { Change, Operation } from '../operation.ts';
import { assignUser } from './assign-user.ts';
import { blankPush } from './blank-push.ts';
import { cancelLostMode } from './cancel-lost-mode.ts';
import { dailyCheckIn } from './daily-check-in.ts';
import { disableLostMode } from './disable-lost-mode.ts';
import { editTags } from './edit-tags.ts';
import { enableLostMode } from './enable-lost-mode.ts';
import { playLostModeSound } from './play-lost-mode-sound.ts';
import { reinstallAgent } from './reinstall-agent.ts';
import { setAssetTag } from './set-asset-tag.ts';
import { setBlueprint } from './set-blueprint.ts';
import { updateLocation } from './update-location.ts';

/** The catalogue, in the order people see it. */
const CATALOGUE = {
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
};

export type OperationName = keyof typeof CATALOGUE;

export const OPERATION_NAMES = Object.keys(CATALOGUE) as readonly OperationName[];

/**
 * One operation of the catalogue. Its parameters are `unknown` outside its own file: they come from a form or from the
 * database and pass through `operation.params` first, see {@link bind}.
 */
export const operationNamed = (name: OperationName): Operation => CATALOGUE[name] as unknown as Operation;

export const operations: readonly Operation[] = OPERATION_NAMES.map(operationNamed);

/** A stored or typed change with its operation and its parsed parameters. @throws ZodError with sentences for people */
export function bind(change: Change): { readonly operation: Operation; readonly params: unknown } {
  const operation = operationNamed(change.operation);
  return { operation, params: operation.params.parse(change.params) };
}
