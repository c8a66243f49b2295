import { approveRequest } from './approve-request.ts';
import { cancelRequest } from './cancel-request.ts';
import { denyRequest } from './deny-request.ts';
import { createHeldBy } from './held-by.ts';
import { lookFor } from './look-for.ts';
import { openDecision } from './open-decision.ts';
import { openPanel } from './open-panel.ts';
import type { Ports } from './ports.ts';
import { prepareLostMode } from './prepare-lost-mode.ts';
import { prepareUpdate } from './prepare-update.ts';
import { recordShare } from './record-share.ts';
import { listRequests, waitingFor } from './request-lists.ts';
import { reviewRequest } from './review-request.ts';
import { reviewUpdate } from './review-update.ts';
import { settleByHand } from './settle-by-hand.ts';
import { showDevice } from './show-device.ts';
import { showHistory } from './show-history.ts';
import { showRequest } from './show-request.ts';
import { submitRequest } from './submit-request.ts';
import { withdrawApproval } from './withdraw-approval.ts';

type Rest<F> = F extends (ports: Ports, ...rest: infer R) => infer Result ? (...rest: R) => Result : never;

/** The verbs, bound to a world. */
export function createHelpdesk(ports: Ports) {
  const bound = <F extends (ports: Ports, ...rest: never[]) => unknown>(verb: F) =>
    ((...rest: never[]) => verb(ports, ...rest)) as unknown as Rest<F>;
  return {
    lookFor: bound(lookFor),
    showDevice: bound(showDevice),
    openPanel: bound(openPanel),
    recordShare: bound(recordShare),
    showRequest: bound(showRequest),
    openDecision: bound(openDecision),
    reviewRequest: bound(reviewRequest),
    prepareLostMode: bound(prepareLostMode),
    prepareUpdate: bound(prepareUpdate),
    reviewUpdate: bound(reviewUpdate),
    submitRequest: bound(submitRequest),
    approveRequest: bound(approveRequest),
    denyRequest: bound(denyRequest),
    withdrawApproval: bound(withdrawApproval),
    cancelRequest: bound(cancelRequest),
    settleByHand: bound(settleByHand),
    listRequests: bound(listRequests),
    waitingFor: bound(waitingFor),
    heldBy: createHeldBy(ports),
    showHistory: bound(showHistory),
  };
}

export type Helpdesk = ReturnType<typeof createHelpdesk>;
