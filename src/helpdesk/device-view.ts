import type { Case } from './cases/case.ts';
import type {
  Activity,
  Device,
  DeviceCommand,
  DeviceDetails,
  DeviceNote,
  DeviceStatus,
  InstalledApp,
  LibraryItem,
  LostMode,
  Parameter,
} from './device.ts';
import type { Freeze } from './limits/freeze-state.ts';
import type { MdmError } from './mdm-error.ts';
import type { SentMessage } from './message.ts';
import type { OperationName, Right } from './operation.ts';
import type { Decision } from './policy.ts';
import type { RequestState } from './request.ts';
import type { Watching } from './watches/watch.ts';

/** A part of an answer that may have failed without taking the rest down. */
export type PartialResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: MdmError };

/** An unfinished request on a device, as far as one person may know it. */
export interface OpenRequest {
  readonly id: string;
  readonly state: RequestState;
  readonly operations: readonly OperationName[];
  /** What it excludes on this device while it is unfinished: {@link Operation.exclusive} of its changes. */
  readonly keys: readonly string[];
  /** "turn on Lost Mode", "move to Sales". */
  readonly what: string;
  /** `null` for someone who may not see the request itself. */
  readonly requester: { readonly name: string; readonly isSelf: boolean } | null;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** A command that Kandji has for a device, and that did not leave from here. */
export interface PendingCommand {
  /** "turn on Lost Mode", "erase device". */
  readonly what: string;
  /** The device has it, and is not done. */
  readonly isRunning: boolean;
  /** Epoch ms; `null` where Kandji doesn't say. */
  readonly requestedAt: number | null;
}

/** Everything one look at a device gathers: what the card is drawn from. */
export interface DeviceView {
  readonly device: Device;
  readonly details: PartialResult<DeviceDetails>;
  readonly status: PartialResult<DeviceStatus>;
  /** Epoch ms of the oldest reading in it. */
  readonly readAt: number;
  /** Answered from cache because the budget or Kandji did not allow a fresh read. */
  readonly fromCache: boolean;
  /** Newest first. */
  readonly openRequests: readonly OpenRequest[];
  /** Who turned Lost Mode on by our own record; `null` when it was not us. */
  readonly lostModeBy: string | null;
  readonly may: AllowedActions;
  /** Slack ids of the policy's admins, to be named where someone must act. */
  readonly admins: readonly string[];
  /** The device's page in Kandji's console; `null` for who has no account there. */
  readonly consoleUrl: string | null;
  /** Changes are frozen: none is offered. */
  readonly freeze: Freeze | null;
  /** What this person waits for about it; absent where there is nothing. */
  readonly watching?: Watching | undefined;
  /** To the last person who was messaged from its card, for who may message them. */
  readonly message?: SentMessage | undefined;
  /** For their own device, where lost ones can be reported: the open case about it, and whether they may report it. */
  readonly ownLost?: { readonly open: Case | null; readonly mayReport: boolean } | undefined;
  /** They may report it lost for the person who has it: no open case is about it. */
  readonly mayReportLost?: boolean | undefined;
  /** The open case about it, for who may take that. */
  readonly lostCase?: Case | undefined;
  /** For a removed device: the records of the same serial number that this person may see. A device that enrolls again gets a new one. */
  readonly otherRecords: readonly Device[];
}

/** What the person who looks may do with this device, by the policy and by the device's state. */
export interface AllowedActions {
  readonly rights: readonly Right[];
  readonly operations: readonly {
    readonly name: OperationName;
    readonly decision: Decision;
    /** Why the device's present state forbids it; `null` when it does not. */
    readonly impossible: string | null;
  }[];
}

export const PANELS = [
  'library',
  'parameters',
  'apps',
  'activity',
  'commands',
  'notes',
  'details',
  'lost',
] as const;
export type PanelName = (typeof PANELS)[number];

/** What a panel shows once it has been read. */
export type Panel =
  | { readonly name: 'library'; readonly items: readonly LibraryItem[] }
  | { readonly name: 'parameters'; readonly parameters: readonly Parameter[] }
  | { readonly name: 'apps'; readonly apps: readonly InstalledApp[] }
  | { readonly name: 'activity'; readonly activity: readonly Activity[] }
  | {
      readonly name: 'commands';
      readonly commands: readonly DeviceCommand[];
      /** When it last asked Apple's way for commands, epoch ms; `null`: not known. */
      readonly mdmCheckInAt: number | null;
      /** What was requested here and has not ended: what its follow-up waits for. */
      readonly openRequests: readonly OpenRequest[];
    }
  /** `canAdd`: not while changes are frozen, and not on a record that was removed. */
  | { readonly name: 'notes'; readonly notes: readonly DeviceNote[]; readonly canAdd: boolean }
  | { readonly name: 'details'; readonly details: DeviceDetails }
  | { readonly name: 'lost'; readonly lostMode: LostMode | null; readonly maySeeLocation: boolean };
