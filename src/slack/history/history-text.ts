import { PANELS } from '../../helpdesk/device-view.ts';
import { OPERATION_NAMES } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { REQUEST_STATES } from '../../helpdesk/request.ts';
import type { AuditAction, AuditEntry } from '../../helpdesk/store-port.ts';
import { PANEL_LABELS, requestState } from '../block-kit/format.ts';
import { foreignText, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';

/** What happened, as it reads after a name: "Ana asked for …". */
const DID: Readonly<Record<AuditAction, string>> = {
  looked: 'looked at',
  searched: 'searched for',
  shared: 'shared to a channel:',
  'saw-location': 'saw the location in',
  'read-history': 'read',
  refused: 'was refused:',
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
  'case-opened': 'reported',
  'case-taken': 'took',
  'case-found': 'said it is found:',
  'case-not-yet': 'did not confirm that it is found:',
  'case-closed': 'closed',
  'policy-changed': 'took a changed policy file',
  'group-changed': 'saw an approver group change',
  pruned: 'forgot personal text',
  restored: 'ended after a restore',
  froze: 'froze all changes:',
  'asked-unfreeze': 'requested to unfreeze:',
  'denied-unfreeze': 'denied to unfreeze:',
  'ended-unfreeze': 'let the request to unfreeze end:',
  unfroze: 'unfroze changes:',
};

export const actionText = (action: AuditAction): string => DID[action];

/** What became of a request without anybody's press, as it reads after what was asked for. */
const BECAME: Partial<Readonly<Record<AuditAction, string>>> = {
  reminded: 'the approvers were reminded',
  expired: 'expired',
  voided: 'void',
  claimed: 'about to be sent',
  sending: 'being sent',
  sent: 'sent to Kandji',
  completed: 'done',
  failed: 'failed',
  'lost-track': 'result not known',
  noted: 'note on the Kandji record',
};

/** "done"; `null` for what has a doer. */
export const transitionText = ({ actorId, action }: Pick<AuditEntry, 'actorId' | 'action'>): string | null =>
  actorId === 'system' ? (BECAME[action] ?? null) : null;

/** What was looked at, as people call it. */
const SEEN: Readonly<Record<string, string>> = {
  card: 'the card',
  update: 'the update form',
  request: 'a request',
  requests: 'the list of requests',
  review: 'the review of a change',
  lookup: 'a device',
  'lookup-own': 'their own devices',
  'see-location': 'the location',
  'see-requests': 'requests',
  'read-history': 'the history',
  words: 'devices',
  people: 'the list of people',
  tags: 'the list of tags',
  blueprints: 'the list of blueprints',
  keys: 'devices by keys',
  mine: 'their own devices',
  id: 'a device by its id',
  'console-link': 'a device by its link',
  'slack-people': 'devices of people',
  approve: 'approving',
  deny: 'denying',
  withdraw: 'taking back an approval',
  cancel: 'cancelling',
  settle: 'saying how it ended',
  case: 'a lost-device case',
  cases: 'lost-device cases',
  ...Object.fromEntries(PANELS.map((panel) => [panel, PANEL_LABELS[panel]])),
};

/** "Lost Mode off, Tags", "Library items"; what has no other name stays as it is. */
export const subjectText = ({ operations }: Pick<AuditEntry, 'operations'>): Mrkdwn =>
  foreignText(
    operations
      .map((name) => {
        const known = OPERATION_NAMES.find((operation) => operation === name);
        return known ? operationNamed(known).label : (SEEN[name] ?? name);
      })
      .join(', '),
    120,
  );

/** Results that the action's own word says already are left out. */
export function outcomeText({ action, result: how }: Pick<AuditEntry, 'action' | 'result'>): Mrkdwn {
  if (how === action || how === 'allowed' || how === SAME[action] || action === 'refused') return mrkdwn``;
  if (action === 'noted' && how === 'trying') return mrkdwn` → being written`;
  const state = REQUEST_STATES.find((known) => known === how);
  return mrkdwn` → ${state ? requestState({ state }) : foreignText(how, 40)}`;
}

const SAME: Partial<Readonly<Record<AuditAction, string>>> = {
  asked: 'claimed',
  voided: 'void',
  'lost-track': 'unknown',
  reminded: 'pending',
  withdrew: 'pending',
};
