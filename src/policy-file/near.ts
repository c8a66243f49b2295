/** Edits (insert, delete, replace, swap neighbours) from one word to another: optimal string alignment. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const steps = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      ];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) steps.push((beforeLast[column - 2] ?? 0) + 1);
      current.push(Math.min(...steps));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

const plain = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The word that was probably meant, or `null`. Case, hyphens and underscores are no difference; a third may be wrong. */
export function closestKey(written: string, known: Iterable<string>): string | null {
  const target = plain(written).slice(0, 60);
  let best: { readonly word: string; readonly edits: number } | null = null;
  for (const word of known) {
    const edits = distance(target, plain(word));
    if (best === null || edits < best.edits) best = { word, edits };
  }
  return best !== null && best.edits <= Math.max(1, Math.floor(target.length / 3)) ? best.word : null;
}

/** “ did you mean …” after a wrong word, else the whole choice. */
export function didYouMean(written: string, known: readonly string[]): string {
  const word = closestKey(written, known);
  if (word !== null) return `did you mean “${word}”?`;
  return known.length === 0 ? 'none is defined.' : `there is ${known.join(', ')}.`;
}
