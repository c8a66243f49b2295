/** Words that no screen says, and what to say instead. Each pattern is a whole word. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bobey\w*/iu, 'do, accept'],
  [/\btold\b/iu, 'notified, messaged'],
  [/\bwhoever\b/iu, 'someone who, your approver'],
  [/\bnobody\b/iu, 'no one, unassigned'],
  [/\b(?:on|in)?\s?the record\b/iu, 'the audit log, the device record'],
  [/\bno rule\b/iu, 'you don’t have permission'],
  [/\bwish\w*/iu, 'request'],
  [/\basks:/iu, 'requests:'],
  [/\bprobably\b/iu, 'what is known'],
  [/\bbrake\w*/iu, 'safety limit'],
  [/\breveal\w*/iu, 'show'],
  [/\bvoid(?:s|ed)?\b/iu, 'no longer valid'],
  [/\bsettl\w*/iu, 'record the result'],
  [/\bthaw\w*/iu, 'unfreeze'],
  [/\bwip(?:e|ed|es|ing)\b/iu, 'erase'],
  [/(?<![\p{L}'’])[Ww]e(?![\p{L}])/u, 'I, or no speaker'],
  [/(?<![\p{L}.])[Uu]s(?![\p{L}.]\w)(?!\p{L})/u, 'me, or no speaker'],
  // The second column of the terms, where it has no other meaning.
  [/\badmins? of this app\b/iu, 'the admins by name, your IT team'],
  [/\b(?:decider|reviewer|asker)s?\b/iu, 'approver, requester'],
  [/\bsecond pair of eyes\b/iu, 'approver'],
  [/\b(?:taken|took|takes?) (?:it )?back\b/iu, 'canceled'],
  [/\bgiven up\b|\btimed out\b/iu, 'expired, didn’t answer'],
  [/\bthrottl\w*|\bquotas?\b/iu, 'safety limit'],
  [/\bkill switch\b|\block(?:ed|s)? down\b/iu, 'freeze'],
  [/\bput on record\b/iu, 'record the result'],
  [/\b0 of [1-9]\b/u, 'what is still needed'],
  // US English.
  [
    /\b(?:colour(?!-)|organis|licence|behaviour|favourite|centre|recognis|cancell(?:ed|ing)\b|e-mail)\w*/iu,
    'the US spelling',
  ],
];

/**
 * What is set in another kind of quotes than all else that people read: “…” for quotes, ' for an apostrophe, as the docs have it. What
 * stands in backticks is typed, where only straight quotes work.
 */
export const otherQuotesIn = (text: string): readonly string[] =>
  [
    ...text
      .replace(/`[^`]*`/gu, '')
      .matchAll(/.{0,12}(?:["‘’„]|(?<![\p{L}\p{N}.,!?)\]])'(?=[^'\n]{1,60}'(?!\p{L}))).{0,12}/gu),
  ].map(([found]) => found);

/** Where two sentences have no space between them: "people.*The report". A bundle id such as `com.apple.Terminal` has no such word. */
export const joinedSentencesIn = (text: string): readonly string[] =>
  [...text.replace(/`[^`]*`/gu, '').matchAll(/(?<=^|[\s*])[\p{L}\p{N}']+[.!?]\*?\p{Lu}\p{Ll}+/gu)].map(
    ([found]) => found,
  );

/** "is not" for "isn't": people are spoken to with contractions. "Could not …" begins a line of the log. */
export const uncontractedIn = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /\b(?:(?:is|are|was|were|do|does|did|could|has|have|had|would|should|will) not|cannot)\b/gu,
    ),
  ].map(([found]) => found);

/** Every banned word in a text, as it is written there. */
export const bannedIn = (text: string): readonly string[] =>
  BANNED.flatMap(([pattern]) => pattern.exec(text)?.[0].trim().toLowerCase() ?? []);

/** `no one (say: no one, unassigned)` */
export const withAdvice = (word: string): string => {
  const [, instead] = BANNED.find(([pattern]) => pattern.test(word)) ?? [];
  return `${word} (say: ${instead ?? 'something else'})`;
};
