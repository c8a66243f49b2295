import type { Device } from '../device.ts';
import type { MdmError } from '../mdm-error.ts';
import type { SearchRequest } from './search-keys.ts';

/** What someone looks for, before Kandji is asked. Made from typed words, buttons and shortcuts alike. */
export type Query =
  | TextQuery
  | { readonly by: 'keys'; readonly where: SearchRequest }
  /** The asker's own devices, by their exact Slack e-mail. */
  | { readonly by: 'mine'; readonly platforms: readonly string[] }
  | { readonly by: 'id'; readonly deviceId: string }
  /** A link copied from Kandji's console, as it was pasted. */
  | { readonly by: 'console-link'; readonly url: string }
  /** Several serials, asset tags, e-mails, MAC addresses, ids or links at once: each is looked for by itself. */
  | { readonly by: 'each'; readonly texts: readonly string[]; readonly platforms: readonly string[] }
  /** Slack people (`U…`, `W…`), whose e-mails lead to their devices. */
  | {
      readonly by: 'slack-people';
      readonly userIds: readonly string[];
      readonly platforms: readonly string[];
    };

/** The kinds of device, where that is all that is asked for; else `null`. */
export const kindsAlone = (query: Query): readonly string[] | null =>
  query.by === 'keys' && Object.keys(query.where).join() === 'platforms'
    ? (query.where.platforms ?? null)
    : null;

/** Bare words: each may be a serial, an asset tag, a device name, a person, an e-mail, a MAC address or an id. */
export interface TextQuery {
  readonly by: 'words';
  /** Everything that was typed, platform words included: what an exact match is compared with. */
  readonly text: string;
  /** What is searched for. One word that was in quotes may hold spaces. */
  readonly words: readonly string[];
  /** It was in quotes: only as one phrase, and no word of it means anything else. */
  readonly literal: boolean;
  /** Kandji's platform names; any of them. Empty: every platform. */
  readonly platforms: readonly string[];
  /** Keys that were typed beside the words; all must match. */
  readonly where: SearchRequest;
}

/** A link that could lead to Kandji's console; `Fleet.readConsoleUrl` has the last word. */
export const looksLikeLink = (text: string): boolean =>
  /^https?:\/\/\S+$/i.test(text) || /^[\w.-]+\.(?:kandji\.io|iru\.com)\/\S*$/i.test(text);

/** What was compared with what someone typed. */
export type MatchSource =
  | 'serial'
  | 'asset'
  | 'name'
  | 'user'
  | 'email'
  | 'mac'
  | 'id'
  | 'tag'
  | 'link'
  | 'keys' // the keys that were typed, all together
  | 'mine';

/** What a search knows so far. */
export interface SearchResult {
  /** Best first; every device once. */
  readonly devices: readonly Device[];
  /** The one device whose serial, asset tag, name or id is exactly what was typed: its card can open at once. */
  readonly exact: Device | null;
  /** So many of all stand before the first of `devices`. */
  readonly from: number;
  /** How many there are in all; `null`: Kandji, which gives no count, has more pages than were read. */
  readonly total: number | null;
  /** Kandji has more pages, so the number of devices is "at least": Kandji gives no count. */
  readonly more: boolean;
  /** Reading on stopped at the cap. */
  readonly capped: boolean;
  /** Everything that was tried, in order, also what failed. */
  readonly tried: readonly MatchSource[];
  /** What could not be tried; the rest of the answer stands. */
  readonly failed: readonly { readonly by: MatchSource; readonly error: MdmError }[];
  /** Nothing was found, but these are one slip away. */
  readonly near: readonly { readonly meant: string; readonly devices: readonly Device[] }[];
  /** Nothing matched all words; this is what each matched alone. Empty otherwise. */
  readonly perWord: readonly {
    readonly word: string;
    readonly devices: readonly Device[];
    readonly more: boolean;
  }[];
  readonly remarks: readonly SearchRemark[];
  /** What was typed is a tag, too (in Kandji's spelling), and so many of the devices have it; `null`: it is none, or no one knows. */
  readonly tagged: { readonly tag: string; readonly count: number; readonly more: boolean } | null;
  /** The Slack people who were asked for, by name. */
  readonly people: readonly { readonly userId: string; readonly name: string }[];
  /** This person may not see every device: what they may not see is left out, and counted as not there. */
  readonly isLimited: boolean;
  /** Rows that no one could read. */
  readonly dropped: number;
  /** Epoch ms of the oldest answer in it; `null` when Kandji was not asked. */
  readonly readAt: number | null;
  readonly fromCache: boolean;
  /** From the index, as of then, epoch ms; `null`: Kandji's own answer. */
  readonly asOf: number | null;
}

/** Something to say about how a search was understood. */
export type SearchRemark =
  /** Kandji spells the tag so. */
  | { readonly kind: 'tag-spelling'; readonly typed: string; readonly names: readonly string[] }
  | { readonly kind: 'unknown-tag'; readonly typed: string; readonly nearest: string | null }
  | { readonly kind: 'unknown-blueprint'; readonly typed: string; readonly nearest: string | null }
  /** Several blueprints have this in their name; devices of all of them were asked for. */
  | { readonly kind: 'several-blueprints'; readonly typed: string; readonly names: readonly string[] }
  /** Slack does not tell this person's e-mail, or no device has it: searched by name instead. */
  | {
      readonly kind: 'by-name-instead';
      readonly userId: string;
      readonly name: string;
      readonly email: string;
    }
  | { readonly kind: 'no-own-email' }
  /** Of several serials and the like: these match nothing, or were too many to be looked for. */
  | { readonly kind: 'not-found' | 'left-out'; readonly typed: readonly string[] }
  /** The link leads to another company's Kandji, or to nothing we know. */
  | { readonly kind: 'foreign-link' | 'unreadable-link' }
  /** Found by name with the platform word taken as part of it. */
  | { readonly kind: 'platform-ignored' }
  /** Kandji was asked, because the index is being built, or is from long ago: epoch ms. */
  | { readonly kind: 'index-not-ready'; readonly asOf: number | null }
  /** Kandji has it; the index does not, yet. */
  | { readonly kind: 'not-in-index' };

export const EMPTY_RESULT: SearchResult = {
  devices: [],
  exact: null,
  from: 0,
  total: null,
  more: false,
  capped: false,
  tried: [],
  failed: [],
  near: [],
  perWord: [],
  remarks: [],
  tagged: null,
  people: [],
  isLimited: false,
  dropped: 0,
  readAt: null,
  fromCache: false,
  asOf: null,
};

/** The device that needs no choosing: the exact one, or the only one when nothing was left out. */
export const singleMatch = (found: SearchResult): Device | null => {
  const [only] = found.devices;
  const complete = !found.more && found.failed.length === 0;
  return found.exact ?? (found.devices.length === 1 && complete ? (only ?? null) : null);
};
