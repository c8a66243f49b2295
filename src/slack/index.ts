import { askAgain } from './changes/ask-again.ts';
import { openLost, submitLost } from './changes/lost-mode-modal.ts';
import { openOperation } from './changes/open-operation.ts';
import { submitReview } from './changes/submit.ts';
import { suggestBlueprints, suggestTags, suggestUsers } from './changes/suggestions.ts';
import { backToForm, submitUpdate } from './changes/update.ts';
import { pressUpdate } from './changes/update-modal.ts';
import { olderHistory } from './history/history.ts';
import { pressApprove, submitApprove } from './requests/approve.ts';
import { pressCancel, submitCancel } from './requests/cancel.ts';
import { pressDeny, submitDeny } from './requests/deny.ts';
import { openRequest, withdraw } from './requests/request.ts';
import { pressSettle, submitSettle } from './requests/settle.ts';

/** Everything that changes something, or decides on a change. */
export const CHANGE_ACTIONS = {
  'device.update': pressUpdate,
  'device.lost': openLost,
  'device.operate': openOperation,
  'update.back': backToForm,
  'history.page': olderHistory,
  'request.open': openRequest,
  'request.approve': pressApprove,
  'request.deny': pressDeny,
  'request.cancel': pressCancel,
  'request.withdraw': withdraw,
  'request.settle': pressSettle,
  'request.again': askAgain,
};

export const CHANGE_VIEWS = {
  'update.form': submitUpdate,
  'update.review': submitReview,
  'lost.form': submitLost,
  'lost.review': submitReview,
  'operation.review': submitReview,
  'request.approve': submitApprove,
  'request.deny': submitDeny,
  'request.cancel': submitCancel,
  'request.settle': submitSettle,
};

export const CHANGE_OPTIONS = {
  'pick.blueprint': suggestBlueprints,
  'pick.user': suggestUsers,
  'pick.tag': suggestTags,
};
