import { PLATFORM_WORD_LIST } from './keys.ts';

const anyOf = (words: string): string => `(?:${words.trim().split(/\s+/).join('|')})`;

const DEVICE = `(?:${PLATFORM_WORD_LIST.join('|')}|computers?|machines?|devices?|tablets?)`;
/** Words between "my" and the noun: "my new work". */
const BETWEEN = String.raw`(?:(?!${anyOf('to on in at of for from with and or but')}\b)[^\s,.!?]+\s+){0,2}?`;
const MY_DEVICE = String.raw`\b(?:my|our)\s+${BETWEEN}${DEVICE}(?:\s+(?:air|pro|mini|max|plus|\d+))*`;
/** What is lost as well and is no device, or belongs to one. */
const THING = String.raw`${anyOf(`access accounts? passwords? passcodes? pins? codes? keys? files? folders? documents? data photos?
  pictures? contacts? e?mails? messages? notes? bookmarks? settings apps? connection internet wi-?fi vpn network signal sound licen[cs]es?
  permissions? chargers? cables? pencils? adapters? keyboards? mouse mice cases? headphones earphones airpods badges?
  numbers? logins? sessions? credentials? usernames? profiles? identity authenticator tokens? sync service audio video calls? drafts? work
  progress outlook teams zoom excel onedrive gmail okta calendar
  mind time track way jobs? patience temper interest hope will faith count sleep money`)}\b`;
const IS = anyOf('is are was were has have been got gets just now all suddenly completely simply');
const TAKEN = anyOf('nicked pinched swiped snatched grabbed robbed taken');

const of = (...patterns: readonly string[]): readonly RegExp[] => patterns.map((one) => new RegExp(one, 'u'));

/** "my ipad is gone", "my phone got nicked", "I left my iPhone on the train", "someone took my laptop". Not "my Mac has gone black". */
const LOSSES = of(
  String.raw`${MY_DEVICE}(?:'s)?\s+(?:${IS}\s+)*(?:gone|vanished|disappeared|${TAKEN})(?=\s*(?:[^\p{L}\p{N}\s]|$)|\s+${anyOf('from since and again after today this last yesterday somewhere out while at by')}\b)`,
  String.raw`\b(?:left|forgot|forgotten)\s+${MY_DEVICE}\s+(?:behind|somewhere|(?:on|in|at|under|by)\s+${anyOf('a an the my our some this that')})\b`,
  String.raw`\b${anyOf('someone somebody they thief thieves')}\s+(?:${IS}\s+)*(?:took|${TAKEN})\s+${MY_DEVICE}(?!\s+${THING})`,
);

const CANNOT_FIND = "can(?:no|')?t\\s+find";

/** "lost my access to Outlook", "my files are missing". */
const OTHERS = of(
  String.raw`\b(?:lost|lose|losing|misplaced|missing|stole|${CANNOT_FIND})\s+(?:all\s+)?(?:of\s+)?(?:(?:my|our|the|some|an?)\s+)?${BETWEEN}${THING}`,
  String.raw`\b${THING}\s+(?:${IS}\s+)+(?:lost|missing|stolen|gone)\b`,
);

/** "lost my work iPad", "my phone with all my accounts was stolen": whatever else is lost. */
const DIRECT = of(
  String.raw`\b(?:lost|stole|misplaced|${CANNOT_FIND})\s+${MY_DEVICE}\b(?!\s+${THING})`,
  String.raw`${MY_DEVICE}\s+(?:with\s[^.!?]{0,60}\s)?(?:${IS}\s+)+(?:lost|stolen)\b`,
);

/** "I lost", "we have lost": it is the writer who tells of it, also without "my". */
const TELLS =
  /\b(?:i|we)(?:'(?:ve|m|re))?(?:\s+(?:have|am|are|just|think|suddenly|all))*\s+(?:lost|losing)\b/u;

/**
 * What someone says that they have lost, where that is not in a word such as "stolen" alone: one of their own devices, or something that
 * is no device. `null`: neither. `isOwn`: they say "my".
 */
export function lossIn(text: string, isOwn: boolean): 'device' | 'other' | null {
  const plain = text.toLowerCase().replaceAll('\u2019', "'");
  if (!isOwn && !TELLS.test(plain)) return null;
  const says = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(plain));
  if (says(LOSSES)) return 'device';
  return says(OTHERS) && !says(DIRECT) ? 'other' : null;
}

const FOUND = new RegExp(
  String.raw`^(?:hi[,!]?\s+)?(?:i(?:'ve|\s+have)?\s+)?(?:just\s+)?(?:found\s+(?:it|${MY_DEVICE})(?:\s+again)?|(?:have|got|'ve\s+got)\s+(?:it|${MY_DEVICE})\s+back)[\s.!]*$`,
  'u',
);

/** "I found it", "I have my iPhone back": what someone says of what they have lost. */
export const saysFound = (text: string): boolean =>
  FOUND.test(text.toLowerCase().replaceAll('\u2019', "'").trim());
