import type { Freeze } from './limits/freeze-state.ts';
import type { SafetyLimits } from './limits/ledger.ts';
import type { OperationName, Right } from './operation.ts';
import type { Risk } from './operations/operation.ts';

/** A parsed, checked policy file. Made by `src/policy`, judged by `decide`, shown on cards. */
export interface Policy {
  /** sha-256 of the file's bytes, hex. */
  readonly hash: string;
  /** Role name → Slack user group ids (`S…`) and user ids (`U…`, `W…`). */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Accounts that are one human. */
  readonly people: readonly (readonly string[])[];
  readonly approvals: {
    readonly channel: string | null;
    /** How long a request of each class waits for its approvals. */
    readonly expiresAfterMs: Readonly<Record<Risk, number>>;
    readonly remindAfterMs: readonly number[];
    /** Whose attention is asked for as well, and when. It gives them no right and lowers no requirement. */
    readonly thenAsk: readonly { readonly afterMs: number; readonly roles: readonly string[] }[];
  };
  /** Where the daily checkpoint of the audit log is posted; `null`: only in the log. */
  readonly auditChannel: string | null;
  readonly rules: readonly Rule[];
  /** Where lost and stolen devices are reported; `null`: nowhere, so no one reports any. */
  readonly cases: CasePolicy | null;
  readonly lostMode: { readonly message: string; readonly phone: string; readonly footnote: string };
  /** Reports whose number is posted to a channel by the clock. */
  readonly digests: readonly DigestPolicy[];
  /** What people are written about their devices; `null`: no one can write to them. */
  readonly messages: MessagePolicy | null;
  /** How many changes of a class may leave within a time. */
  readonly safetyLimits: SafetyLimits;
  /** Write a note on the Kandji record after a change. */
  readonly notes: boolean;
  /** Where people without a role ask for help (`C…`); `null`: they ask an admin. */
  readonly helpChannel: string | null;
  /** A regular expression's source that finds asset tags in free text, e.g. `LF-[A-Z0-9-]+`. */
  readonly assetTagPattern: string | null;
}

export interface CasePolicy {
  readonly channel: string;
  /** Slack user group ids and user ids that a new case mentions. */
  readonly notify: readonly string[];
  /** To call in a hurry; empty when there is none. */
  readonly phone: string;
  /** When someone answers in Slack, as people read it: "08:00–18:00"; empty when that is not said. */
  readonly hours: string;
  /** Pages that help, such as one that signs someone out everywhere. `https:` only. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Roles of which one person confirms that a device is found, in place of the approvals that rules require; empty: the rules decide. */
  readonly confirmFound: readonly string[];
}

/** Texts with `{person}` and `{device}` in them. */
export interface MessagePolicy {
  readonly text: string;
  /** In place of it, by the report's name. */
  readonly byReport: Readonly<Record<string, string>>;
}

export interface DigestPolicy {
  /** A report's name, and what stands after it; empty where it takes nothing. */
  readonly report: string;
  readonly argument: string;
  readonly schedule: Schedule;
  readonly channel: string;
}

/** A time of day in a time zone, once a week or every day. */
export interface Schedule {
  /** 0 is Sunday; `null`: every day. */
  readonly weekday: number | null;
  readonly hour: number;
  readonly minute: number;
  /** As the IANA database names it: `Europe/Berlin`. */
  readonly timeZone: string;
}

export interface Rule {
  readonly kind: 'allow' | 'require' | 'refuse';
  /** For `allow` and `refuse`: whom it is about. For `require`: who may approve. */
  readonly roles: readonly string[];
  /** For `require`: how many distinct people. */
  readonly approvals: number;
  /** Names and classes as written (`lookup`, `routine`, …). */
  readonly operations: readonly string[];
  /** Every given part must match; `null` matches every device. */
  readonly devices: DeviceScope | null;
  readonly because: string | null;
  /** How people find it: "rule 3 (line 18)". */
  readonly label: string;
}

/** Values match whatever their case. Blueprints by name or id. */
export interface DeviceScope {
  readonly platforms?: readonly string[];
  readonly blueprints?: readonly string[];
  readonly tags?: readonly string[];
  /** The blueprint a `set-blueprint` would move to. */
  readonly targetBlueprints?: readonly string[];
}

/** What the policy is asked: may these roles do this to this device? */
export interface Question {
  readonly roles: readonly string[];
  readonly operation: OperationName | Right;
  /** `null`: the right is not about one device. A `null` field inside is "unknown". */
  readonly device: DeviceTraits | null;
  /** For `set-blueprint`: where to. Absent or `null` is "unknown". */
  readonly targetBlueprint?: { readonly id: string; readonly name: string | null } | null;
  /** For `edit-tags`: every tag that is added or removed. Absent or `null` is "unknown"; `[]` asks about ordinary tags. */
  readonly tagsTouched?: readonly string[] | null;
}

