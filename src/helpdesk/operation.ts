import type { z } from 'zod';
import type { Device } from './device.ts';
import type { CallOptions, DeviceCommands, Sent } from './ports.ts';

/** Rights that are not device operations: looking and reading. */
export const RIGHTS = ['lookup', 'lookup-own', 'see-location', 'read-history', 'see-requests'] as const;
export type Right = (typeof RIGHTS)[number];

export const OPERATION_NAMES = [
  'set-asset-tag',
  'assign-user',
  'edit-tags',
  'set-blueprint',
  'enable-lost-mode',
  'disable-lost-mode',
  'cancel-lost-mode',
  'play-lost-mode-sound',
  'update-location',
  'blank-push',
  'daily-check-in',
  'reinstall-agent',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** Classes that a policy rule can name in place of operations. */
export type Risk = 'routine' | 'disruptive';

/** What every operation says of itself. Differences between operations are data. */
interface Described<Name extends OperationName, Params> {
  readonly name: Name;
  /** What is done, as the object of "asks to …" and "may I …": "turn off Lost Mode". */
  readonly title: string;
  /** Short, for buttons and headings: "Lost Mode off". */
  readonly label: string;
  readonly risk: Risk;
  readonly platforms: readonly string[];
  /** Parses what was stored or typed; its errors are sentences for people. */
  readonly params: z.ZodType<Params>;
  /** Requests with an equal key on one device exclude each other while unfinished. */
  exclusive(params: Params): string;
  /** `null` when the device's present state allows it, else one sentence why not. */
  impossible(device: Device): string | null;
  /** One sentence, or `null`: what it will mean for the person who holds the device. */
  consequence(device: Device, params: Params): string | null;
}

/** Changes Kandji's record with one PATCH, shared by all record changes of a request. */
export interface RecordChange<Name extends OperationName = OperationName, Params = unknown>
  extends Described<Name, Params> {
  readonly kind: 'record';
  /** The part of the PATCH body that this change adds, from a fresh read of the device. */
  patch(device: Device, params: Params): RecordPatch;
  /** The same change as a person reads it. */
  difference(device: Device, params: Params): Difference;
  /** True when the device already is as this change wants it. */
  done(device: Device, params: Params): boolean;
}

/** Sends one command that the device obeys later. */
export interface CommandOperation<Name extends OperationName = OperationName, Params = unknown>
  extends Described<Name, Params> {
  readonly kind: 'command';
  /** Apple's command names by which Kandji's command list shows it; empty when it leaves no trace there. */
  readonly requestTypes: readonly string[];
  run(commands: DeviceCommands, deviceId: string, params: Params, call: CallOptions): Promise<Sent>;
}

export type Operation<Name extends OperationName = OperationName, Params = unknown> =
  | RecordChange<Name, Params>
  | CommandOperation<Name, Params>;

/** One operation with its parameters, as stored in a request. */
export interface Change {
  readonly operation: OperationName;
  readonly params: unknown;
}

/**
 * The body of Kandji's `PATCH /devices/{id}`: only what changes. `null` clears user and asset tag, `[]` clears tags;
 * `user` is a Kandji user UUID, `tags` the whole set by name (Kandji API docs, Update Device).
 */
export interface RecordPatch {
  readonly blueprintId?: string;
  readonly userId?: string | null;
  readonly assetTag?: string | null;
  readonly tags?: readonly string[];
}

export interface Difference {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}
