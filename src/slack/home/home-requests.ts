import type { KnownBlock } from '@slack/types';
import { outcomeText } from '../../helpdesk/outcome.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button, section } from '../block-kit/blocks.ts';
import { requestState } from '../block-kit/format.ts';
import { bold, capitalize, dateText, foreignText, lines, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';
import { deadlineText } from '../requests/approvers-text.ts';
import { shortText } from '../requests/request-text.ts';

/** One request as a row of Home. */
export interface HomeRequest {
  readonly id: string;
  readonly state: HelpdeskRequest['state'];
  /** "Move Noor Halim's Mac to Sales". */
  readonly wanted: Mrkdwn;
  readonly requesterName: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly outcome: string | null;
}

/** `reader`: the e-mail of the person whose Home it is. */
export const homeRequest = (request: HelpdeskRequest, reader = ''): HomeRequest => ({
  id: request.id,
  state: request.state,
  wanted: shortText(request, reader),
  requesterName: request.requesterName,
  createdAt: request.createdAt,
  expiresAt: request.expiresAt,
  outcome:
    request.outcome === null ||
    request.outcome.code === 'forgotten' ||
    request.outcome.code === 'key_shown' ||
    request.state === 'completed'
      ? null
      : outcomeText(request.outcome),
});

/** One of the person's own. `now` is epoch ms. */
export const myRow = (request: HomeRequest, now: number): KnownBlock =>
  requestRow(request, mrkdwn`${capitalize(mrkdwn`${requestState(request)}`)}${until(request, now)}`);

/** One that they may decide, or whose result they may record. */
export const waitingRow = (request: HomeRequest, now: number): KnownBlock =>
  requestRow(
    request,
    mrkdwn`${request.state === 'unknown' ? 'Result to record · requested' : 'Requested'} by ${foreignText(request.requesterName, 60)}${until(request, now)}`,
  );

const until = ({ state, expiresAt, createdAt }: HomeRequest, now: number): Mrkdwn =>
  state === 'pending' && expiresAt !== null
    ? mrkdwn` · until ${deadlineText(expiresAt, now)}`
    : mrkdwn` · requested ${dateText(createdAt)}`;

function requestRow(request: HomeRequest, second: Mrkdwn): KnownBlock {
  return section(
    lines([bold(request.wanted), second, foreignText(request.outcome ?? '', 200)]),
    button('request.open', { requestId: request.id }, 'Details', {
      says: mrkdwn`Details: request ${foreignText(request.id, 20)}`,
    }),
  );
}

/** Newest first. What a case requests by itself stands among the cases. */
export const myRequests = async (app: AppContext, actor: Actor): Promise<readonly HomeRequest[]> =>
  (await app.helpdesk.listRequests(actor, 'mine', 10))
    .filter(({ caseId }) => caseId == null)
    .map((one) => homeRequest(one, actor.email));

/** `null` for someone who decides nothing. */
export async function waitingFor(app: AppContext, actor: Actor): Promise<readonly HomeRequest[] | null> {
  const waiting = await app.helpdesk.waitingFor(actor);
  return waiting?.map((one) => homeRequest(one, actor.email)) ?? null;
}
