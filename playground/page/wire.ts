/**
 * What the page's server tells a window, and what a window may ask. Both sides import these types, so nothing here may
 * need Node or a browser.
 */

/** A window keeps its world as items by key; the server sends what changed and what is gone. */
export interface Patch {
  /** True for the first patch of a connection: forget everything from before. */
  readonly fresh: boolean;
  readonly set: readonly Item[];
  /** Keys of items that no longer exist. */
  readonly gone: readonly string[];
}

export type Item =
  | { readonly key: 'about'; readonly value: About }
  | { readonly key: 'faults'; readonly value: InjectedFaults }
  | { readonly key: 'views'; readonly value: readonly WireView[] }
  | { readonly key: 'home'; readonly value: WireView | null }
  | { readonly key: `person:${string}`; readonly value: WirePerson }
  | { readonly key: `group:${string}`; readonly value: WireGroup }
  | { readonly key: `channel:${string}`; readonly value: WireChannel }
  | { readonly key: `message:${string}`; readonly value: WireMessage }
  | { readonly key: `traffic:${string}`; readonly value: WireTraffic };

/** What stays the same while the playground runs. */
export interface About {
  readonly team: string;
  readonly appName: string;
  readonly botUserId: string;
  readonly botName: string;
  readonly homeTab: boolean;
  readonly commands: readonly WireCommand[];
  readonly shortcuts: readonly WireShortcut[];
  readonly canRestart: boolean;
}

export interface WireCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

export interface WireShortcut {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callbackId: string;
  readonly description: string;
}

export interface WirePerson {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  /** Who this is, in a few words: "agent". */
  readonly about: string;
  readonly bot: boolean;
  readonly deactivated: boolean;
  /** The other company's name; empty for our own people. */
  readonly company: string;
  /** Offered in "You are". */
  readonly playable: boolean;
}

export interface WireGroup {
  readonly id: string;
  readonly handle: string;
  readonly members: readonly string[];
}

export interface WireChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly topic: string;
  readonly members: readonly string[];
  readonly archived: boolean;
  /** Shared with another company. */
  readonly shared: boolean;
}

export interface WireMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  /** As the app sent them; drawn only after looking at each. */
  readonly blocks: readonly unknown[];
  readonly files: readonly WireFile[];
  readonly threadTs: string;
  readonly edited: boolean;
  /** "Only visible to you". */
  readonly onlyYou: boolean;
  readonly fromApp: boolean;
  /** What this person chose in it so far. */
  readonly values: FormValues;
}

/** A file of a message; `GET /files/<id>` has what is in it. */
export interface WireFile {
  readonly id: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/** A modal or the Home tab, as it stands open for one person. */
export interface WireView {
  readonly id: string;
  readonly hash: string;
  readonly title: string;
  readonly submit: string;
  readonly close: string;
  readonly callbackId: string;
  readonly blocks: readonly unknown[];
  /** By block_id, from the app's `response_action: errors`. */
  readonly errors: Readonly<Record<string, string>>;
  /** A sentence over the whole view, such as "We had some trouble connecting. Try again?". */
  readonly trouble: string;
  /** A submission is under way. */
  readonly busy: boolean;
  /** What Slack already knows of what was typed and chosen. */
  readonly values: FormValues;
}

/** One exchange between two of Slack, the app and Kandji. */
export interface WireTraffic {
  /** In the order in which they began. */
  readonly order: number;
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly from: 'Slack' | 'app';
  readonly to: 'Slack' | 'app' | 'Kandji';
  /** Such as `chat.postMessage`, `/kandji help`, `GET /devices`. */
  readonly title: string;
  /** The text of a message, shortened; else empty. */
  readonly text: string;
  /** `slash_command`, `api`, `GET`… */
  readonly kind: string;
  /** Who caused it; empty when no one did. */
  readonly person: string;
  /** HTTP status; 0 while there is none. */
  readonly status: number;
  /** `waiting`, `ok`, or in words what went wrong. */
  readonly outcome: string;
  /** How long it took, or -1 while it lasts. */
  readonly ms: number;
  /** What Slack would have refused, in its words. */
  readonly problems: readonly string[];
}

/** `GET /traffic/<id>`: what was said in one exchange. */
export interface Said {
  readonly request: unknown;
  readonly reply: unknown;
}

/** What is wrong on purpose. */
export interface InjectedFaults {
  readonly kandji: KandjiFault;
  readonly slack: SlackFault;
  /** What the app's clock is ahead of the wall clock, ms. */
  readonly aheadMs: number;
  readonly devices: readonly FaultDevice[];
  readonly stolen: StolenAccounts;
}

/** What two stolen accounts have tried, and what came of it. */
export interface StolenAccounts {
  readonly state: 'never' | 'running' | 'over';
  readonly requested: number;
  readonly approved: number;
  /** Requests that were not taken. */
  readonly refused: number;
  /** Commands that left for Kandji. */
  readonly sent: number;
  /** Presses of *Release*: those that counted, and those that did not. */
  readonly released: number;
  readonly denied: number;
  /** Why it ended before its time. */
  readonly trouble?: string;
}

export const KANDJI_FAULT_NAMES = ['fine', 'slow', 'rate-limited', 'down', 'html', 'no-permission'] as const;
export type KandjiFault = (typeof KANDJI_FAULT_NAMES)[number];

export const SLACK_FAULT_NAMES = ['fine', 'slow', 'rate-limited', 'not-in-channel'] as const;
export type SlackFault = (typeof SLACK_FAULT_NAMES)[number];

export const DEVICE_MOODS = ['normal', 'offline', 'failing'] as const;
export type DeviceMood = (typeof DEVICE_MOODS)[number];

export interface FaultDevice {
  readonly id: string;
  readonly name: string;
  readonly serial: string;
  readonly platform: string;
  readonly mood: DeviceMood;
}

/** Where an element stands that a person uses. */
export type Place =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'view'; readonly viewId: string };

/** One input as Slack's `state.values` has it. */
export interface InputState {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** By block_id, then action_id. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, InputState>>>>;

/** `POST /do/<name>` with these bodies; each also carries `as`, the person's id. */
export interface PageActions {
  command: { channel: string; text: string };
  say: { channel: string; text: string; threadTs: string };
  act: { place: Place; blockId: string; actionId: string; state: InputState; values: FormValues };
  suggest: { place: Place; blockId: string; actionId: string; text: string };
  submit: { viewId: string; values: FormValues };
  close: { viewId: string; all: boolean };
  shortcut: { callbackId: string };
  messageShortcut: { callbackId: string; channel: string; ts: string };
  home: Record<never, never>;
  kandji: { faults: KandjiFault };
  slack: { faults: SlackFault };
  device: { id: string; mood: DeviceMood };
  forward: { ms: number };
  restart: Record<never, never>;
  stolen: Record<never, never>;
}

export type PageActionName = keyof PageActions;

/** `error` is one sentence for the person who pressed, as Slack words it. */
export type Answer =
  | { readonly ok: true; readonly options?: unknown; readonly groups?: unknown }
  | { readonly ok: false; readonly error: string };
