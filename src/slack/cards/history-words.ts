import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import type { AuditAction, AuditEntry } from '../../helpdesk/store-ports.ts';
import { foreign, type Words, words } from '../words.ts';

/** What happened, as it reads after a name: "Ana asked for …". */
const DID: Readonly<Record<AuditAction, string>> = {
  looked: 'looked at',
  searched: 'searched for',
  shared: 'shared to a channel',
  'saw-location': 'saw the location',
  'read-history': 'read the history',
  refused: 'was refused',
  asked: 'asked for',
  reminded: 'reminded the approvers of',
  approved: 'approved',
  withdrew: 'took back the approval of',
  denied: 'denied',
  cancelled: 'cancelled',
  expired: 'let expire',
  voided: 'voided',
  claimed: 'took up',
  sending: 'is sending',
  sent: 'sent',
  completed: 'saw completed',
  failed: 'saw fail',
  'lost-track': 'lost track of',
  settled: 'settled',
  noted: 'wrote the note of',
  'policy-changed': 'took a changed policy file',
  'group-changed': 'saw an approver group change',
  pruned: 'forgot personal text',
  restored: 'voided after a restore',
};

export const did = (action: AuditAction): string => DID[action];

/** "Lost Mode off, tags"; names of panels and rights stay as they are. */
export const about = ({ operations }: Pick<AuditEntry, 'operations'>): Words =>
  foreign(
    operations
      .map((name) => OPERATION_NAMES.find((known) => known === name) ?? name)
      .map((name) => {
        const known = OPERATION_NAMES.find((operation) => operation === name);
        return known ? operationNamed(known).label : name;
      })
      .join(', '),
    120,
  );

/** Results that the action's own word says already are left out. */
export function result({ action, result: how }: Pick<AuditEntry, 'action' | 'result'>): Words {
  if (how === action || how === 'allowed' || (action === 'asked' && how === 'claimed')) return words``;
  return words` → ${foreign(how, 40)}`;
}
