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
  Named,
  Parameter,
  Person,
} from './device.ts';
import type { DeviceFilter } from './search/search-keys.ts';
import type { Secret } from './secret.ts';

/** How a read may be answered. */
export interface ReadOptions {
  /** Past every cache. */
  readonly fresh?: boolean;
  /** `change` may spend the reserve that lookups must leave alone. Default `lookup`. */
  readonly purpose?: 'lookup' | 'change';
}

/** Something read from Kandji, and when. */
export interface ReadResult<T> {
  readonly value: T;
  /** Epoch ms of Kandji's answer. */
  readonly readAt: number;
  /** True when a fresh read was wanted but the budget or Kandji did not allow it. */
  readonly fromCache: boolean;
}

/** One page of List Devices. `more` is false when this was the last one. `dropped` counts rows no one could read. */
export interface DevicePage {
  readonly devices: readonly Device[];
  readonly more: boolean;
  readonly dropped: number;
}

/** Reading Kandji. Every method throws {@link MdmError}. */
export interface DeviceApi {
  /** `offset` counts devices; at most 300 a page. */
  list(
    filter: DeviceFilter,
    page?: { offset?: number; limit?: number },
    options?: ReadOptions,
  ): Promise<ReadResult<DevicePage>>;
  device(deviceId: string, options?: ReadOptions): Promise<ReadResult<Device>>;
  details(deviceId: string, options?: ReadOptions): Promise<ReadResult<DeviceDetails>>;
  status(deviceId: string, options?: ReadOptions): Promise<ReadResult<DeviceStatus>>;
  libraryItems(deviceId: string, options?: ReadOptions): Promise<ReadResult<readonly LibraryItem[]>>;
  parameters(deviceId: string, options?: ReadOptions): Promise<ReadResult<readonly Parameter[]>>;
  apps(deviceId: string, options?: ReadOptions): Promise<ReadResult<readonly InstalledApp[]>>;
  /** Newest first; every page that Kandji has, up to a stated cap. */
  activity(deviceId: string, options?: ReadOptions): Promise<ReadResult<readonly Activity[]>>;
  /** `null`: the device is not in Lost Mode (Kandji answers 400 for that), or cannot be. */
  lostMode(deviceId: string, options?: ReadOptions): Promise<ReadResult<LostMode | null>>;
  /** Newest first. Apple devices only; others give an empty list. */
  deviceCommands(deviceId: string, options?: ReadOptions): Promise<ReadResult<readonly DeviceCommand[]>>;
  /** Newest first, as plain text. */
  notes(deviceId: string, options?: ReadOptions): Promise<ReadResult<readonly DeviceNote[]>>;
  blueprints(options?: ReadOptions): Promise<ReadResult<readonly Named[]>>;
  /** Library items of a blueprint, to show what a move gains and loses. */
  blueprintItems(blueprintId: string, options?: ReadOptions): Promise<ReadResult<readonly Named[]>>;
  /** Everybody, archived ones marked. */
  users(options?: ReadOptions): Promise<ReadResult<readonly Person[]>>;
  tags(options?: ReadOptions): Promise<ReadResult<readonly Named[]>>;
  /** The device's page in Kandji's console. */
  consoleUrl(deviceId: string): string;
  /** The device id in a console link of this tenant; `foreign` for another tenant's; `null` when it is no console link. */
  readConsoleUrl(text: string): string | 'foreign' | null;
}

/**
 * Reads within the share of Kandji's hour that is for the background: past every cache, and each leaves once. Each throws
 * {@link MdmError}; `null`: Kandji itself says that it has no such device.
 */
export interface BackgroundReads {
  /** Part of Kandji's hour; 0: nothing is read in the background. */
  readonly share: number;
  device(deviceId: string): Promise<Device | null>;
  details(deviceId: string): Promise<DeviceDetails | null>;
  libraryItems(deviceId: string): Promise<readonly LibraryItem[] | null>;
}

