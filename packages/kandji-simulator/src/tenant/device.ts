import type { User } from '../people/user.ts';

export type Platform = 'Mac' | 'iPhone' | 'iPad' | 'AppleTV' | 'Windows' | 'Android';

/** How a device treats commands: `not-now` answers NotNow until changed, `offline` never fetches them. */
export type Behaviour = 'obeys' | 'fails' | 'not-now' | 'offline';

/** The living record of one device. Times are epoch milliseconds; `null` means never. Tests may change any field. */
export interface Device {
  readonly id: string;
  name: string;
  platform: Platform;
  model: string;
  modelIdentifier: string;
  serial: string;
  osVersion: string;
  build: string;
  assetTag: string;
  user: User | null;
  blueprintId: string;
  tags: string[];
  supervised: boolean;
  mdmEnabled: boolean;
  agentInstalled: boolean;
  agentVersion: string;
  /** Kandji keeps the record after MDM is gone. */
  removed: boolean;
  /** Erased devices keep a record with blanks. */
  erased: boolean;
  /** Answers with `device_id` and nothing else. */
  bare: boolean;
  /** Agent check-in; online devices move it by themselves. */
  lastCheckIn: number | null;
  lastMdmCheckIn: number | null;
  firstEnrollment: number;
  lastEnrollment: number;
  bootedAt: number | null;
  online: boolean;
  /** Since when it has been reachable: what was queued before starts here. */
  onlineSince: number;
  behaviour: Behaviour;
  /** Macs only: `null` elsewhere. */
  filevault: { enabled: boolean; keyStored: boolean } | null;
  storage: { capacityGb: number; availableGb: number };
  macAddress: string;
  activationLock: boolean;
  /** Android only, in Kandji's words; left out: all is well. */
  androidSecurity?: { posture: string; encrypted: boolean; passcode: boolean };
  lostMode: LostMode | null;
  /** A Mac that was told to lock itself, until someone types the PIN into it; left out: it was not. */
  locked?: boolean;
  /** What unlocks a locked Mac: six digits, kept by Kandji. Left out: there is none. */
  unlockPin?: string;
  /** The PIN of the next lock, for a test that looks for it; left out: six random digits. */
  nextPin?: string;
  /** The processor of a Mac as Kandji names it; left out: one of Apple's. */
  processor?: string;
}

export const isMobile = (device: Device) => device.platform === 'iPhone' || device.platform === 'iPad';
/** The short name of a Mac's one local account. */
export const accountOf = (device: Device): string => device.user?.email.split(/[.@]/)[0] ?? 'larkadmin';

export const isApple = (device: Device) => device.platform !== 'Windows' && device.platform !== 'Android';

/** Lost Mode as Kandji reports it; only `ENABLED` is certain, the other words are this simulator's choice. */
export interface LostMode {
  status: 'PENDING' | 'ENABLED' | 'ERROR';
  enabledBy: string;
  enableStatusAt: number;
  message: string;
  phone: string;
  footnote: string;
  disableStatus: '' | 'PENDING' | 'ERROR';
  disabledBy: string;
  disableStatusAt: number | null;
  locationStatus: '' | 'PENDING' | 'SUCCESS' | 'FAILED';
  locationStatusAt: number | null;
  location: { latitude: string; longitude: string } | null;
  locationAt: number | null;
  soundStatus: '' | 'PENDING' | 'SUCCESS' | 'FAILED';
  soundStatusAt: number | null;
}

/** Lost Mode that was just asked for, or further along with `changes`. */
export function lostModeFrom(at: number, changes: Partial<LostMode> = {}): LostMode {
  return {
    status: 'PENDING',
    enabledBy: 'Help Desk',
    enableStatusAt: at,
    message: '',
    phone: '',
    footnote: '',
    disableStatus: '',
    disabledBy: '',
    disableStatusAt: null,
    locationStatus: '',
    locationStatusAt: null,
    location: null,
    locationAt: null,
    soundStatus: '',
    soundStatusAt: null,
    ...changes,
  };
}
