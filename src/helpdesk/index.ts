import {
  createListAudit,
  exportHistory,
  requireHistory,
  showHistory,
  showRequestHistory,
  showRequestSteps,
} from './audit/show-history.ts';
import { closeCase, confirmFound, denyFound, reportFound, takeCase } from './cases/change-case.ts';
import { chooseCaseDevice } from './cases/choose-device.ts';
import { prepareDeviceReport, prepareReport } from './cases/prepare-report.ts';
import { reportCase, requireReporter } from './cases/report-case.ts';
import { myCases, openCases, showCase } from './cases/show-cases.ts';
import { type Deadline, readingBy } from './deadline.ts';
import { addNote, prepareNote } from './devices/add-note.ts';
import { createDevicesOfUser, getDevice } from './devices/get-device.ts';
import { getPanel } from './devices/get-panel.ts';
import { openBeside } from './devices/open-requests.ts';
import { shareDevice } from './devices/share-device.ts';
import { createFailingCounts } from './fleet/failing-counts.ts';
import { createReports, type Reports } from './fleet/reports.ts';
import { openKeys, prepareKey, requestKey } from './keys/request-key.ts';
import { showKey } from './keys/show-key.ts';
import { applyFreeze, freezeChanges, freezeResult, requireFreezer } from './limits/freeze.ts';
import { openRelease, releaseRequest, whatWouldHold, whatWouldHoldRequest } from './limits/hold.ts';
import { heldForHome, listHeld, showEndedOnHold } from './limits/hold-list.ts';
import {
  askUnfreeze,
  cancelUnfreeze,
  decideUnfreeze,
  openUnfreeze,
  requireReleaser,
  showUnfreeze,
} from './limits/unfreeze.ts';
import { answerMessage, messagesAbout } from './messages/answer-message.ts';
import { type MessageSource, prepareMessages, sendMessages } from './messages/send-messages.ts';
import { judgeRequest } from './policy/authorize.ts';
import { requireLooker } from './policy/before-reading.ts';
import { whyNoApprover } from './policy/requirements.ts';
import type { Actor } from './policy.ts';
import type { Ports } from './ports.ts';
import { approveRequest, withdrawApproval } from './requests/approve-request.ts';
import { cancelRequest } from './requests/cancel-request.ts';
import { denyRequest } from './requests/deny-request.ts';
import { createWaitingFor, listRequests, requireRequest, showRequest } from './requests/list-requests.ts';
import { prepareLostMode } from './requests/prepare-lost-mode.ts';
import { prepareUpdate, requireChange, requireFields } from './requests/prepare-update.ts';
import { openDecision } from './requests/require-approver.ts';
import { reviewAgain } from './requests/review-notes.ts';
import { prepareOperation, reviewRequest } from './requests/review-request.ts';
import { reviewUpdate } from './requests/review-update.ts';
import { settleRequest } from './requests/settle-request.ts';
import { submitRequest } from './requests/submit-request.ts';
import { isStillThere } from './search/confirm-match.ts';
import type { SearchIndex } from './search/index-answer.ts';
import { type SearchOptions, searchDevices } from './search/look-for.ts';
import type { Query } from './search/query.ts';
import { createSearchIndex } from './search/search-index.ts';
import { addWatch, endWatch, listWatches, prepareWatch, requireWatcher } from './watches/keep-watches.ts';

type Rest<F> = F extends (ports: Ports, ...rest: infer R) => infer Result ? (...rest: R) => Result : never;

/** The verbs, bound to a world. */
export function createHelpdesk(ports: Ports) {
  const index = createSearchIndex(ports);
  const reports = createReports(ports);
  return {
    ...verbsOf(ports, index, reports),
    /** The same verbs for someone who cannot wait longer: what they read before they commit ends by then, with a Refusal. */
    by: (deadline: Deadline) => verbsOf(readingBy(ports, deadline), index, reports),
    reports,
    failingCounts: createFailingCounts(ports),
    waitingFor: createWaitingFor(ports),
    heldBy: createDevicesOfUser(ports),
    recordList: createListAudit(ports),
  };
}

/** As Kandji has it now. */
const findBySerial = (ports: Ports) => async (actor: Actor, serial: string) => {
  const query: Query = { by: 'keys', where: { serial } };
  return (await searchDevices(ports, actor, query, { nearMisses: false })).first.devices;
};

