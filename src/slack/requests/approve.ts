import type { ModalView } from '@slack/types';
import { keyOf } from '../../helpdesk/operations/index.ts';
import {
  isApproved,
  missingApprovals,
  requirementText,
  stillNeeded,
} from '../../helpdesk/policy/requirements.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { joinList } from '../../helpdesk/text.ts';
import { modal } from '../block-kit/blocks.ts';
import { foreignText, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { aside, decisionBlocks } from './decision-blocks.ts';
import { recipientText } from './key-text.ts';
import { decideOnce } from './view-guard.ts';

export const pressApprove: ActionListener<'request.approve'> = async (app, interaction, { requestId }) => {
  let actor: Actor | null = null;
  await openDecisionModal(app, interaction, {
    requestId,
    title: 'Approve request',
    load: async () => {
      actor = await interaction.actor('decide');
      return app.helpdesk.openDecision(actor, requestId, 'approve');
    },
    draw: (request) => approveView(request, actor && afterThis(request, actor)),
  });
};

export const submitApprove: SubmissionListener<'request.approve'> = (
  app,
  interaction,
  { requestId },
  { viewId },
) =>
  decideOnce(app, interaction, { act: 'approve', viewId, requestId, draw: approveView }, async () =>
    app.helpdesk
      .by(interaction.deadline)
      .approveRequest(await interaction.actor('decide'), requestId, viewId),
  );

/** All of a request, to be approved as it stands here. Only a waiting one can be. `next`: what this approval brings about. */
export const approveView = (request: HelpdeskRequest, next: Mrkdwn | null = null): ModalView =>
  modal(
    'request.approve',
    { requestId: request.id },
    {
      title: 'Approve request',
      ...(request.state === 'pending' && { submit: 'Approve', close: 'Back' }),
      blocks: [...decisionBlocks(request), ...(request.state === 'pending' && next ? [aside(next)] : [])],
    },
  );

/** Who is still needed once this person has approved, by the request's own requirements. */
export function afterThis(
  request: HelpdeskRequest,
  { userId, name, human, roles }: Pick<Actor, 'userId' | 'name' | 'human' | 'roles'>,
): Mrkdwn {
  const { requirements, approvals, requesterId } = request;
  const theirs = { approverId: userId, approverName: name, human, roles, at: 0 };
  const progress = missingApprovals(requirements, [...approvals, theirs], requesterId);
  if (isApproved(progress))
    return keyOf(request)
      ? mrkdwn`Your approval is the last one. ${recipientText(request)} can open it right away.`
      : mrkdwn`Your approval is the last one. It's sent right away.`;
  const { people, from } = stillNeeded(progress);
  const who = from.map(({ roles: of, missing }) =>
    requirementText({ roles: of, approvals: missing, label: '' }),
  );
  const are = people === 1 ? 'is' : 'are';
  return mrkdwn`After yours, ${foreignText(joinList(who, 'and'), 200)} ${are} still needed.`;
}
