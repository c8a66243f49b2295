import { z } from 'zod';

/** `unclear` keeps a status that no one documented; its words are shown as they are. */
const lostModeStateSchema = z.enum(['off', 'turning-on', 'on', 'turning-off', 'error', 'unclear']);
export type LostModeState = z.infer<typeof lostModeStateSchema>;

const personSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    /** Deactivated in the directory; still assigned devices keep them. */
    archived: z.boolean(),
  })
  .readonly();
/** A user at Kandji, who may or may not be a person in Slack. */
export type Person = z.infer<typeof personSchema>;

const namedSchema = z.object({ id: z.string(), name: z.string() }).readonly();
/** Something at Kandji with an id and a name: a blueprint, a tag. */
export type Named = z.infer<typeof namedSchema>;

/**
 * A device as the helpdesk speaks of it: Kandji's many spellings of "nothing" are `null` here, every instant is epoch
 * milliseconds, every switch is a real boolean. The Kandji client is the only place that knows the original shapes.
 * Requests and cases are stored with it: a field that is added needs a default, for the rows from before.
 */
export const deviceSchema = z
  .object({
    /** Kandji's UUID, lower case. */
    id: z.string(),
    name: z.string(),
    /** Marketing name, such as "MacBook Air (M2, 2022)". */
    model: z.string(),
    serialNumber: z.string(),
    /** `Mac`, `iPhone`, `iPad`, `AppleTV`, `Windows`, `Android`, or a word we have not met yet. */
    platform: z.string(),
    osVersion: z.string(),
    /** The Kandji agent's last check-in (MDM check-in is in {@link DeviceDetails}). */
    agentCheckInAt: z.number().nullable(),
    user: personSchema.nullable(),
    assetTag: z.string().nullable(),
    blueprint: namedSchema.nullable(),
    mdmEnabled: z.boolean().nullable(),
    agentInstalled: z.boolean().nullable(),
    isMissing: z.boolean(),
    isRemoved: z.boolean(),
    agentVersion: z.string().nullable(),
    firstEnrolledAt: z.number().nullable(),
    lastEnrolledAt: z.number().nullable(),
    lostMode: lostModeStateSchema,
    /** Tag names in Kandji's own spelling and order; `null` when the tenant does not report tags. */
    tags: z.array(z.string()).readonly().nullable(),
  })
  .readonly();
export type Device = z.infer<typeof deviceSchema>;

/** The whole Lost Mode record of one iPhone or iPad. */
export interface LostMode {
  readonly deviceId: string;
  readonly state: LostModeState;
  /** Kandji's own word, for `unclear` and `error`. */
  readonly statusText: string | null;
  /** As Kandji names it, which is the API token rather than a person. */
  readonly enabledBy: string | null;
  readonly enabledAt: number | null;
  readonly message: string | null;
  readonly phone: string | null;
  readonly footnote: string | null;
  readonly location: {
    readonly latitude: string;
    readonly longitude: string;
    readonly at: number | null;
  } | null;
  readonly locationStatus: string | null;
  readonly locationStatusAt: number | null;
  readonly soundStatus: string | null;
  readonly soundAt: number | null;
}

/** What `GET …/details` adds to {@link Device}. `null` is "does not apply or was not told". */
export interface DeviceDetails {
  readonly deviceId: string;
  readonly mdmCheckInAt: number | null;
  readonly supervised: boolean | null;
  readonly filevault: { readonly on: boolean; readonly keyStored: boolean } | null;
  /** Of the start-up volume, in gigabytes. */
  readonly storage: { readonly freeGb: number; readonly totalGb: number } | null;
  /** Android's own verdict on the device; `null` elsewhere. */
  readonly posture: 'secure' | 'at-risk' | 'compromised' | null;
  /** Android only; `null` elsewhere (Macs have {@link filevault}). */
  readonly encrypted: boolean | null;
  /** Android only: Apple's details do not tell it. */
  readonly hasPasscode: boolean | null;
  /** In Kandji's own words: on `for` "3 weeks", or `since` anything that it may say else. */
  readonly uptime: { readonly kind: 'for' | 'since'; readonly words: string } | null;
  readonly activationLock: boolean | null;
  readonly macAddress: string | null;
  readonly lostMode: LostMode | null;
  /** Macs only; `null` elsewhere and where it was not told. */
  readonly appleSilicon: boolean | null;
  /** Macs only; `null` elsewhere and where it was not told. */
  readonly localAccounts: readonly LocalAccount[] | null;
  /** What is told of keys that Kandji keeps; absent where nothing is. */
  readonly storedKeys?: StoredKeys;
  /** Everything worth showing, grouped for reading; the five platforms differ in what they have. */
  readonly groups: readonly DetailGroup[];
}