/** Options of one command call. */
export interface CallOptions {
  /** The call is given up after this long: its outcome is then `unknown`. */
  readonly timeoutMs: number;
  /** Called when an answer arrives after the call was given up. */
  readonly late?: (sent: Sent) => void;
}

/** How a POST, PATCH or DELETE ended. They leave once and are never retried. */
export type Sent =
  /** `pin`: a PIN came with the answer of a Mac's lock. That it came is all that is known of it here. */
  | { readonly outcome: 'accepted'; readonly device: Device | null; readonly pin?: true }
  /** Kandji said that it is so already. */
  | { readonly outcome: 'already-set' }
  /** Kandji said no (4xx other than 408), or nothing left (connection refused). Nothing was done. */
  | { readonly outcome: 'rejected'; readonly sentence: string; readonly status: number | null }
  /** Time-out, reset, 408, 5xx, redirect: it may or may not have been done. */
  | { readonly outcome: 'unknown'; readonly sentence: string; readonly status: number | null };

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

/** Changing Kandji. None of these throws for what Kandji does; see {@link Sent}. */
export interface DeviceCommands {
  updateDevice(deviceId: string, patch: RecordPatch, call: CallOptions): Promise<Sent>;
  enableLostMode(
    deviceId: string,
    words: { readonly message: string; readonly phone: string; readonly footnote: string },
    call: CallOptions,
  ): Promise<Sent>;
  disableLostMode(deviceId: string, call: CallOptions): Promise<Sent>;
  cancelLostMode(deviceId: string, call: CallOptions): Promise<Sent>;
  playLostModeSound(deviceId: string, call: CallOptions): Promise<Sent>;
  updateLocation(deviceId: string, call: CallOptions): Promise<Sent>;
  blankPush(deviceId: string, call: CallOptions): Promise<Sent>;
  /** Where the tenant does not know `dailycheckin` (a 404 of the route, so nothing was done), `updateinventory` leaves instead. */
  dailyCheckIn(deviceId: string, call: CallOptions): Promise<Sent>;
  reinstallAgent(deviceId: string, call: CallOptions): Promise<Sent>;
  rename(deviceId: string, name: string, call: CallOptions): Promise<Sent>;
  renewMdmProfile(deviceId: string, call: CallOptions): Promise<Sent>;
  restart(deviceId: string, call: CallOptions): Promise<Sent>;
  shutDown(deviceId: string, call: CallOptions): Promise<Sent>;
  /** A local account of a Mac that is locked after wrong passwords, by its short name. */
  unlockAccount(deviceId: string, username: string, call: CallOptions): Promise<Sent>;
  /** Empty words are left out. A Mac answers with a PIN once: it is dropped where it arrives. */
  lock(
    deviceId: string,
    words: { readonly message: string; readonly phone: string },
    call: CallOptions,
  ): Promise<Sent>;
  clearPasscode(deviceId: string, call: CallOptions): Promise<Sent>;
  /** With Kandji's own defaults. `keepsDataPlan`: the cellular plan of an iPhone or iPad stays. */
  erase(deviceId: string, how: { readonly keepsDataPlan: boolean }, call: CallOptions): Promise<Sent>;
  /** Ends the record. A device that Kandji does not know any more is `already-set`. */
  deleteDevice(deviceId: string, call: CallOptions): Promise<Sent>;
  /** Text, HTML-escaped by the client. */
  addNote(deviceId: string, text: string, call: CallOptions): Promise<Sent>;
}

export type SecretKind = 'filevault-key' | 'unlock-pin' | 'recovery-password' | 'bypass-code';

/** Keys, PINs and codes that Kandji keeps. */
export interface DeviceKeys {
  /**
   * Reads one: a single GET, never tried again, kept or joined with another. `null`: Kandji has none.
   * @throws MdmError, whose words quote nothing of the answer
   */
  read(deviceId: string, kind: SecretKind): Promise<Secret | null>;
}
