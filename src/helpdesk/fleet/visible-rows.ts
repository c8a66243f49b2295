import { denyNonMember } from '../policy/authorize.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { Actor, DeviceTraits, Policy } from '../policy.ts';
import { EVERY_ROW, type FleetSearch, type TraitSet, type VisibleRows } from './fleet-index.ts';

/** What someone may see of the index. */
export interface Visibility {
  readonly visible: VisibleRows;
  /** The trait sets of those rows: of the others no name may show, and none may be compared with what was typed. */
  readonly sets: readonly TraitSet[];
}

/** A policy's answers for one set of roles, as far as it was asked. */
interface Answers {
  readonly any: number[];
  readonly own: number[];
  upTo: number;
}

export const NOTHING: VisibleRows = { any: [], ownEmail: '', own: [] };

/**
 * Asks the policy once for each trait set, and keeps its answers for as long as the policy is in force. What comes out is exactly what
 * `canView` says of each row.
 */
export function createVisibility(
  search: Pick<FleetSearch, 'traitSets' | 'ownTraitSets'>,
): (policy: Policy | null, actor: Actor) => Promise<Visibility> {
  let sets: readonly TraitSet[] = [];
  const known = new WeakMap<Policy, Map<string, Answers>>();
  const newest = () => sets.at(-1)?.id ?? 0;
  const readSets = async () => {
    const before = newest();
    const later = await search.traitSets(before);
    // Someone else may have read them meanwhile.
    sets = [...sets, ...later.filter(({ id }) => id > newest())];
    return sets;
  };
  return async (policy, actor) => {
    const all = await readSets();
    if (policy === null || denyNonMember(actor) !== null) return { visible: NOTHING, sets: [] };
    const may = (right: 'lookup' | 'lookup-own', device: DeviceTraits | null) =>
      evaluate(policy, { roles: actor.roles, operation: right, device }).verdict === 'allowed';
    if (may('lookup', null)) return { visible: EVERY_ROW, sets: all };
    const byRoles = known.get(policy) ?? new Map<string, Answers>();
    known.set(policy, byRoles);
    const roles = JSON.stringify(actor.roles.toSorted());
    const answers = byRoles.get(roles) ?? { any: [], own: [], upTo: 0 };
    byRoles.set(roles, answers);
    for (const { id, traits } of all) {
      if (id <= answers.upTo) continue;
      if (may('lookup', traits)) answers.any.push(id);
      else if (may('lookup-own', traits)) answers.own.push(id);
      answers.upTo = id;
    }
    const any = [...answers.any];
    const ownEmail = actor.email.toLowerCase();
    const mayBeOwn = new Set(ownEmail === '' ? [] : answers.own);
    const theirs = mayBeOwn.size === 0 ? [] : await search.ownTraitSets(ownEmail);
    const own = theirs.filter((id) => mayBeOwn.has(id));
    const seen = new Set([...any, ...own]);
    return { visible: { any, ownEmail, own }, sets: all.filter(({ id }) => seen.has(id)) };
  };
}
