import type { Device } from '../device.ts';
import type { DeviceTraits } from '../policy.ts';
import type { FindingKind, FindingsStore } from './findings.ts';

/** How far the walk over List Devices has come. One row, shared by all replicas. Instants are epoch ms of the database. */
export interface WalkState {
  /** Whose devices these are: the host of Kandji's API. Empty: the index is off, and empty. */
  readonly tenant: string;
  /** The number of the walk under way, from 1. */
  readonly walk: number;
  /** `pages`: reading the list; `confirm`: asking by id for those that were missing; `rest`: until the next walk. */
  readonly phase: 'pages' | 'confirm' | 'rest';
  readonly startedAt: number;
  /** Where the next page begins. */
  readonly offset: number;
  /** The largest id seen in this walk; `null` before the first page. */
  readonly lastId: string | null;
  /** `ids`: a page is the truth for its range of ids. `stamps`: Kandji did not keep that order, so each row seen is stamped. */
  readonly order: 'ids' | 'stamps';
  /** In `stamps`: every page so far was in order. */
  readonly isOrdered: boolean;
  /** By how many rows to step back when the list has moved; doubled as long as it is not enough. */
  readonly stepBack: number;
  /** How often in a row Kandji did not give the page at hand, asked for with as many rows. */
  readonly failures: number;
  /** Rows of the page at hand, fewer after failures; 0: a whole page. */
  readonly size: number;
  /** So many pages Kandji did not give at all in this walk; they were passed over. */
  readonly skipped: number;
  /** Where that was, so that the next walks pass over them at once. */
  readonly gaps: readonly WalkGap[];
  /** Nothing is asked before. */
  readonly nextAt: number;
  /** Calls of this walk so far. */
  readonly calls: number;
  /** The last whole walk; `null`: there was none. */
  readonly last: WalkResult | null;
}

/** Rows that Kandji did not give, though it gave those before and after them. */
export interface WalkGap {
  /** The row before them, and where it stood; `null`: they are the first. */
  readonly after: string | null;
  readonly offset: number;
  /** So many rows after that place Kandji gave again, from this row on; `null`: there was none. */
  readonly rows: number;
  readonly before: string | null;
  /** Then they are asked for again. */
  readonly until: number;
}

export interface WalkResult {
  /** When it began: what it found is as of then or later. */
  readonly asOf: number;
  readonly endedAt: number;
  readonly calls: number;
  /** Rows kept after it. */
  readonly rows: number;
  /** Rows that were not in it. */
  readonly missing: number;
  /** Too many were missing to be taken for gone as others are. */
  readonly isHeld: boolean;
  /** {@link WalkState.skipped} of it: of those rows nothing newer is known. */
  readonly skipped: number;
}

const HOUR_MS = 3_600_000;

/** How long one call of a walk takes at the pace of the default share, 500 an hour; the first walk is faster. */
const PACED_CALL_MS = HOUR_MS / 500;

/** How old the last whole walk may be: an hour, and longer where the next one takes longer. */
export const isTooOld = ({ asOf, endedAt, calls }: WalkResult, now: number): boolean =>
  now - endedAt > Math.max(HOUR_MS, 3 * Math.max(endedAt - asOf, calls * PACED_CALL_MS));

/** One page of the walk. */
export interface WalkPage {
  readonly devices: readonly Device[];
  /** It is the truth for ids from here on, to there, both included; `null`: without end. Absent in `stamps`. */
  readonly range?: { readonly from: string | null; readonly to: string | null };
  /** When the read began, by the database's clock. */
  readonly readAt: number;
  readonly isLast: boolean;
}

/** The replica that holds this lease walks. */
export const FLEET_LEASE = 'fleet-walk';

/** The index of the fleet: what finding and reports need of each device. No secret, location or note. */
export interface FleetStore {
  readonly search: FleetSearch;
  readonly findings: FindingsStore;
  /** What the walk knows, with the database's clock. */
  state(): Promise<{ readonly state: WalkState; readonly now: number }>;
  /**
   * Writes the next state, and a page with it, in one transaction. What another read has shown since is kept.
   * @returns false when it was not written: the lease of `owner` has ended, or someone has gone on from `before`
   */
  advance(owner: string, before: WalkState, next: WalkState, page?: WalkPage): Promise<boolean>;
  /** At the end of a walk's pages: how many rows there are, how many were missing, and which for the second time. */
  missing(
    state: WalkState,
  ): Promise<{ readonly rows: number; readonly missing: number; readonly again: readonly string[] }>;
  /** What some read of Kandji that began at `readAt` showed. Nothing is written while the index is off or of another tenant. */
  put(tenant: string, devices: readonly Device[], readAt: number): Promise<void>;
  /** Kandji has no such device, by a read that began at `readAt`. */
  remove(deviceId: string, readAt: number): Promise<void>;
  /** Forgets every device, and begins anew for this tenant; `''` turns the index off. Nothing happens where it is that tenant's already. */
  startFor(tenant: string): Promise<void>;
}

