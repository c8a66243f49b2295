import { canRelease, requireRight } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { RequestStore } from '../store-port.ts';

const PAGE = 200;

/** All requests that match, newest first, read page by page: however many there are, none is left out. */
export async function everyRequest(
  { store }: Pick<Ports, 'store'>,
  filter: Omit<Parameters<RequestStore['list']>[0], 'after' | 'limit'>,
): Promise<readonly HelpdeskRequest[]> {
  const found: HelpdeskRequest[] = [];
  for (;;) {
    const after = found.at(-1);
    const page = await store.requests.list({ ...filter, ...(after && { after }), limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

/** Everything on hold, newest first; for one limit where `limitKey` is given. For who may release. @throws Refusal, recorded */
export async function listHeld(
  ports: Ports,
  actor: Actor,
  limitKey?: string,
): Promise<readonly HelpdeskRequest[]> {
  await requireLook(ports, actor);
  return everyRequest(ports, { states: ['held'], ...(limitKey && { limitKey }) });
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

/** The same for their Home, without an entry: it shows no more than how many there are, and until when. `null`: not for this person. */
export async function heldForHome(
  ports: Pick<Ports, 'store' | 'policies'>,
  actor: Actor,
): Promise<readonly HelpdeskRequest[] | null> {
  return canRelease(ports.policies.current(), actor) ? everyRequest(ports, { states: ['held'] }) : null;
}

/** When a request was no longer on hold, epoch ms: released, or at its end. */
const leftHoldAt = ({ release, finishedAt }: HelpdeskRequest): number => release?.at ?? finishedAt ?? 0;

/** More than any policy lets a request wait for its approvals, and on hold after them. */
const LONGEST_WAIT_MS = 31 * 24 * 3_600_000;

/** What one limit held and has let go since `from`, newest first. Both epoch ms. */
export async function endedOnHold(
  ports: Pick<Ports, 'store'>,
  limitKey: string,
  from: number,
  until = Number.POSITIVE_INFINITY,
): Promise<readonly HelpdeskRequest[]> {
  const all = await everyRequest(ports, { limitKey, since: from - LONGEST_WAIT_MS });
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
