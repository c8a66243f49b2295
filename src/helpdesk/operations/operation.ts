import { z } from 'zod';
import type { Device, DeviceSeen } from '../device.ts';
import type { CallOptions, DeviceCommands, RecordPatch, SecretKind, Sent } from '../mdm-port.ts';

/** Classes that a policy rule can name in place of operations. */
export type Risk = 'routine' | 'disruptive' | 'maintenance' | 'severe' | 'irreversible' | 'secret';

/** A box to tick, or not, in Kandji's Settings › Access › API token. */
export interface Permission {
  /** As Kandji's audit log writes permissions: method and path template. */
  readonly endpoint: string;
  readonly label: string;
  /** False: the label is ours, because Kandji's own was never published. */
  readonly published: boolean;
}

export const permission = (endpoint: string, label: string, wording?: 'guessed'): Permission => ({
  endpoint,
  label,
  published: wording === undefined,
});

/** The box of one of a device's actions. */
export const action = (name: string, label: string, wording?: 'guessed'): Permission =>
  permission(`POST /devices/{device_id}/action/${name}`, label, wording);

/** A change of a state in words, each before a full stop or a time. */
export interface StateWords {
  /** "Lost Mode is turned off". */
  readonly happens: string;
  /** "Lost Mode turns off". */
  readonly later: string;
  /** "Lost Mode is being turned off". */
  readonly ongoing: string;
  /** "Lost Mode is still on". */
  readonly undone: string;
}

/** What every operation says of itself. Differences between operations are data. */
interface Described<Name extends string, Params> {
  readonly name: Name;
  /** What is done, as the object of "asks to …" and "may I …": "turn off Lost Mode". */
  readonly title: string;
  /** Short, for buttons and headings: "Lost Mode off". */
  readonly label: string;
  /** Where a device's card offers it. */
  readonly menu: 'update' | 'lost-mode' | 'nudge' | 'maintenance' | 'security' | 'keys';
  /** What people type in place of the name: lower case, without spaces and `-`. In the last three menus they are commands, the first is shown. */
  readonly aliases: readonly string[];
  /**
   * `link`: between the title and whose device it is. `end`: of "Don't know yet if …". `done`: once it is done, where the label
   * does not say it: "Restarted". `states`: what an approval brings about, where "It's sent" says too little.
   */
  readonly phrase: {
    readonly link: ' ' | ' on ' | ' to ' | ' of ' | ': ';
    readonly end: string;
    readonly done?: string;
    readonly states?: StateWords;
    /** Before and after the device, where the title does not stand in front of it. */
    readonly around?: readonly [before: string, after: string];
    /** What its button says, where neither title nor label is short and says what it does. */
    readonly button?: string;
    /** What to take for true while its end is not known. */
    readonly meanwhile?: string;
  };
  /** The boxes of the API token that it needs, all of them. */
  readonly permissions: readonly Permission[];
  readonly risk: Risk;
  readonly platforms: readonly string[];
  /** Parses what was stored or typed; its errors are sentences for people. */
  readonly params: z.ZodType<Params>;
  /** Requests that share a key on one device exclude each other while unfinished. */
  exclusive(params: Params): readonly string[];
  /**
   * What has to be read of the device to judge {@link impossible} and to review it. Default `device`. `protection`: the details where
   * they can be read; that they can't is said, and stops nothing.
   */
  readonly reads?: 'device' | 'details' | 'protection';
  /** `null` when the device's present state allows it, else one sentence why not. Without `params`: whether it can be offered. */
  impossible(seen: DeviceSeen, params?: Params): string | null;
  /** What it will mean for the person who holds the device, a sentence a line; or `null`. */
  consequence(device: Device, params: Params): string | null;
  /** When it reaches a device that is online, and one that is not: how {@link whenOnline} ends. */
  readonly arrival?: { readonly online: string; readonly offline: string };
  /** What requester and approver have to know beside that, from live data, a sentence each. They are stored, so none says an age. */
  readonly facts?: (seen: DeviceSeen, live: LiveFacts) => readonly string[];
  /** What its form says first. */
  readonly warnings?: (seen: DeviceSeen, live: LiveFacts) => readonly string[];
  /** The requester types which device it is: the end of its serial number. */
  readonly confirms?: 'device';
  /** Its parameters for people, where they are not texts to be shown as they are. */
  readonly summary?: (params: Params) => readonly { readonly label: string; readonly value: string }[];
  /** Parts of the device beside its identity that void the request when they change before it is sent. */
  readonly watches: readonly WatchedFields[];
}

