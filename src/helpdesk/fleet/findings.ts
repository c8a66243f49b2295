import type { Named } from '../device.ts';

/** What no list of devices says of a device: FileVault is off, or on; a library item failed (its id is the subject). */
export const FINDING_KINDS = ['filevault-off', 'filevault-on', 'item-failed'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** How far the reading of findings has come. One row, shared by all replicas. Instants are epoch ms of the database. */
export interface FindingsState {
  /** Whose devices these are; empty before the first reading. */
  readonly tenant: string;
  /** The number of the reading under way, from 1. */
  readonly round: number;
  readonly phase: 'filevault' | 'blueprints' | 'items' | 'statuses' | 'rest';
  readonly startedAt: number;
  /** When the phase began. */
  readonly phaseAt: number;
  /** The blueprints whose items are still to be read. */
  readonly blueprints: readonly string[];
  /** The item that is being read; `null` before the first. */
  readonly itemId: string | null;
  /** Where the next page begins. */
  readonly offset: number;
  /** Nothing is asked before. */
  readonly nextAt: number;
  /** Calls of this reading so far. */
  readonly calls: number;
  /** How often in a row the call at hand had no answer. */
  readonly failures: number;
  /** What this reading has passed over so far, because Kandji did not give it. */
  readonly skipped: readonly SkippedStep[];
  /** The same of the last whole reading. */
  readonly lastSkipped: readonly SkippedStep[];
  readonly fileVault: FindingsAnswer;
  /** When the last reading began that has written who has FileVault on, on every page; `null`: there was none. */
  readonly fileVaultOnAsOf: number | null;
  /** The reading under way has, so far. An older version writes only who has it off. */
  readonly writesFileVaultOn: boolean;
  readonly items: FindingsAnswer;
}

/** A list that Kandji did not give. `id` is the blueprint's in `items`, the library item's in `statuses`, else empty. */
export interface SkippedStep {
  readonly phase: Exclude<FindingsState['phase'], 'rest'>;
  readonly id: string;
}

/** What is known of one kind. */
export interface FindingsAnswer {
  /** When the last whole reading began; `null`: there was none. */
  readonly asOf: number | null;
  /** Kandji does not give it: not in the plan, or not for this token. */
  readonly isLacking: boolean;
}

/** What one call has shown. */
export type FindingsWrite =
  /** One page of a list: who has the finding, and who does not. */
  | {
      readonly kind: 'page';
      readonly finding: FindingKind;
      readonly subject: string;
      readonly on: readonly string[];
      readonly off: readonly string[];
      readonly isFirst: boolean;
      /** The list is read to its end: who was not on it for two readings does not have it. */
      readonly isLast: boolean;
      readonly readAt: number;
    }
  /** Library items of a blueprint. `isLast`: the list ends, and items that are in no blueprint now are forgotten. */
  | { readonly kind: 'items'; readonly items: readonly Named[]; readonly isLast: boolean }
  | { readonly kind: 'forget'; readonly finding: FindingKind };

export interface FindingsStore {
  state(): Promise<{ readonly state: FindingsState; readonly now: number }>;
  /**
   * Writes the next state, and all that a call has shown, in one transaction. Another tenant than before begins with nothing.
   * @returns false when it was not written: the lease of `owner` has ended, or somebody has gone on from `before`
   */
  advance(
    owner: string,
    before: FindingsState,
    next: FindingsState,
    writes: readonly FindingsWrite[],
  ): Promise<boolean>;
  /** The next item by id; `null` after the last. */
  nextItem(after: string | null): Promise<string | null>;
  /** Every library item that some blueprint has, by name. */
  items(): Promise<readonly ReadItem[]>;
  /** Of all, or of these by id: those of exactly this name, whatever its case; where there is none, those with it in their name. */
  itemsNamed(
    typed: string,
    among?: Pick<ReadonlyMap<string, unknown>, 'has'> | null,
  ): Promise<readonly ReadItem[]>;
}

export interface ReadItem extends Named {
  /** When its last whole reading began; `null`: there was none. */
  readonly asOf: number | null;
}

/** Kandji's lists of what is wrong, read in the background. All throw {@link MdmError}. */
export interface FindingsSource {
  /** One page of Prism's FileVault list. `isOn` is `null` where Kandji does not know. */
  fileVault(offset: number, limit: number): Promise<FindingsPage<{ readonly isOn: boolean | null }>>;
  blueprints(): Promise<readonly Named[]>;
  blueprintItems(blueprintId: string): Promise<readonly Named[]>;
  /** One page of who has a library item, and how it stands there. */
  itemStatuses(
    itemId: string,
    offset: number,
    limit: number,
  ): Promise<FindingsPage<{ readonly hasFailed: boolean }>>;
}

interface FindingsPage<Row> {
  readonly rows: readonly (Row & { readonly deviceId: string })[];
  readonly more: boolean;
}

const UNREAD: FindingsAnswer = { asOf: null, isLacking: false };

/** Before anything was read. */
export const newFindings = (tenant: string): FindingsState => ({
  tenant,
  round: 1,
  phase: 'filevault',
  startedAt: 0,
  phaseAt: 0,
  blueprints: [],
  itemId: null,
  offset: 0,
  nextAt: 0,
  calls: 0,
  failures: 0,
  skipped: [],
  lastSkipped: [],
  fileVault: UNREAD,
  fileVaultOnAsOf: null,
  writesFileVaultOn: false,
  items: UNREAD,
});
