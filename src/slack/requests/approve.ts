import type { KnownBlock, ModalView } from '@slack/types';
import type { OpenRequest } from '../../helpdesk/device-view.ts';
import type { LimitReached } from '../../helpdesk/limits/ledger.ts';
import { keyOf, operationNamed } from '../../helpdesk/operations/index.ts';
import { whenOnline } from '../../helpdesk/operations/when-online.ts';
import { approvingRoles } from '../../helpdesk/policy/known-people.ts';
import {
  isApproved,
  missingApprovals,
  requirementText,
  stillNeeded,
} from '../../helpdesk/policy/requirements.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { readUntilOver } from '../../helpdesk/retry.ts';
import { joinList } from '../../helpdesk/text.ts';
import { RESULT_WITHIN_MS } from '../../helpdesk/timing.ts';
import { modal } from '../block-kit/blocks.ts';
import { bold, foreignText, join, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener, SubmissionResponse } from '../listener-types.ts';
import { actingHolders, counted, type Holders, releaseHolders } from './approvers-text.ts';
import { openDecisionModal } from './decision.ts';
import { arrivalText, aside, asideId, decisionBlocks } from './decision-blocks.ts';
import { isBeingHeld, willBeHeld } from './hold-text.ts';
import { recipientText } from './key-text.ts';
import { openRequestBlocks } from './open-requests.ts';
import { endedView, isOnItsWay } from './request-modal.ts';
import { stateWords } from './request-text.ts';
import { statusText } from './status-text.ts';
import { decideOnce } from './view-guard.ts';

export const pressApprove: ActionListener<'request.approve'> = async (app, interaction, { requestId }) => {
  let actor: Actor | null = null;
  let hold: LimitReached | null = null;
  let open: readonly OpenRequest[] = [];
  await openDecisionModal(app, interaction, {
    requestId,
    title: 'Approve request',
    load: async () => {
      actor = await interaction.actor('decide');
      const request = await app.helpdesk.openDecision(actor, requestId, 'approve');
      [hold, open] = await Promise.all([
        app.helpdesk.whatWouldHoldRequest(request),
        app.helpdesk.openBeside(actor, request),
      ]);
      return request;
    },
    draw: (request) =>
      approveView(
        request,
        actor &&
          afterThis(request, actor, app.now(), { hold, releasers: releasersAfter(app, request, actor) }),
        { beside: openAside(open, app.now()), holders: actingHolders(app.ports.policies.current(), request) },
      ),
  });
};

export const submitApprove: SubmissionListener<'request.approve'> = async (
  app,
  interaction,
  { requestId },
  { viewId },
) => {
  const done: Approved[] = [];
  const draw = (request: HelpdeskRequest) => approveView(request);
  const asked = { act: 'approve', viewId, requestId, draw } as const;
  const answer = await decideOnce(app, interaction, asked, async (seen) => {
    const verbs = app.helpdesk.by(interaction.deadline);
    const actor = await interaction.actor('decide');
    // Read before: once approved, the request itself may have been counted.
    const hold = await verbs.whatWouldHoldRequest(seen);
    const request = await verbs.approveRequest(actor, requestId, viewId);
    done.push({ request, hold });
    return request;
  });
  const [approved] = done;
  return approved ? approvedAnswer(app, interaction, approved, answer) : answer;
};

/** The safety limit that is reached, and who can release what it holds, by role. */
interface Foreseen {
  readonly hold: LimitReached | null;
  readonly releasers: Holders;
}

/** Who can release a request once it is approved, `actor` about to be one of those who have. */
const releasersAfter = ({ ports }: AppContext, request: HelpdeskRequest, actor: Actor | null): Holders =>
  releaseHolders(ports.policies.current(), [...counted(request), ...(actor ? [actor.userId] : [])]);

/** A request after an approval, and the safety limit that was reached before it. */
interface Approved {
  readonly request: HelpdeskRequest;
  readonly hold: LimitReached | null;
}