/** Whether Kandji keeps a key, never the key; `null`: it does not tell. */
export interface StoredKeys {
  readonly filevaultKey: boolean | null;
  readonly recoveryPassword: boolean | null;
  readonly bypassCode: boolean | null;
}

export interface DetailGroup {
  readonly title: string;
  readonly rows: readonly {
    readonly label: string;
    readonly value: string | number | boolean;
    readonly kind?: 'instant';
  }[];
}

/** A device as just read, with what operations need of its details where they were read. Holds no coordinates. */
export interface DeviceSeen {
  readonly device: Device;
  readonly supervised: boolean | null;
  /** When Lost Mode was turned on; `null` when it is off or cannot be on. */
  readonly lostModeEnabledAt: number | null;
  /** Its latest check-in, by agent or MDM, as far as they were read; epoch ms. Absent: an older version stored it. */
  readonly lastSeenAt?: number | null;
  /** Absent: not read, or not a Mac. */
  readonly localAccounts?: readonly LocalAccount[];
  /** Absent: not read, or not told. */
  readonly storedKeys?: StoredKeys;
  /** What the details say of what protects it; `null`: they could not be read. Absent: not asked for. */
  readonly protection?: DeviceProtection | null;
}

/** What is lost, or stands in the way, when a device is locked, erased or deleted. */
export type DeviceProtection = Pick<
  DeviceDetails,
  'mdmCheckInAt' | 'activationLock' | 'filevault' | 'appleSilicon'
>;

/** An account of a person on a Mac; system accounts are left out. */
export interface LocalAccount {
  /** The short name that macOS and Kandji know it by. */
  readonly username: string;
  /** The full name; empty when there is none. */
  readonly fullName: string;
  readonly admin: boolean;
}

/** How a status weighs at the desk. `other` is a status that Kandji added after this was written. */
export type StatusGroup = 'problem' | 'attention' | 'in-progress' | 'fine' | 'neutral' | 'other';

export interface LibraryItem {
  readonly itemId: string;
  readonly name: string;
  /** `custom-app`, `profile`, … (an open set). */
  readonly type: string;
  /** Kandji's own spelling; its case tells profiles from the rest. */
  readonly status: string;
  readonly group: StatusGroup;
  readonly reportedAt: number | null;
  readonly log: string | null;
  readonly lastAuditAt: number | null;
  readonly auditLog: string | null;
  /** What a threat-security item says of its own protection, such as `enabled`; `null` for every other kind. */
  readonly edrStatus: string | null;
}

export interface Parameter {
  readonly itemId: string;
  readonly name: string;
  readonly category: string;
  readonly subcategory: string;
  readonly status: string;
  readonly group: StatusGroup;
}

/** `GET …/status`: both lists in one call. */
export interface DeviceStatus {
  readonly deviceId: string;
  readonly libraryItems: readonly LibraryItem[];
  readonly parameters: readonly Parameter[];
}

export interface InstalledApp {
  readonly name: string;
  readonly version: string | null;
  /** Bundle id, package name or product code. */
  readonly identifier: string | null;
  readonly source: string | null;
  readonly path: string | null;
}

export interface Activity {
  readonly id: string;
  readonly at: number | null;
  /** Kandji's own word, such as `mdm_command_failed`. */
  readonly type: string;
  /** The same, made readable. */
  readonly title: string;
  /** Which item it was about, and what changed. */
  readonly detail: string | null;
  /** Who did it; `null` when Kandji did, or does not tell. */
  readonly by: { readonly kind: 'person' | 'token'; readonly name: string } | null;
  readonly failed: boolean;
}

/** Only these have a command list (Kandji API docs, Get Device Commands). */
export const COMMAND_PLATFORMS: readonly string[] = ['Mac', 'iPhone', 'iPad', 'AppleTV'];

/** What Kandji accepted for a device and how far it got. Kandji: 1 pending, 2 running, 3 completed, 4 failed, 5 "Not Now". */
export interface DeviceCommand {
  readonly uuid: string;
  /** Apple's name: `EnableLostMode`, `DeviceLocation`, … */
  readonly type: string;
  readonly state: 'pending' | 'running' | 'completed' | 'failed' | 'not-now' | 'unclear';
  readonly requestedAt: number | null;
  readonly completedAt: number | null;
  readonly error: string | null;
}

/** What someone wrote on a device's record at Kandji. */
export interface DeviceNote {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number | null;
  /** A person, or the name of an API token: Kandji does not say which. */
  readonly author: string | null;
  /** Plain text, whatever Kandji keeps. */
  readonly text: string;
}

export const PLATFORMS = ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'] as const;
