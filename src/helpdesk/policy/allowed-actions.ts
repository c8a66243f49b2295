import type { Actor } from '../actor.ts';
import type { Seen } from '../device.ts';
import type { Permitted } from '../device-view.ts';
import { RIGHTS } from '../operation.ts';
import { operations } from '../operations/index.ts';
import type { Policy } from '../policy.ts';
import { mayUse, notAMember } from './authorize.ts';
import { judgeOffer } from './judge-change.ts';

/** What the person who looks may do with this device: the policy's answer and the device's own. */
export function permitted(policy: Policy | null, actor: Actor, seen: Seen): Permitted {
  if (notAMember(actor)) return { rights: [], operations: [] };
  return {
    rights: RIGHTS.filter((right) => mayUse(policy, actor, right, seen.device).verdict === 'allowed'),
    operations: operations
      .filter(({ platforms }) => platforms.includes(seen.device.platform))
      .map((operation) => ({
        name: operation.name,
        decision: judgeOffer(policy, actor, seen.device, operation.name),
        impossible: operation.impossible(seen),
      }))
      .filter(({ decision }) => decision.verdict !== 'refused'),
  };
}
