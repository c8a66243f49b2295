import type { DeviceSeen } from '../device.ts';
import type { AllowedActions } from '../device-view.ts';
import { RIGHTS } from '../operation.ts';
import { operations } from '../operations/index.ts';
import type { Actor, Policy } from '../policy.ts';
import { canUse, denyNonMember } from './authorize.ts';
import { authorizeOffer } from './evaluate-change.ts';

/** What the person who looks may do with this device: the policy's answer and the device's own. */
export function actionsFor(policy: Policy | null, actor: Actor, seen: DeviceSeen): AllowedActions {
  if (denyNonMember(actor)) return { rights: [], operations: [] };
  return {
    rights: RIGHTS.filter((right) => canUse(policy, actor, right, seen.device).verdict === 'allowed'),
    operations: operations
      .filter(({ platforms }) => platforms.includes(seen.device.platform))
      .map((operation) => ({
        name: operation.name,
        decision: authorizeOffer(policy, actor, seen.device, operation.name),
        impossible: operation.impossible(seen),
      }))
      .filter(({ decision }) => decision.verdict !== 'refused'),
  };
}
