/** For comparing: lower case, one kind of apostrophe. Accents stay: Kandji compares them, too. */
export const searchKey = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02BC]/g, "'");

/** The same text with the other apostrophe: phones write `’`, keyboards `'`. `null` when there is none. */
export function swapApostrophe(text: string): string | null {
  if (/[\u2018\u2019\u02BC]/.test(text)) return text.replace(/[\u2018\u2019\u02BC]/g, "'");
  return text.includes("'") ? text.replaceAll("'", '\u2019') : null;
}
