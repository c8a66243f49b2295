import { auditEntry } from '../audit-entry.ts';
import { requireRight } from '../policy/authorize.ts';
import type { Actor, Decision } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { AuditEntry } from '../store-port.ts';
import { createRecordOnce } from './record-once.ts';

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
  const { actorId, ...which } = about;
  const facts = {
    ...which,
    operations: ['read-history'],
    rule: decision.rule,
    policyHash: ports.policies.current()?.hash,
  };
  await ports.store.audit.append(
    auditEntry(
      'read-history',
      { userId: actor.userId },
      { ...facts, text: actorId ? { about: actorId } : null },
    ),
  );
  return entries;
}

/** A list of Kandji's that somebody picks from while they type. */
export interface AuditedList {
  readonly list: 'people' | 'tags' | 'blueprints';
  /** The form that it stands in, for one person only. */
  readonly viewId: string;
  /** The device that the form is about; asked only when it is written down. */
  readonly device: () => { readonly id: string; readonly name: string } | null;
}

/** As long as a form is filled in. */
const FORM_MS = 3_600_000;

/** Whose name stands in a list was disclosed: on the record once for each form and list, however much is typed. */
export function createListAudit(
  ports: Pick<Ports, 'store' | 'policies'>,
): (userId: string, shown: AuditedList) => Promise<void> {
  const once = createRecordOnce(ports, FORM_MS);
  return (userId, { list, viewId, device }) =>
    once(`${viewId}:${list}`, () =>
      auditEntry(
        'looked',
        { userId },
        { device: device(), operations: [list], policyHash: ports.policies.current()?.hash },
      ),
    );
}