export interface DeviceTraits {
  readonly platform: string | null;
  readonly blueprintId: string | null;
  readonly blueprintName: string | null;
  readonly tags: readonly string[] | null;
}

/** So many distinct people who hold one of these roles must approve. */
export interface Requirement {
  readonly approvals: number;
  readonly roles: readonly string[];
  readonly label: string;
}

export interface Decision {
  readonly verdict: 'allowed' | 'needs-approval' | 'refused';
  /** One sentence for the person. */
  readonly reason: string;
  /** Where the reason is only that no rule allows it: what {@link lackingSentence} says they can't do. */
  readonly lacking?: string;
  /** Label of the rule that decided; `null` when none matched. */
  readonly rule: string | null;
  /** Not empty exactly when approval is needed. */
  readonly requirements: readonly Requirement[];
}

/** The person who acts now, with the roles that Slack's user groups give them now. */
export interface Actor {
  /** Slack's `U…` or `W…` id. */
  readonly userId: string;
  readonly name: string;
  /** Lower case; empty when Slack does not tell. */
  readonly email: string;
  readonly membership: MembershipStatus;
  /** Role names from the policy file, plus `everyone` for a full member. */
  readonly roles: readonly string[];
  /** Those of them that count where only known people do: by user id, or by a group in which this person is known long enough. */
  readonly knownRoles: readonly string[];
  /** One id for one human, the same for all of their accounts. */
  readonly human: string;
  /** How far their clock is ahead of UTC; absent where Slack does not tell. */
  readonly utcOffsetMs?: number;
  /** What our workspace is called; absent where Slack does not tell. */
  readonly workspace?: string;
}

/** Only a `member` may do anything, whatever the policy file says. */
export type MembershipStatus = 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated' | 'unknown';

/**
 * A *no* meant for a person: expected, logged at info, shown in full. Everything else thrown is a bug or an outage.
 * `code` chooses the words around it; `reason` is already a sentence.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly reason: string;
  readonly rule: string | null;
  readonly help: RefusalHelp;

  constructor(
    code: RefusalCode,
    reason: string,
    rule: string | null = null,
    help: Partial<RefusalHelp> = {},
  ) {
    super(reason);
    this.code = code;
    this.reason = reason;
    this.rule = rule;
    this.help = { admins: [], channel: null, reportsLost: false, keysOf: null, ...help };
  }
}

/** Who can help someone who was refused, and what they may do instead. */
export interface RefusalHelp {
  /** Whom they can ask, at most three. */
  readonly admins: readonly Pick<Actor, 'userId' | 'name'>[];
  /** The channel to ask in (`C…`), where that is the place rather than an admin. */
  readonly channel: string | null;
  /** Without a role, they looked for a device, and may report one of theirs as lost. */
  readonly reportsLost: boolean;
  /** The device of which they may request a key for themselves, as it can be typed. */
  readonly keysOf: string | null;
}

/** Changes are frozen. Its reason goes without the time, which everybody reads in their own zone. */
export class FrozenRefusal extends Refusal {
  readonly freeze: Freeze;
  /** The device's page in Kandji's console, which a freeze does not stop; `null` where it was about no device. */
  readonly consoleUrl: string | null;

  /** @param admins who can end it */
  constructor(freeze: Freeze, admins: RefusalHelp['admins'] = [], consoleUrl: string | null = null) {
    super('frozen', `Changes are frozen (${freeze.byName}: “${freeze.reason}”). Nothing was sent.`, null, {
      admins,
    });
    this.freeze = freeze;
    this.consoleUrl = consoleUrl;
  }
}

export type RefusalCode =
  | 'outsider' // another company, a guest, a bot, deactivated
  | 'not-allowed' // the policy says no
  | 'only-own' // the policy says no, and their own devices they may see
  | 'not-now' // we cannot check the right this minute
  | 'too-early' // it can be done later; the reason says when
  | 'needs-admin' // it stays so until an admin acts; the reason says who
  | 'own-request' // no one decides their own
  | 'already-decided'
  | 'not-recipient' // a key is for one person
  | 'frozen' // nothing is sent until two people end it
  | 'already-open' // someone asked for the same first
  | 'changed' // what was seen is no longer what is
  | 'not-possible' // this device, in this state
  | 'unavailable' // there is nothing of what was wanted; nothing would have been sent
  | 'turned-off' // the same, until an admin sets it up
  | 'not-found'
  | 'bad-input';
