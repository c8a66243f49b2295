import { EXAMPLE_POLICY } from '../../../playground/start.ts';

/** A policy, or the example, with one part of it said otherwise (every such part by a `g` pattern). @throws Error when that changes nothing */
export function policyWith(was: string | RegExp, is: string, policy: string = EXAMPLE_POLICY): string {
  const changed = policy.replace(was, is);
  if (changed === policy) throw new Error(`the policy has no ${was}, or says so already`);
  return changed;
}
