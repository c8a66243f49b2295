import type { Button } from '@slack/types';
import { type HelpdeskRequest, isRepeatable, isSettleable } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { actions, button } from '../block-kit/blocks.ts';
import type { ActionId } from '../block-kit/ids.ts';

/** Where a request's buttons stand. Whoever presses is judged at the press, so a button says only what the state allows. */
export type CardPlace = CardCopy['place'] | 'modal';

type Decision = Extract<
  ActionId,
  | 'request.approve'
  | 'request.deny'
  | 'request.cancel'
  | 'request.withdraw'
  | 'request.settle'
  | 'request.again'
>;

const LABELS: Readonly<Record<Decision, string>> = {
  'request.approve': 'Approve',
  'request.deny': 'Deny',
  'request.withdraw': 'Withdraw my approval',
  'request.cancel': 'Cancel request',
  'request.settle': 'Say how it ended',
  'request.again': 'Ask again',
};

const STYLES: Partial<Readonly<Record<Decision, 'primary' | 'danger'>>> = {
  'request.approve': 'primary',
  'request.deny': 'danger',
};

/** What can be done with a request in its state, for those who look at it here. */
export const requestActions = (request: HelpdeskRequest, place: CardPlace, now: number) =>
  actions(offered(request, place, now).map((id) => requestButton(id, request)));

export function requestButton(id: Decision, { id: requestId }: Pick<HelpdeskRequest, 'id'>): Button {
  const style = STYLES[id];
  return button(id, { requestId }, LABELS[id], {
    ...(style && { style }),
    says: `${LABELS[id]}: request ${requestId}`,
  });
}

function offered(request: HelpdeskRequest, place: CardPlace, now: number): readonly Decision[] {
  const { state, approvals } = request;
  const forApprovers = place !== 'requester';
  const forRequester = place !== 'approvals';
  switch (state) {
    case 'pending':
      return [
        ...(forApprovers ? (['request.approve', 'request.deny'] as const) : []),
        ...(forApprovers && approvals.length > 0 ? (['request.withdraw'] as const) : []),
        ...(forRequester ? (['request.cancel'] as const) : []),
      ];
    case 'claimed':
      return forRequester ? ['request.cancel'] : [];
    case 'sent':
    case 'unknown':
      if (place === 'modal') return isSettleable(request, now) ? ['request.settle'] : [];
      // A posted card is not redrawn when the time comes: the window of its button says when that is.
      return state === 'unknown' && forApprovers ? ['request.settle'] : [];
    case 'void':
    case 'expired':
      return forRequester && isRepeatable(request) ? ['request.again'] : [];
    default:
      return [];
  }
}
