/** Apostrophes as phones, keyboards and typesetters write them. */
const APOSTROPHES = /[\u0060\u00B4\u2018\u2019\u02BC\uFF07]/g;

/** What most fleets are made of: ASCII without the backtick, which is read as an apostrophe. */
const ASCII = /^[\x20-\x5f\x61-\x7e]*$/;

/**
 * What is compared in place of a text, stored or typed: without case (root locale), accents, width and extra spaces, with one
 * kind of apostrophe, and without NUL, which PostgreSQL refuses. The key of a key is itself.
 */
export const searchKey = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase().replace(/ +/g, ' ').trim() : anyKey(text);

const anyKey = (text: string): string =>
  text
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    // A Greek accent of its own (U+1FEF) becomes a backtick.
    .replace(APOSTROPHES, "'")
    .replace(/\p{M}+/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .replaceAll('\0', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();
