import type { DeviceTraits, Policy, Question } from '../policy.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from './evaluate.ts';
import { EVERYONE } from './roles.ts';

/**
 * Whether some role may do it on this device, or on some. Each role by itself: what is refused to one may be allowed to another. What is
 * refused to everyone is refused to each.
 */
export const isAllowedToAnyone = (
  policy: Policy,
  operation: Question['operation'],
  device: DeviceTraits = UNKNOWN_DEVICE,
): boolean =>
  [...Object.keys(policy.roles), EVERYONE].some((role) =>
    couldEverBeAllowed(policy, { roles: [role, EVERYONE], operation, device }),
  );
