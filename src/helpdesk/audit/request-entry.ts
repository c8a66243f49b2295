import type { Actor } from '../policy.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { AuditAction, NewAuditEntry } from '../store-port.ts';

/** Who acts when nobody pressed anything. */
export const SYSTEM = { userId: 'system', name: 'the helpdesk' } as const;

/** The line on the record that goes with a change of a request. */
export const entryFor = (
  request: HelpdeskRequest,
  action: AuditAction,
  actor: Pick<Actor, 'userId' | 'name'>,
  result: string,
  facts: { readonly policyHash?: string; readonly why?: string } = {},
): NewAuditEntry => ({
  action,
  actorId: actor.userId,
  deviceId: request.deviceId,
  requestId: request.id,
  operations: request.changes.map(({ operation }) => operation),
  result,
  rule: request.rule,
  policyHash: facts.policyHash ?? request.policyHash,
  text: { by: actor.name, device: request.snapshot.device.name, ...(facts.why && { why: facts.why }) },
});
