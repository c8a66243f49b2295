import type { ModalView } from '@slack/types';
import { readingRecords } from '../../helpdesk/deadline.ts';
import type { Freeze, Unfreeze } from '../../helpdesk/limits/freeze-state.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import { button, modal, section } from '../block-kit/blocks.ts';
import { digest } from '../block-kit/payload-codec.ts';
import { bold, lines, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { REASON, reasonInput, typedReason } from '../block-kit/view-state.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener, SubmissionResponse } from '../listener-types.ts';
import { frozenText } from '../notices.ts';
import { besideField } from '../requests/field-errors.ts';
import { rememberView } from '../requests/view-guard.ts';
import { pressFreeze, pressStopped, submitFreeze } from './freeze.ts';
import { releasers, unfreezeBlocks, unfreezeDetails, unfreezeStatus } from './unfreeze-card.ts';

const UNFREEZE = 'Request unfreeze';

const approversOf = ({ ports }: AppContext, requesterId: string): Mrkdwn =>
  releasers(ports.policies.current(), [requesterId]);

/** `/kandji unfreeze <reason>`: asks for a second person. */
export const openUnfreezeForm = (app: AppContext, interaction: Interaction, reason: string): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: UNFREEZE,
    judge: async () => app.helpdesk.requireReleaser(await interaction.actor()),
    content: async (viewId) => {
      const freeze = await app.helpdesk.requireReleaser(await interaction.actor());
      const view = modal(
        'unfreeze.form',
        {},
        {
          title: UNFREEZE,
          submit: 'Request approval',
          close: 'Cancel',
          blocks: [
            section(mrkdwn`⛔ ${frozenText(freeze)}`),
            section(
              mrkdwn`⏳ ${bold('1 approval needed within 30 minutes:')} ${approversOf(app, interaction.userId)}\nUnfreezing sends nothing by itself.`,
            ),
            reasonInput('Reason', { initial: reason, hint: 'Your approver will see this.' }),
          ],
        },
      );
      return rememberView(app, interaction, { viewId, view });
    },
    again: button('unfreeze.open', {}, 'Open'),
  });

const pressUnfreeze: ActionListener<'unfreeze.open'> = (app, interaction) =>
  openUnfreezeForm(app, interaction, '');

const submitUnfreeze: SubmissionListener<'unfreeze.form'> = (app, interaction, _values, { state, viewId }) =>
  besideField(REASON, async () => {
    const verbs = app.helpdesk.by(interaction.deadline);
    const submission = { reason: typedReason(state), viewId };
    const before = await askedBefore(app, interaction, viewId);
    if (before) return before;
    const actor = await interaction.actor('decide');
    return orDoneBefore(
      async () => {
        const asked = await verbs.askUnfreeze(actor, submission);
        app.wake();
        return requested(app, asked);
      },
      () => askedBefore(app, interaction, viewId),
    );
  });

/** A second delivery beside the first is refused for what the first one did: then that is shown. */
async function orDoneBefore(
  act: () => Promise<SubmissionResponse>,
  before: () => Promise<SubmissionResponse | null>,
): Promise<SubmissionResponse> {
  try {
    return await act();
  } catch (error) {
    const answer = error instanceof Refusal ? await before().catch(() => null) : null;
    if (answer) return answer;
    throw error;
  }
}

const requested = (app: AppContext, asked: Unfreeze): SubmissionResponse =>
  ended(
    'Approval requested',
    lines([bold('Approval requested.'), unfreezeStatus(asked, approversOf(app, asked.requesterId))]),
  );

/** What this window has asked for already, when Slack delivers its submission again; `null` while it has not counted. */
async function askedBefore(
  app: AppContext,
  { userId, deadline }: Interaction,
  viewId: string,
): Promise<SubmissionResponse | null> {
  const row = await readingRecords(deadline, app.ports.store.views.get(viewId));
  if (row?.userId !== userId || row.usedAt === null) return null;
  const open = await readingRecords(deadline, app.ports.store.controls.pendingUnfreeze());
  return open?.requesterId === userId
    ? requested(app, open)
    : ended('Approval requested', mrkdwn`This was sent already, and it counts once.`);
}

type Asked = { readonly unfreezeId: string };
type Decision = 'approve' | 'deny';

const TITLES = { approve: 'Approve unfreeze', deny: 'Deny unfreeze' } as const;

const decisionView = (
  app: AppContext,
  decision: Decision,
  asked: Unfreeze,
  freeze: Freeze | null,
): ModalView =>
  modal(
    `unfreeze.${decision}`,
    { unfreezeId: asked.id },
    {
      title: TITLES[decision],
      ...(asked.state === 'pending' && {
        submit: decision === 'approve' ? 'Approve' : 'Deny',
        close: 'Back',
      }),
      blocks: [
        ...unfreezeBlocks(asked, freeze, approversOf(app, asked.requesterId)),
        ...(decision === 'deny'
          ? [reasonInput('Reason for denying', { hint: `${asked.requesterName} will see this.` })]
          : []),
      ],
    },
  );