function verbsOf(ports: Ports, index: SearchIndex, reports: Reports) {
  const bound = <F extends (ports: Ports, ...rest: never[]) => unknown>(verb: F) =>
    ((...rest: never[]) => verb(ports, ...rest)) as unknown as Rest<F>;
  return {
    requireLooker: bound(requireLooker),
    searchDevices: (actor: Actor, query: Query, options: SearchOptions = {}) =>
      searchDevices(ports, actor, query, { index, ...options }),
    isStillThere: bound(isStillThere),
    getDevice: bound(getDevice),
    getPanel: bound(getPanel),
    shareDevice: bound(shareDevice),
    prepareNote: bound(prepareNote),
    addNote: bound(addNote),
    judgeRequest: bound(judgeRequest),
    requireRequest: bound(requireRequest),
    showRequest: bound(showRequest),
    whyNoApprover: bound(whyNoApprover),
    openDecision: bound(openDecision),
    openBeside: bound(openBeside),
    reviewRequest: bound(reviewRequest),
    reviewAgain: bound(reviewAgain),
    prepareLostMode: bound(prepareLostMode),
    prepareOperation: bound(prepareOperation),
    prepareUpdate: bound(prepareUpdate),
    requireFields: bound(requireFields),
    requireChange: bound(requireChange),
    reviewUpdate: bound(reviewUpdate),
    submitRequest: bound(submitRequest),
    approveRequest: bound(approveRequest),
    denyRequest: bound(denyRequest),
    withdrawApproval: bound(withdrawApproval),
    cancelRequest: bound(cancelRequest),
    settleRequest: bound(settleRequest),
    listRequests: bound(listRequests),
    requireReporter: bound(requireReporter),
    prepareReport: bound(prepareReport),
    prepareDeviceReport: bound(prepareDeviceReport),
    reportCase: bound(reportCase),
    takeCase: bound(takeCase),
    chooseCaseDevice: (actor: Actor, caseId: string, serial: string) =>
      chooseCaseDevice(ports, findBySerial(ports), actor, caseId, serial),
    reportFound: bound(reportFound),
    confirmFound: bound(confirmFound),
    denyFound: bound(denyFound),
    closeCase: bound(closeCase),
    showCase: bound(showCase),
    myCases: bound(myCases),
    openCases: bound(openCases),
    requireFreezer: bound(requireFreezer),
    freezeChanges: bound(freezeChanges),
    applyFreeze: bound(applyFreeze),
    freezeResult: bound(freezeResult),
    openRelease: bound(openRelease),
    releaseRequest: bound(releaseRequest),
    listHeld: bound(listHeld),
    heldForHome: bound(heldForHome),
    showEndedOnHold: bound(showEndedOnHold),
    whatWouldHold: bound(whatWouldHold),
    whatWouldHoldRequest: bound(whatWouldHoldRequest),
    prepareKey: bound(prepareKey),
    requestKey: bound(requestKey),
    showKey: bound(showKey),
    openKeys: bound(openKeys),
    requireReleaser: bound(requireReleaser),
    askUnfreeze: bound(askUnfreeze),
    showUnfreeze: bound(showUnfreeze),
    openUnfreeze: bound(openUnfreeze),
    decideUnfreeze: bound(decideUnfreeze),
    cancelUnfreeze: bound(cancelUnfreeze),
    requireHistory: bound(requireHistory),
    showHistory: bound(showHistory),
    showRequestHistory: bound(showRequestHistory),
    showRequestSteps: bound(showRequestSteps),
    exportHistory: bound(exportHistory),
    prepareMessages: (actor: Actor, source: MessageSource) => prepareMessages(ports, reports, actor, source),
    sendMessages: (actor: Actor, source: MessageSource, sending: Parameters<typeof sendMessages>[4]) =>
      sendMessages(ports, reports, actor, source, sending),
    answerMessage: bound(answerMessage),
    messagesAbout: bound(messagesAbout),
    requireWatcher: bound(requireWatcher),
    prepareWatch: bound(prepareWatch),
    addWatch: bound(addWatch),
    listWatches: bound(listWatches),
    endWatch: bound(endWatch),
  };
}

export type Helpdesk = ReturnType<typeof createHelpdesk>;
