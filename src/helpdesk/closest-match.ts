/** What was typed beyond this is not compared. */
const MOST_CHARACTERS = 60;

const lowerCase = (word: string): string => word.toLowerCase();

/** The least different word, however different. `fold`: what is no difference, taken off both. */
export function closestMatch<T extends string>(
  typed: string,
  words: Iterable<T>,
  fold: (word: string) => string = lowerCase,
): { readonly word: T; readonly mistakes: number } | null {
  const wanted = fold(typed).slice(0, MOST_CHARACTERS);
  let best: { readonly word: T; readonly mistakes: number } | null = null;
  for (const word of words) {
    const mistakes = editDistance(wanted, fold(word));
    if (best === null || mistakes < best.mistakes) best = { word, mistakes };
  }
  return best;
}

/** The word that was most likely meant: at most two mistakes, at most one in words of up to four letters. */
export function likelyMatch<T extends string>(
  typed: string,
  words: Iterable<T>,
  fold?: (word: string) => string,
): T | null {
  const best = closestMatch(typed, words, fold);
  if (best === null) return null;
  const allowed = Math.min(typed.length, best.word.length) <= 4 ? 1 : 2;
  return best.mistakes <= allowed ? best.word : null;
}

/**
 * How many single-letter mistakes lie between two words; two swapped neighbours are one mistake (optimal string alignment).
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = next;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
