import { approveRequest } from './approving/approve-request.ts';
import { cancelRequest } from './approving/cancel-request.ts';
import { denyRequest } from './approving/deny-request.ts';
import { openDecision } from './approving/open-decision.ts';
import { createWaitingFor, listRequests } from './approving/request-lists.ts';
import { settleByHand } from './approving/settle-by-hand.ts';
import { judgeRequest, requireRequest, showRequest } from './approving/show-request.ts';
import { withdrawApproval } from './approving/withdraw-approval.ts';
import { prepareLostMode } from './asking/prepare-lost-mode.ts';
import { prepareUpdate, requireChange, requireFields } from './asking/prepare-update.ts';
import { reviewRequest } from './asking/review-request.ts';
import { reviewUpdate } from './asking/review-update.ts';
import { submitRequest } from './asking/submit-request.ts';
import { type Deadline, readingBy } from './deadline.ts';
import { lookFor } from './finding/look-for.ts';
import { requireLooker } from './judging/before-reading.ts';
import { whyNoApprover } from './judging/no-approver.ts';
import type { Ports } from './ports.ts';
import { createHeldBy } from './showing/held-by.ts';
import { openPanel } from './showing/open-panel.ts';
import { createRecordList } from './showing/record-list.ts';
import { shareCard } from './showing/share-card.ts';
import { showDevice } from './showing/show-device.ts';
import { requireHistory, showHistory } from './showing/show-history.ts';

type Rest<F> = F extends (ports: Ports, ...rest: infer R) => infer Result ? (...rest: R) => Result : never;

/** The verbs, bound to a world. */
export function createHelpdesk(ports: Ports) {
  return {
    ...verbsOf(ports),
    /** The same verbs for somebody who cannot wait longer: what they read before they commit ends by then, with a Refusal. */
    by: (deadline: Deadline) => verbsOf(readingBy(ports, deadline)),
    waitingFor: createWaitingFor(ports),
    heldBy: createHeldBy(ports),
    recordList: createRecordList(ports),
  };
}

function verbsOf(ports: Ports) {
  const bound = <F extends (ports: Ports, ...rest: never[]) => unknown>(verb: F) =>
    ((...rest: never[]) => verb(ports, ...rest)) as unknown as Rest<F>;
  return {
    requireLooker: bound(requireLooker),
    lookFor: bound(lookFor),
    showDevice: bound(showDevice),
    openPanel: bound(openPanel),
    shareCard: bound(shareCard),
    judgeRequest: bound(judgeRequest),
    requireRequest: bound(requireRequest),
    showRequest: bound(showRequest),
    whyNoApprover: bound(whyNoApprover),
    openDecision: bound(openDecision),
    reviewRequest: bound(reviewRequest),
    prepareLostMode: bound(prepareLostMode),
    prepareUpdate: bound(prepareUpdate),
    requireFields: bound(requireFields),
    requireChange: bound(requireChange),
    reviewUpdate: bound(reviewUpdate),
    submitRequest: bound(submitRequest),
    approveRequest: bound(approveRequest),
    denyRequest: bound(denyRequest),
    withdrawApproval: bound(withdrawApproval),
    cancelRequest: bound(cancelRequest),
    settleByHand: bound(settleByHand),
    listRequests: bound(listRequests),
    requireHistory: bound(requireHistory),
    showHistory: bound(showHistory),
  };
}

export type Helpdesk = ReturnType<typeof createHelpdesk>;
