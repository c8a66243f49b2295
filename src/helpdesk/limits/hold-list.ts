import { requireRight } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';

/** Everything on hold, newest first; for one limit where `limitKey` is given. For who may release. @throws Refusal, recorded */
export async function listHeld(
  ports: Ports,
  actor: Actor,
  limitKey?: string,
): Promise<readonly HelpdeskRequest[]> {
  await requireLook(ports, actor);
  return ports.store.requests.list({ states: ['held'], ...(limitKey && { limitKey }), limit: 100 });
}

/** Holds the right to release, and that they looked is in the audit log. @throws Refusal, recorded */
async function requireLook(ports: Ports, actor: Actor): Promise<void> {
  const { rule } = await requireRight(ports, actor, 'release');
  await ports.store.audit.append({
    action: 'looked',
    actorId: actor.userId,
    deviceId: null,
    requestId: null,
    operations: ['requests'],
    result: 'on-hold',
    rule,
    policyHash: ports.policies.current()?.hash ?? null,
    text: { by: actor.name },
  });
}

/** When a request was no longer on hold, epoch ms: released, or at its end. */
const leftHoldAt = ({ release, finishedAt }: HelpdeskRequest): number => release?.at ?? finishedAt ?? 0;

/** What one limit held and has let go since `from`, newest first. Both epoch ms. */
export async function endedOnHold(
  { store }: Pick<Ports, 'store'>,
  limitKey: string,
  from: number,
  until = Number.POSITIVE_INFINITY,
): Promise<readonly HelpdeskRequest[]> {
  const all = await store.requests.list({ limitKey, limit: 100 });
  return all.filter((one) => one.state !== 'held' && leftHoldAt(one) >= from && leftHoldAt(one) <= until);
}

/** From the first to the last request that a finished list of one limit is about, epoch ms. */
export const holdPeriod = (
  ended: readonly HelpdeskRequest[],
): { readonly from: number; readonly until: number } => ({
  from: Math.min(...ended.map(leftHoldAt)),
  until: Math.max(...ended.map(leftHoldAt)),
});

/** The same for somebody who may release. @throws Refusal, recorded */
export async function showEndedOnHold(
  ports: Ports,
  actor: Actor,
  which: { readonly limitKey: string; readonly from: number; readonly until: number },
): Promise<readonly HelpdeskRequest[]> {
  await requireLook(ports, actor);
  return endedOnHold(ports, which.limitKey, which.from, which.until);
}
