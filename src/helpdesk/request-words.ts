import { operationNamed } from './operations/index.ts';
import type { HelpdeskRequest, RequestState } from './request.ts';

/** "turn off Lost Mode", "change the asset tag and move it to another blueprint". */
export const describeRequest = ({ changes }: Pick<HelpdeskRequest, 'changes'>): string =>
  changes.map(({ operation }) => operationNamed(operation).title).join(' and ');

/** What somebody is told who pressed after it was over. */
export const alreadyEnded = (request: HelpdeskRequest): string =>
  `Too late: this request is already ${STATE_LABELS[request.state]}. Nothing was counted twice.`;

/** What somebody is told whose press found the request as it stands, and changed nothing. */
export const decisionNotCounted = (request: HelpdeskRequest): string =>
  request.state === 'pending' ? 'This press was counted before, or the time is up.' : alreadyEnded(request);

/** The state as the end of "this request is …". */
export const STATE_LABELS: Readonly<Record<RequestState, string>> = {
  pending: 'waiting for approval',
  claimed: 'approved',
  sending: 'approved and on its way',
  sent: 'approved and sent',
  unknown: 'approved and sent, with an unknown end',
  completed: 'done',
  denied: 'denied',
  cancelled: 'cancelled',
  expired: 'expired',
  void: 'void',
  failed: 'over: it failed',
};
