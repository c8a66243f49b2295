import type { z } from 'zod';
import { blankPush, dailyCheckIn, reinstallAgent } from './check-in.ts';
import { assignUser, editTags, setAssetTag, setBlueprint } from './device-record.ts';
import {
  cancelLostMode,
  disableLostMode,
  enableLostMode,
  playLostModeSound,
  updateLocation,
} from './lost-mode.ts';
import type { NoParams, Operation } from './operation.ts';

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

/** Operations that need something to be said; each has a form in `slack/operations`. */
export type OperationWithForm = {
  [Name in OperationName]: (typeof CATALOGUE)[Name]['params'] extends z.ZodType<NoParams> ? never : Name;
}[OperationName];

/** What an operation's parameters are. */
export type ParamsOf<Name extends OperationName> = z.infer<(typeof CATALOGUE)[Name]['params']>;

export type KindOf<Name extends OperationName> = (typeof CATALOGUE)[Name]['kind'];

/** One operation with its parameters, as stored in a request. */
export interface Change {
  readonly operation: OperationName;
  readonly params: unknown;
}

export const OPERATION_NAMES = Object.keys(CATALOGUE) as readonly OperationName[];

type NamedOperation = Operation<OperationName>;

/**
 * One operation of the catalogue. Its parameters are `unknown` outside its own file: they come from a form or from the
 * database and pass through `operation.params` first, see {@link bind}.
 */
export const operationNamed = (name: OperationName): NamedOperation =>
  CATALOGUE[name] as unknown as NamedOperation;

export const operations: readonly NamedOperation[] = OPERATION_NAMES.map(operationNamed);

/** A stored or typed change with its operation and its parsed parameters. @throws ZodError with sentences for people */
export function bind(change: Change): { readonly operation: NamedOperation; readonly params: unknown } {
  const operation = operationNamed(change.operation);
  return { operation, params: operation.params.parse(change.params) };
}

/** The first thing that is wrong with what was typed, as a sentence; `null` when nothing is. */
export function problemWith(change: Change): string | null {
  const parsed = operationNamed(change.operation).params.safeParse(change.params);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'That cannot be understood.');
}
