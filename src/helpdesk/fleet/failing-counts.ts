import { canUse } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { createVisibility } from './visible-rows.ts';

/** On how many devices library items failed, as far as one person may see them. */
export interface FailingCounts {
  readonly counts: ReadonlyMap<string, number>;
  /** When the oldest reading of them began, epoch ms; `null` where nothing is known. */
  readonly asOf: number | null;
}

const UNKNOWN: FailingCounts = { counts: new Map(), asOf: null };

/** For who may see reports; nothing for everybody else, and of items that were not read yet. Nothing is recorded. */
export function createFailingCounts(
  ports: Pick<Ports, 'store' | 'policies'>,
): (actor: Actor, itemIds: readonly string[]) => Promise<FailingCounts> {
  const { fleet } = ports.store;
  const visibility = createVisibility(fleet.search);
  return async (actor, itemIds) => {
    const policy = ports.policies.current();
    if (itemIds.length === 0 || canUse(policy, actor, 'report', null).verdict !== 'allowed') return UNKNOWN;
    const [{ state }, { state: walk }, items] = await Promise.all([
      fleet.findings.state(),
      fleet.state(),
      fleet.findings.items(),
    ]);
    if (walk.tenant === '' || walk.last === null || state.tenant !== walk.tenant) return UNKNOWN;
    const read = items.flatMap(({ id, asOf }) =>
      asOf !== null && itemIds.includes(id) ? [{ id, asOf }] : [],
    );
    if (read.length === 0) return UNKNOWN;
    const { visible } = await visibility(policy, actor);
    const counts = await fleet.search.itemCounts(
      read.map(({ id }) => id),
      visible,
    );
    return { counts, asOf: Math.min(walk.last.asOf, ...read.map(({ asOf }) => asOf)) };
  };
}
