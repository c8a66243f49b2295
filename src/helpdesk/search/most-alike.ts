import { searchKey } from './fold-text.ts';
import { closestMatches } from './nearest.ts';

/** The name that was most likely meant: one that holds, or is held by, what was typed, else one with few letters different. */
export function mostSimilar(typed: string, names: readonly string[]): string | null {
  const wanted = searchKey(typed);
  const holds = names.find((name) => searchKey(name).includes(wanted) || wanted.includes(searchKey(name)));
  if (holds !== undefined) return holds;
  const near = closestMatches(wanted, names.map(searchKey));
  return names.find((name) => searchKey(name) === near) ?? null;
}
