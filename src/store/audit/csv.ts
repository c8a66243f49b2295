/** What spreadsheets take for the start of a formula, also after blanks and in full width (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/;

/** One line of RFC 4180; a cell that would become a formula gets an apostrophe in front. */
export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(cell).join(',')}\r\n`;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
