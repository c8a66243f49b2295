import { folded } from './fold-text.ts';
import { nearest } from './nearest.ts';

/** The name that was most likely meant: one that holds, or is held by, what was typed, else one with few letters different. */
export function mostAlike(typed: string, names: readonly string[]): string | null {
  const wanted = folded(typed);
  const holds = names.find((name) => folded(name).includes(wanted) || wanted.includes(folded(name)));
  if (holds !== undefined) return holds;
  const near = nearest(wanted, names.map(folded));
  return names.find((name) => folded(name) === near) ?? null;
}
