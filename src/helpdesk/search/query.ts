/** What somebody looks for, before Kandji is asked. Made from typed words, buttons and shortcuts alike. */
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

/** Keys as a person gave them: tags in any case, a blueprint by name or id. All given ones must match. */
export interface SearchRequest {
  readonly serial?: string;
  readonly asset?: string;
  readonly name?: string;
  readonly user?: string;
  /** `user:@someone`: a Slack user id. */
  readonly slackUserId?: string;
  readonly email?: string;
  /** The whole address, exactly. */
  readonly emailExact?: string;
  /** Kandji's id of a user. */
  readonly userId?: string;
  /** Every group must match, by any of its tags. */
  readonly tags?: readonly (readonly string[])[];
  /** Any of these tags, by Kandji's id. */
  readonly tagIds?: readonly string[];
  /** Kandji's platform names; any of them. */
  readonly platforms?: readonly string[];
  readonly os?: string;
  readonly model?: string;
  readonly blueprint?: string;
  readonly filevault?: boolean;
  readonly mac?: string;
  readonly id?: string;
  /** Kandji's `ordering`, such as `-last_check_in,model`. */
  readonly sort?: string;
}

/** Kandji's device and user ids. */
export const looksLikeId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** The usual spellings of a whole MAC address: pairs, fours (Cisco), sixes, or bare. `arp -a` on a Mac drops leading zeros. */
const MAC_SPELLINGS = [
  /^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/i,
  /^[0-9a-f]{2}([.-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/i,
  /^[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}$/i,
  /^[0-9a-f]{6}[.:-]?[0-9a-f]{6}$/i,
] as const;

/** A whole MAC address as Kandji keeps it, `a4:83:e7:01:02:03` (Kandji API docs, device details); `null` when it is none. */
export function macOf(text: string): string | null {
  if (!MAC_SPELLINGS.some((spelling) => spelling.test(text))) return null;
  return pairsOf(text.split(/[.:-]/).map((group) => (group.length < 2 ? `0${group}` : group)));
}

/** The same for a part of one, such as `A4-83-E7`; what has no pairs of hex digits is only made lower case. */
export function macPart(text: string): string {
  const whole = macOf(text);
  if (whole !== null) return whole;
  const groups = text.split(/[.:-]/).filter((group) => group !== '');
  const paired = groups.every((group) => /^(?:[0-9a-f]{2})+$/i.test(group));
  return paired ? pairsOf(groups) : text.toLowerCase();
}

const pairsOf = (groups: readonly string[]): string =>
  (groups.join('').toLowerCase().match(/../g) ?? []).join(':');

/** A link that could lead to Kandji's console; `Fleet.readConsoleUrl` has the last word. */
export const looksLikeLink = (text: string): boolean =>
  /^https?:\/\/\S+$/i.test(text) || /^[\w.-]+\.(?:kandji\.io|iru\.com)\/\S*$/i.test(text);
