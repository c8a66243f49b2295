import type { Button } from '@slack/types';
import type { Freeze } from '../../helpdesk/limits/freeze-state.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { type HelpdeskRequest, isRepeatable, isSettleable, undoneAt } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { actions, button } from '../block-kit/blocks.ts';
import type { ActionId } from '../block-kit/ids.ts';
import type { Holders } from './approvers-text.ts';

type Decision = Extract<
  ActionId,
  | 'request.approve'
  | 'request.deny'
  | 'request.cancel'
  | 'request.withdraw'
  | 'request.settle'
  | 'request.again'
  | 'request.open'
  | 'request.release'
>;

const LABELS: Readonly<Record<Decision, string>> = {
  'request.approve': 'Approve',
  'request.deny': 'Deny',
  'request.withdraw': 'Withdraw my approval',
  'request.cancel': 'Cancel request',
  'request.settle': 'Record the result',
  'request.again': 'Request again',
  'request.open': 'Details',
  'request.release': 'Review',
};

const STYLES: Partial<Readonly<Record<Decision, 'primary' | 'danger'>>> = {
  'request.approve': 'primary',
  'request.deny': 'danger',
};

export function requestButton(id: Decision, { id: requestId }: Pick<HelpdeskRequest, 'id'>): Button {
  const style = STYLES[id];
  return button(id, { requestId }, LABELS[id], {
    ...(style && { style }),
    says: `${LABELS[id]}: request ${requestId}`,
  });
}

/** *Show unlock PIN*: opens the form of the key or PIN that a request left at Kandji. */
export const leftKeyButtons = (
  { deviceId }: Pick<HelpdeskRequest, 'deviceId'>,
  operation: OperationName | null | undefined,
): readonly Button[] =>
  operation
    ? [
        button(
          'device.operate',
          { operation, deviceId },
          operationNamed(operation).title.replace('show the', 'Show'),
        ),
      ]
    : [];

/** The address of a device's page in Kandji's console. */
export type ConsoleUrl = (deviceId: string) => string;

/** *Open in Kandji* of the device of a request whose end is not known. None where there is no address, nor for who reported it lost. */
export function consoleButton(
  { deviceId, caseId }: Pick<HelpdeskRequest, 'deviceId' | 'caseId'>,
  url: ConsoleUrl | undefined,
  place: CardCopy['place'] = 'approvals',
): readonly Button[] {
  if (!url || (place === 'requester' && caseId !== null)) return [];
  return [button('device.console', { deviceId }, 'Open in Kandji ↗', { url: url(deviceId) })];
}

/** What decides on buttons beside the request. */
interface ActionContext {
  /** Epoch ms. */
  readonly now?: number;
  readonly consoleUrl?: ConsoleUrl | undefined;
  /** While changes are frozen, no one can approve. */
  readonly isFrozen?: boolean;
  /** The key or PIN that it left at Kandji, where its readers may request it. */
  readonly leftKey?: OperationName | null;
}

/**
 * What can be done with a request on a posted copy. Several people read it, so a button says only what the state allows; who
 * presses is judged at the press. *Details* stands beside the headline of a card that needs no one.
 */
export function requestActions(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  { now = 0, consoleUrl: url, isFrozen = false, leftKey = null }: ActionContext = {},
) {
  const forApprovers = place !== 'requester';
  const forRequester = place !== 'approvals';
  switch (request.state) {
    case 'pending':
      return row(request, [
        ...(forApprovers && !isFrozen ? (['request.approve'] as const) : []),
        ...(forApprovers ? (['request.deny'] as const) : []),
        ...(forRequester ? (['request.cancel'] as const) : []),
        'request.open',
      ]);
    case 'held':
      return row(request, [
        ...(forApprovers ? (['request.release', 'request.deny'] as const) : []),
        ...(forRequester ? (['request.cancel'] as const) : []),
        'request.open',
      ]);
    case 'unknown':
      return row(
        request,
        [
          ...(forApprovers && isSettleable(request, now) ? (['request.settle'] as const) : []),
          'request.open',
        ],
        consoleButton(request, url, place),
      );
    case 'ready':
    case 'claimed':
      return row(request, forRequester ? ['request.cancel'] : []);
    case 'void':
    case 'expired':
      return row(request, forRequester && isRepeatable(request) ? ['request.again'] : []);
    case 'failed':
      return row(request, forRequester && isOpenAgain(request) ? ['request.again'] : []);
    case 'completed':
      return row(request, [], leftKeyButtons(request, leftKey));
    default:
      return [];
  }
}

const row = (request: HelpdeskRequest, ids: readonly Decision[], more: readonly Button[] = []) =>
  actions([...ids.map((id) => requestButton(id, request)), ...more]);

/** Who looks at a request's details. */
export interface Viewer {
  /** One id for one human, as approvals hold it. */
  readonly human: string;
  /** It is their own request, by whichever of their accounts. */
  readonly isRequester: boolean;
  /** Who may act on it as it stands, by role. */
  readonly holders: Holders;
  /** The device's page in Kandji's console, where what Kandji rejected may be done. */
  readonly consoleUrl?: string;
  /** The freeze in force, in which no one can approve. */
  readonly freeze?: Freeze | null;
  /** The key or PIN that it left at Kandji, where they may request it. */
  readonly leftKey?: OperationName | null;
}

/** It did nothing, for sure, so that it can be requested again. */
const isOpenAgain = (request: HelpdeskRequest): boolean =>
  isRepeatable(request) && (request.state !== 'failed' || undoneAt(request) !== null);

/** What this person may try with a request, in its details. `now` is epoch ms. */
export function viewerActions(
  request: HelpdeskRequest,
  { human, isRequester, consoleUrl, freeze = null, leftKey }: Viewer,
  now: number,
) {
  const { state, approvals, outcome, deviceId } = request;
  const more =
    consoleUrl !== undefined && outcome?.code === 'rejected'
      ? [button('device.console', { deviceId }, 'Open in Kandji ↗', { url: consoleUrl })]
      : [];
  const hasApproved = approvals.some((approval) => approval.human === human);
  switch (state) {
    case 'pending':
      if (isRequester) return row(request, ['request.cancel']);
      return row(request, [
        ...(hasApproved ? (['request.withdraw'] as const) : freeze ? [] : (['request.approve'] as const)),
        'request.deny',
      ]);
    case 'held':
      return row(request, isRequester ? ['request.cancel'] : ['request.release', 'request.deny']);
    case 'ready':
    case 'claimed':
      return row(request, isRequester ? ['request.cancel'] : []);
    case 'sent':
    case 'unknown':
      return row(request, !isRequester && isSettleable(request, now) ? ['request.settle'] : []);
    case 'failed':
    case 'void':
    case 'expired':
      return row(request, isRequester && isOpenAgain(request) ? ['request.again'] : [], more);
    case 'completed':
      return row(request, [], leftKeyButtons(request, leftKey));
    default:
      return [];
  }
}
