import type { OperationName } from '../operation.ts';
import type { Actor } from '../policy.ts';
import type { Ports, ReadOptions } from '../ports.ts';
import { denyNonMember } from './authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from './evaluate.ts';

/**
 * What the reads on the way to a change may spend: the reserve, for whoever could make such a change. A form that a storm
 * of lookups keeps shut would leave the reserve of no use. Whoever can only look, only looks.
 */
export function readPriority(
  { policies }: Pick<Ports, 'policies'>,
  actor: Actor,
  operations: readonly OperationName[],
): Required<Pick<ReadOptions, 'purpose'>> {
  const { roles } = actor;
  const could = operations.some((operation) =>
    couldEverBeAllowed(policies.current(), { roles, operation, device: UNKNOWN_DEVICE }),
  );
  return { purpose: could && denyNonMember(actor) === null ? 'change' : 'lookup' };
}
