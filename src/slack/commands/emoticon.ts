/** Eyes, nose and mouth in either order, and the others that people type. `:wave:` is how Slack sends an emoji. */
const EMOTICONS = [
  /^:[\w+'-]{2,}:$/,
  /^[<>]?[:;=]['\u2019,"]?[-o^~*]?[()[\]{}|/\\<>*$@&]+$/i,
  /^[:;=]['\u2019,]?[-^]?[dpo]+$/i,
  /^(?:[8x]-|x)[()]+$/i,
  /^[()[\]{}]+[-o^~*]?['\u2019,]?[:;=]$/i,
  /^x+D+$/i,
  /^<\/?3+$/,
  /^(?:\^[._-]?\^|[-=]_+[-=]|[oO][._][oO]|T_T|>[._]<|\\o\/|o\/|¯\\_\(ツ\)_\/¯)$/u,
] as const;
/** May stand after an emoticon in a sentence. */
const SENTENCE_MARKS = /[.,!?]+$/;

/** True for a word that is drawn rather than read: `:)`, `:-(`, `;)`, `:D`, `<3`, `^^`, `:wave:`. */
export const isEmoticon = (word: string): boolean =>
  [word, word.replace(SENTENCE_MARKS, '')].some((text) => EMOTICONS.some((emoticon) => emoticon.test(text)));
