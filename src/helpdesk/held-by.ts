import type { Actor } from './actor.ts';
import { isConceivable } from './decide.ts';
import { notAMember } from './judge.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from './operation.ts';
import type { Ports } from './ports.ts';

/** Every right and operation that this person holds on some device: what help tells them. Never a right by itself. */
export function heldBy(
  { policies }: Pick<Ports, 'policies'>,
  actor: Actor,
): readonly (Right | OperationName)[] {
  if (notAMember(actor)) return [];
  const policy = policies.current();
  return [...RIGHTS, ...OPERATION_NAMES].filter((operation) =>
    isConceivable(policy, { roles: actor.roles, operation, device: UNKNOWN_DEVICE }),
  );
}

/** A device of which nothing is known yet. */
export const UNKNOWN_DEVICE = { platform: null, blueprintId: null, blueprintName: null, tags: null };
