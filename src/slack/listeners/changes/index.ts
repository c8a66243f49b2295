import { pressAgain } from './again.ts';
import { pressApprove, submitApprove } from './approve.ts';
import { pressCancel, submitCancel } from './cancel.ts';
import { pressDeny, submitDeny } from './deny.ts';
import { olderHistory } from './history.ts';
import { submitLost } from './lost.ts';
import { openLost } from './lost-content.ts';
import { openOperation } from './open-operation.ts';
import { openRequest, withdraw } from './request.ts';
import { pressSettle, submitSettle } from './settle.ts';
import { submitReview } from './submit-review.ts';
import { suggestBlueprints, suggestTags, suggestUsers } from './suggestions.ts';
import { backToForm, submitUpdate } from './update.ts';
import { pressUpdate } from './update-content.ts';

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
  'request.again': pressAgain,
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
