import type { OperationName } from './operation.ts';
import type { HelpdeskRequest } from './request.ts';

/** One line of the record before it gets its number and hash. Never a secret, never coordinates. */
export interface NewAuditEntry {
  readonly action: AuditAction;
  /** Slack user id, or `system`. */
  readonly actorId: string;
  readonly deviceId: string | null;
  readonly requestId: string | null;
  readonly operations: readonly (OperationName | string)[];
  /** `allowed`, `needs-approval`, `refused`, a request state, … */
  readonly result: string;
  readonly rule: string | null;
  readonly policyHash: string | null;
  /** Personal text: kept beside the chain under a salted hash, so that it can be forgotten. */
  readonly text: Readonly<Record<string, string>> | null;
}

export type AuditAction =
  | 'looked' // a device or a panel was disclosed
  | 'searched'
  | 'shared'
  | 'saw-location'
  | 'read-history'
  | 'exported' // a list left as a file
  | 'refused'
  | 'asked'
  | 'reminded'
  | 'approved'
  | 'withdrew'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'voided'
  | 'claimed'
  | 'sending'
  | 'sent'
  | 'completed'
  | 'failed'
  | 'lost-track' // sending → unknown
  | 'settled' // unknown → something, by reading or by hand
  | 'noted'
  | 'added-note' // by a person, on the Kandji record
  | 'case-opened'
  | 'case-taken'
  | 'case-device' // which device it is, chosen for a case that named none
  | 'case-found'
  | 'case-not-yet'
  | 'case-closed'
  | 'watched' // a person waits for something about a device
  | 'watch-ended'
  | 'messaged' // people whom devices are assigned to
  | 'message-posted' // to the person whom this device is assigned to
  | 'answered-message'
  | 'policy-changed'
  | 'group-changed'
  | 'group-known'
  | 'pruned'
  | 'restored'
  | 'froze'
  | 'asked-unfreeze'
  | 'denied-unfreeze'
  | 'ended-unfreeze' // taken back, or no one decided in time
  | 'unfroze'
  | 'held' // claimed → held, by a safety limit
  | 'released'
  | 'limits-reset'
  | 'showing' // a key was opened: from here on it may be seen
  | 'shown'
  | 'not-shown'
  | 'closed'; // its quarter of an hour is over

export interface AuditEntry extends NewAuditEntry {
  /** Gapless, from 1. */
  readonly seq: number;
  readonly at: number;
  readonly hash: string;
}

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditStore {
  append(entry: NewAuditEntry): Promise<AuditEntry>;
  /** For refused presses: five entries per person and minute, then one counter entry. */
  appendRefused(entry: NewAuditEntry): Promise<void>;
  /** Newest first; `text` is `null` once forgotten. */
  history(filter: {
    readonly action?: AuditAction;
    readonly deviceId?: string;
    readonly actorId?: string;
    readonly requestId?: string;
    /** About one of these. */
    readonly operations?: readonly string[];
    /** At this time or later, epoch ms. */
    readonly since?: number;
    readonly limit: number;
    readonly beforeSeq?: number;
  }): Promise<readonly AuditEntry[]>;
  head(): Promise<AuditHead>;
}

/** Who acts when no one pressed anything. */
export const SYSTEM = { userId: 'system', name: 'the helpdesk' } as const;

/** What an entry says beside its action and actor. */
export interface EntryFacts {
  /** Its name and serial number go into the text; `deviceId` alone where they are not known. */
  readonly device?: { readonly id: string; readonly name: string; readonly serialNumber?: string } | null;
  readonly deviceId?: string | null;
  readonly requestId?: string | null;
  readonly operations?: readonly string[];
  /** Default: `allowed`. */
  readonly result?: string;
  readonly rule?: string | null;
  readonly policyHash?: string | null | undefined;
  readonly text?: Readonly<Record<string, string>> | null;
}

/** The frame of every entry. What `facts` leave out is `null` or empty. `actor`: with a name, it goes into the text. */
export function auditEntry(
  action: AuditAction,
  actor: { readonly userId: string; readonly name?: string },
  facts: EntryFacts,
): NewAuditEntry {
  const { device, operations = [], result = 'allowed' } = facts;
  const text = {
    ...(device && { device: device.name }),
    ...(device?.serialNumber && { serial: device.serialNumber }),
    ...(actor.name !== undefined && { by: actor.name }),
    ...facts.text,
  };
  return {
    action,
    actorId: actor.userId,
    deviceId: device?.id ?? facts.deviceId ?? null,
    requestId: facts.requestId ?? null,
    operations,
    result,
    rule: facts.rule ?? null,
    policyHash: facts.policyHash ?? null,
    text: Object.keys(text).length > 0 ? text : null,
  };
}

/** The entry that goes with a change of a request. */
export const entryFor = (
  request: HelpdeskRequest,
  action: AuditAction,
  actor: { readonly userId: string; readonly name: string },
  result: string,
  facts: { readonly policyHash?: string; readonly why?: string } = {},
): NewAuditEntry =>
  auditEntry(
    action,
    { userId: actor.userId, name: actor.name },
    {
      device: { ...request.snapshot.device, id: request.deviceId },
      requestId: request.id,
      operations: request.changes.map(({ operation }) => operation),
      result,
      rule: request.rule,
      policyHash: facts.policyHash ?? request.policyHash,
      ...(facts.why && { text: { why: facts.why } }),
    },
  );