/** How a window is called whose request did not leave after the approval. */
const NOT_LEFT: Partial<Readonly<Record<HelpdeskRequest['state'], string>>> = {
  held: 'On hold',
  void: 'No longer valid',
  failed: 'Failed',
};

/** What is about to leave may be put on hold or end instead: the first is said at once where it is foreseen, and each once it is so. */
function approvedAnswer(
  app: AppContext,
  { modal: window }: Interaction,
  { request, hold }: Approved,
  answer: SubmissionResponse,
): SubmissionResponse {
  const leaves = isOnItsWay(request);
  if (!answer.ack || !(leaves || request.state === 'ready')) return answer;
  const said =
    hold && mrkdwn`✅ ${bold('Approved.')} ${isBeingHeld(hold, request, releasersAfter(app, request, null))}`;
  const view = said && endedView('Approved', [said], request.id);
  return {
    ack: view ? { response_action: 'update', view } : answer.ack,
    ...(leaves && {
      followUp: async () => {
        // Any replica may be running it.
        const read = () => app.ports.store.requests.get(request.id);
        const latest = await readUntilOver(request, isOnItsWay, read, RESULT_WITHIN_MS);
        const title = NOT_LEFT[latest.state];
        if (title === undefined) return;
        const holders = actingHolders(app.ports.policies.current(), latest);
        await window?.redraw(endedView(title, [statusText(latest, app.now(), holders)], latest.id));
      },
    }),
  };
}

/** What else is open on the device just now. */
const openAside = (open: readonly OpenRequest[], now: number): readonly KnownBlock[] =>
  openRequestBlocks(open, now).map((block) => ({ ...block, block_id: asideId('open') }));

/**
 * All of a request, to be approved as it stands here. Only a waiting one can be. `next`: what this approval brings about; `beside`:
 * what stands aside besides; `holders`: who may act on it, by role.
 */
export const approveView = (
  request: HelpdeskRequest,
  next: Mrkdwn | null = null,
  { beside = [], holders = {} }: { readonly beside?: readonly KnownBlock[]; readonly holders?: Holders } = {},
): ModalView =>
  modal(
    'request.approve',
    { requestId: request.id },
    {
      title: 'Approve request',
      ...(request.state === 'pending' && { submit: 'Approve', close: 'Back' }),
      blocks: [
        ...decisionBlocks(request, holders),
        ...beside,
        ...(request.state === 'pending' && next ? [aside(next)] : []),
      ],
    },
  );

/** What the last approval brings about at once; nothing more where it is said when the device hears of it. */
function lastOne(request: HelpdeskRequest, now: number): Mrkdwn {
  const isRecord = request.changes.every(({ operation }) => operationNamed(operation).kind === 'record');
  const happens = stateWords(request)?.happens ?? (isRecord ? "It's saved" : "It's sent");
  const isSaid = !isRecord && whenOnline(request, now) !== null;
  return mrkdwn`Your approval is the last one.${ownText(isSaid ? '' : ` ${happens} right away.`)}`;
}

/** What this person's approval brings about, or who is still needed after it, by the request's own requirements. `now` is epoch ms. */
export function afterThis(
  request: HelpdeskRequest,
  actor: Pick<Actor, 'userId' | 'name' | 'human' | 'roles' | 'knownRoles'>,
  now: number,
  foreseen: Foreseen = { hold: null, releasers: {} },
): Mrkdwn {
  return join([decides(request, actor, now, foreseen), arrivalText(request, now)], ' ');
}

function decides(
  request: HelpdeskRequest,
  actor: Parameters<typeof afterThis>[1],
  now: number,
  { hold, releasers }: Foreseen,
): Mrkdwn {
  const { requirements, approvals, requesterId, changes } = request;
  const { userId, name, human } = actor;
  const roles = approvingRoles(changes, actor);
  const theirs = { approverId: userId, approverName: name, human, roles, at: 0 };
  const progress = missingApprovals(requirements, [...approvals, theirs], requesterId);
  if (isApproved(progress) && hold) return willBeHeld(hold, request, releasers);
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