const openDecision = (app: AppContext, interaction: Interaction, { unfreezeId }: Asked, decision: Decision) =>
  fillNewModal(app.ports.log, interaction, {
    title: TITLES[decision],
    content: async (viewId) => {
      const asked = await app.helpdesk.openUnfreeze(await interaction.actor('decide'), unfreezeId);
      return rememberView(app, interaction, {
        viewId,
        requestId: unfreezeId,
        view: decisionView(app, decision, asked, await app.ports.store.controls.freeze()),
      });
    },
    again: button(`unfreeze.${decision}`, { unfreezeId }, 'Open'),
  });

const pressApproveUnfreeze: ActionListener<'unfreeze.approve'> = (app, interaction, which) =>
  openDecision(app, interaction, which, 'approve');

const pressDenyUnfreeze: ActionListener<'unfreeze.deny'> = (app, interaction, which) =>
  openDecision(app, interaction, which, 'deny');

/** Counts once, from the person who saw it, while what was seen is what is there. */
async function submitDecision(
  app: AppContext,
  interaction: Interaction,
  { unfreezeId }: Asked,
  decision: Decision,
  { viewId, reason }: { readonly viewId: string; readonly reason: string },
): Promise<SubmissionResponse> {
  const verbs = app.helpdesk.by(interaction.deadline);
  const actor = await interaction.actor('decide');
  const [row, now, freeze] = await readingRecords(
    interaction.deadline,
    Promise.all([
      app.ports.store.views.get(viewId),
      verbs.showUnfreeze(actor, unfreezeId),
      app.ports.store.controls.freeze(),
    ]),
  );
  if (row?.userId !== interaction.userId || row.requestId !== unfreezeId)
    throw new Refusal('changed', 'I no longer know what this was about. Open it again.');
  if (row.usedAt !== null) return decided(app, now);
  if (row.digest !== digest(decisionView(app, decision, now, freeze))) return decided(app, now);
  const state = decision === 'approve' ? 'approved' : 'denied';
  return orDoneBefore(
    async () => {
      const asked = await verbs.decideUnfreeze(actor, unfreezeId, { state, reason, viewId });
      app.wake();
      return decided(app, asked);
    },
    async () => {
      const { store } = app.ports;
      const [used, asked] = await Promise.all([store.views.get(viewId), store.controls.unfreeze(unfreezeId)]);
      return used?.usedAt != null && asked ? decided(app, asked) : null;
    },
  );
}

const decided = (app: AppContext, asked: Unfreeze): SubmissionResponse =>
  ended('Unfreeze', unfreezeStatus(asked, approversOf(app, asked.requesterId)));

const ended = (title: string, said: Mrkdwn): SubmissionResponse => ({
  ack: {
    response_action: 'update',
    view: { ...modal('look-up', {}, { title, blocks: [section(said)] }), clear_on_close: true },
  },
});

const submitApproveUnfreeze: SubmissionListener<'unfreeze.approve'> = (app, interaction, which, { viewId }) =>
  submitDecision(app, interaction, which, 'approve', { viewId, reason: '' });

const submitDenyUnfreeze: SubmissionListener<'unfreeze.deny'> = (
  app,
  interaction,
  which,
  { viewId, state },
) =>
  besideField(REASON, () =>
    submitDecision(app, interaction, which, 'deny', { viewId, reason: typedReason(state) }),
  );

/** The requester takes it back. */
const pressCancelUnfreeze: ActionListener<'unfreeze.cancel'> = async (app, interaction, { unfreezeId }) => {
  const asked = await app.helpdesk.cancelUnfreeze(await interaction.actor('decide'), unfreezeId);
  app.wake();
  const blocks = [section(unfreezeStatus(asked, mrkdwn``))];
  await interaction.reply({ text: 'Canceled: unfreeze changes', blocks });
};

/** *Details* of one that has ended. */
const pressDetails: ActionListener<'unfreeze.details'> = (app, interaction, { unfreezeId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Unfreeze',
    content: async () => {
      const asked = await app.helpdesk.showUnfreeze(await interaction.actor(), unfreezeId);
      return modal('look-up', {}, { title: 'Unfreeze', blocks: unfreezeDetails(asked) });
    },
    again: button('unfreeze.details', { unfreezeId }, 'Details'),
  });

/** What of the route table is about a freeze and its end. */
export const FREEZE_ACTIONS = {
  'freeze.open': pressFreeze,
  'freeze.stopped': pressStopped,
  'unfreeze.open': pressUnfreeze,
  'unfreeze.approve': pressApproveUnfreeze,
  'unfreeze.deny': pressDenyUnfreeze,
  'unfreeze.cancel': pressCancelUnfreeze,
  'unfreeze.details': pressDetails,
};

export const FREEZE_VIEWS = {
  'freeze.form': submitFreeze,
  'unfreeze.form': submitUnfreeze,
  'unfreeze.approve': submitApproveUnfreeze,
  'unfreeze.deny': submitDenyUnfreeze,
};
