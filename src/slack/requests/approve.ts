import type { ModalView } from '@slack/types';
import { keyOf, operationNamed } from '../../helpdesk/operations/index.ts';
import { approvingRoles } from '../../helpdesk/policy/known-people.ts';
import {
  isApproved,
  missingApprovals,
  requirementText,
  stillNeeded,
} from '../../helpdesk/policy/requirements.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { deviceWord, joinList } from '../../helpdesk/text.ts';
import { modal } from '../block-kit/blocks.ts';
import { relativeTime } from '../block-kit/format.ts';
import { foreignText, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openDecisionModal } from './decision.ts';
import { aside, decisionBlocks } from './decision-blocks.ts';
import { recipientText } from './key-text.ts';
import { stateWords } from './request-text.ts';
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
    draw: (request) => approveView(request, actor && afterThis(request, actor, app.now())),
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

/** Last seen longer ago than this, a device has to come online first. */
const OFFLINE_MS = 26 * 3_600_000;

/** What the last approval brings about: at once, or when the device is online. */
function lastOne({ snapshot, changes }: HelpdeskRequest, now: number): Mrkdwn {
  const states = stateWords({ changes });
  const isRecord = changes.every(({ operation }) => operationNamed(operation).kind === 'record');
  const { agentCheckInAt: seen, platform } = snapshot.device;
  if (isRecord || seen === null || now - seen < OFFLINE_MS)
    return mrkdwn`Your approval is the last one. ${states?.happens ?? (isRecord ? "It's saved" : "It's sent")} right away.`;
  const device = deviceWord(platform);
  return mrkdwn`Your approval is the last one. The ${device} was last seen ${relativeTime(seen, now)}. ${states?.later ?? 'The command waits, and runs'} when it's online.`;
}

/** What this person's approval brings about, or who is still needed after it, by the request's own requirements. `now` is epoch ms. */
export function afterThis(
  request: HelpdeskRequest,
  actor: Pick<Actor, 'userId' | 'name' | 'human' | 'roles' | 'knownRoles'>,
  now: number,
): Mrkdwn {
  const { requirements, approvals, requesterId, changes } = request;
  const { userId, name, human } = actor;
  const roles = approvingRoles(changes, actor);
  const theirs = { approverId: userId, approverName: name, human, roles, at: 0 };
  const progress = missingApprovals(requirements, [...approvals, theirs], requesterId);
  if (isApproved(progress))
    return keyOf(request)
      ? mrkdwn`Your approval is the last one. ${recipientText(request)} can open it right away.`
      : lastOne(request, now);
  const { people, from } = stillNeeded(progress);
  const who = from.map(({ roles: of, missing }) =>
    requirementText({ roles: of, approvals: missing, label: '' }),
  );
  const are = people === 1 ? 'is' : 'are';
  return mrkdwn`After yours, ${foreignText(joinList(who, 'and'), 200)} ${are} still needed.`;
}
