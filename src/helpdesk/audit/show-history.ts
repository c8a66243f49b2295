import { requireRight } from '../policy/authorize.ts';
import type { Actor, Decision } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { AuditEntry } from '../store-port.ts';

/** Goes on only for somebody who may read the history. Reads nothing. @throws Refusal, recorded */
export const requireHistory = (ports: Ports, actor: Actor): Promise<Decision> =>
  requireRight(ports, actor, 'read-history');

/** What the record says of a device, a person or a request; reading it is itself on the record. @throws Refusal */
export async function showHistory(
  ports: Ports,
  actor: Actor,
  about: { readonly deviceId?: string; readonly actorId?: string; readonly requestId?: string },
  page: { readonly limit: number; readonly beforeSeq?: number },
): Promise<readonly AuditEntry[]> {
  const decision = await requireHistory(ports, actor);
  const entries = await ports.store.audit.history({ ...about, ...page });
  await ports.store.audit.append({
    action: 'read-history',
    actorId: actor.userId,
    deviceId: about.deviceId ?? null,
    requestId: about.requestId ?? null,
    operations: ['read-history'],
    result: 'allowed',
    rule: decision.rule,
    policyHash: ports.policies.current()?.hash ?? null,
    text: about.actorId ? { about: about.actorId } : null,
  });
  return entries;
}