/** Changes Kandji's record with one PATCH, shared by all record changes of a request. */
export interface RecordChange<Name extends string = string, Params = unknown>
  extends Described<Name, Params> {
  readonly kind: 'record';
  /** Whether Kandji's record is all there is to it, or the device has to check in before it means anything there. */
  readonly takesEffect: 'at-kandji' | 'at-check-in';
  /** The part of the PATCH body that this change adds, from a fresh read of the device. */
  patch(device: Device, params: Params): RecordPatch;
  /** What it does with these parameters, in words. */
  wording(params: Params): Wording;
  /** The same change as a person reads it. */
  difference(device: Device, params: Params): FieldChange;
  /** True when the device already is as this change wants it. */
  done(device: Device, params: Params): boolean;
}

/** What our own requests know of a device, when one is reviewed. */
export interface LiveFacts {
  /** When our latest lock of it was carried out, epoch ms; `null`: none was. */
  readonly lockedAt: number | null;
}

/** What a change touches: compared between what was approved and what is about to be changed. */
export type WatchedFields = 'asset-tag' | 'blueprint' | 'lost-mode' | 'lost-mode-since';

/** Sends one command that the device carries out later. */
export interface CommandOperation<Name extends string = string, Params = unknown>
  extends Described<Name, Params> {
  readonly kind: 'command';
  /** Apple's command names by which Kandji's command list shows it; empty when it leaves no trace there. */
  readonly requestTypes: readonly string[];
  /** True when the device is as this operation wants it; `null` when its state does not tell; `gone`: once it has no record any more. */
  readonly reached: ((seen: DeviceSeen, params: Params) => boolean) | 'gone' | null;
  /** Whether something has to be done at the device itself before it can receive this; a fact says what. */
  readonly blocked?: (seen: DeviceSeen, live: LiveFacts) => boolean;
  /** The secret that Kandji keeps since then and a person may need, such as the PIN that unlocks a Mac. */
  readonly leaves?: (device: Device) => SecretKind | null;
  run(
    commands: DeviceCommands,
    deviceId: string,
    params: Params,
    call: CallOptions,
    device: Device,
  ): Promise<Sent>;
}

/** Shows a key, PIN or code to one person. Reads Kandji and changes nothing. */
export interface SecretOperation<Name extends string = string, Params = unknown>
  extends Described<Name, Params> {
  readonly kind: 'secret';
  readonly secret: SecretKind;
  /** Whether Kandji has it, by the device's details; `null`: they do not tell. */
  stored(seen: DeviceSeen): boolean | null;
}

export type Operation<Name extends string = string, Params = unknown> =
  | RecordChange<Name, Params>
  | CommandOperation<Name, Params>
  | SecretOperation<Name, Params>;

/** A change in words. None of them names the device. */
export interface Wording {
  /** What stands before and after the device: "move " … " to Sales". */
  readonly around: readonly [before: string, after: string];
  /** "move to Sales". */
  readonly title: string;
  /** "Moved to Sales". */
  readonly done: string;
  /** What it sets: "Sales"; the operation's label for a command. */
  readonly value: string;
}

export interface FieldChange {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** For operations that need nothing to be said: whatever was stored is read as "nothing". */
export const noParams = z.object({}).transform((): Record<string, never> => ({}));
export type NoParams = Record<string, never>;

/** Why the record of a device cannot be changed; `null` when it can. */
export const removed = ({ device }: DeviceSeen): string | null =>
  device.isRemoved ? "This device was removed from Kandji, so it can't be changed." : null;

/** Whether Kandji keeps no record of the device once it is done. */
export const endsRecord = (operation: Pick<Operation, 'kind'> & { readonly reached?: unknown }): boolean =>
  operation.kind === 'command' && operation.reached === 'gone';

/** Why a device cannot get commands; `null` when it can. */
export const notManaged = ({ device }: DeviceSeen): string | null =>
  device.isRemoved || device.mdmEnabled === false
    ? 'This device is no longer managed, so it gets no commands.'
    : null;