/** The traits that the policy looks at, which many devices share. */
export interface TraitSet {
  readonly id: number;
  readonly traits: DeviceTraits;
}

/** Which rows a person may see: those of these trait sets, and those with their own e-mail of these. */
export interface VisibleRows {
  /** `all`: every row, also of trait sets that come later. */
  readonly any: readonly number[] | 'all';
  /** Lower case; empty: none are theirs. */
  readonly ownEmail: string;
  readonly own: readonly number[];
}

/** For what is judged row by row, or for no person in particular. */
export const EVERY_ROW: VisibleRows = { any: 'all', ownEmail: '', own: [] };

/** Reading the index. */
export interface FleetSearch {
  /** Trait sets with a larger id than this. They never change, and no id is used twice. */
  traitSets(after: number): Promise<readonly TraitSet[]>;
  /** The ids of those that devices with this e-mail have, lower case. */
  ownTraitSets(email: string): Promise<readonly number[]>;
  /** A hundred of those that match, with those that begin with a word among them: for a menu, so they are not counted. */
  suggest(filter: FleetFilter, visible: VisibleRows): Promise<readonly Device[]>;
  /**
   * A hundred of those that match, with those that begin with a word among them, and the exact number of all. With a window: what is
   * in it, in an order that lasts from one call to the next.
   */
  find(filter: FleetFilter, visible: VisibleRows, window?: MatchWindow): Promise<FleetMatches>;
  count(filter: FleetFilter, visible: VisibleRows): Promise<number>;
  /** What {@link count} says of each of these, for less than it costs one by one. */
  counts(filters: readonly FleetFilter[], visible: VisibleRows): Promise<readonly number[]>;
  /** Groups of at least so many rows, the largest first: twenty, or those in the window; and how many such groups there are. */
  groups(
    by: GroupField,
    filter: FleetFilter,
    visible: VisibleRows,
    least: number,
    window?: MatchWindow,
  ): Promise<FleetGroups>;
  /** How many devices each person has, by the person's id at Kandji, of those who have at least so many. */
  devicesOfPeople(
    filter: FleetFilter,
    visible: VisibleRows,
    least: number,
  ): Promise<ReadonlyMap<string, number>>;
  /** The next few hundred by id after this one; empty after the last. */
  page(filter: FleetFilter, visible: VisibleRows, after: string): Promise<readonly Device[]>;
  /** On how many enrolled devices each of these library items failed; those that failed nowhere are left out. */
  itemCounts(itemIds: readonly string[], visible: VisibleRows): Promise<ReadonlyMap<string, number>>;
  /** The names of the library items that failed on each of these devices. */
  failedItems(deviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Matches from this one on, counted from 0, and at most so many. */
export interface MatchWindow {
  readonly from: number;
  readonly most: number;
}

export type GroupField = 'platform' | 'blueprint' | 'model' | 'os' | 'person' | 'item';

export interface FleetGroup {
  readonly label: string;
  readonly count: number;
  /** Where the label alone does not tell, as an OS version does not. */
  readonly platform?: string;
}

export interface FleetGroups {
  readonly groups: readonly FleetGroup[];
  /** Of all groups. */
  readonly total: number;
  /** Of those that have a label: devices without a blueprint are a group, and no blueprint. */
  readonly named: number;
}

export interface FleetMatches {
  /** At most a hundred, or the window. */
  readonly devices: readonly Device[];
  readonly total: number;
}

/** What a row must match, all of it. Texts are search keys. */
export interface FleetFilter {
  /** Each must stand somewhere on the device, or one of its trait sets is among those. */
  readonly words: readonly FleetWord[];
  readonly fields?: readonly FieldMatch[];
  /** Any of these. */
  readonly traits?: readonly number[] | undefined;
  /** Assigned to one of these, lower case. */
  readonly emails?: readonly string[];
  /** Checked in before this, or never and enrolled before it; epoch ms. */
  readonly seenBefore?: number;
  readonly seenSince?: number;
  /** With an OS version that sorts before this, by `versionOrder`. */
  readonly osBelow?: number;
  readonly isRemoved?: boolean;
  readonly isAssigned?: boolean;
  /** Has this finding; of these subjects where some are given. */
  readonly finding?: { readonly kind: FindingKind; readonly subjects?: readonly string[] };
  readonly sort?: readonly { readonly by: SortField; readonly descending: boolean }[];
}

export interface FleetWord {
  readonly key: string;
  /** Trait sets that it is about, such as those with a tag of this name. */
  readonly traits: readonly number[];
  /** Also in the model and the OS version. */
  readonly anywhere: boolean;
}

export interface FieldMatch {
  readonly field: 'id' | 'serial' | 'asset' | 'name' | 'user' | 'email' | 'user-id' | 'model' | 'os';
  readonly how: 'contains' | 'is';
  readonly key: string;
}

export type SortField =
  | 'asset_tag'
  | 'blueprint_id'
  | 'device_id'
  | 'device_name'
  | 'last_check_in'
  | 'model'
  | 'platform'
  | 'os_version'
  | 'serial_number'
  | 'user';
