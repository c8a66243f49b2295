import { foldCase } from '../../helpdesk/ports.ts';
import { LIMITS } from '../block-kit/blocks.ts';

/**
 * The rows that fit what was typed, best first, at most a hundred: the whole name, then its beginning, then the
 * beginning of a word, then anywhere inside a word; whatever the case and the accents. Everything when nothing was typed.
 */
export function suggest<Row>(
  rows: readonly Row[],
  typed: string,
  textsOf: (row: Row) => readonly string[],
): readonly Row[] {
  const wanted = plainly(typed);
  return rows
    .map((row) => {
      const texts = textsOf(row).map(plainly);
      return { row, score: score(texts, wanted), name: texts[0] ?? '' };
    })
    .filter(({ score: how }) => how !== null)
    .toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0) || a.name.localeCompare(b.name, 'en'))
    .slice(0, LIMITS.options)
    .map(({ row }) => row);
}

const plainly = (text: string): string => foldCase(text).normalize('NFKD').replace(/\p{M}/gu, '');

function score(texts: readonly string[], wanted: string): number | null {
  const scores = texts.map((text) => nearness(text, wanted)).filter((one) => one !== null);
  if (scores.length > 0) return Math.min(...scores);
  const all = texts.join(' ');
  return wanted.split(/\s+/u).every((word) => all.includes(word)) ? 4 : null;
}

function nearness(text: string, wanted: string): number | null {
  const at = text.indexOf(wanted);
  if (at === -1) return null;
  if (text === wanted) return 0;
  if (at === 0) return 1;
  const startsWord = text.split(/[\s._@-]+/u).some((word) => word.startsWith(wanted));
  return startsWord ? 2 : 3;
}
