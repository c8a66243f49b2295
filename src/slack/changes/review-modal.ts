import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { LimitReached } from '../../helpdesk/limits/ledger.ts';
import { confirmationOf } from '../../helpdesk/operations/confirmation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { buttonTitle } from '../../helpdesk/operations/titles.ts';
import type { SplitChanges } from '../../helpdesk/requests/prepare-update.ts';
import type { ChangeDraft } from '../../helpdesk/requests/review-request.ts';
import { joinList } from '../../helpdesk/text.ts';
import { actions, button, modal, plain, section } from '../block-kit/blocks.ts';
import { bold, capitalize, foreignText, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { reasonInput, textInput } from '../block-kit/view-state.ts';
import { type Holders, needsText, noApproverText } from '../requests/approvers-text.ts';
import { changeBlocks } from '../requests/change-blocks.ts';
import { wouldBeHeld } from '../requests/hold-text.ts';
import { openRequestBlocks, pendingCommandBlocks } from '../requests/open-requests.ts';
import { requestText } from '../requests/request-text.ts';
import { isHarmless } from './operation-button.ts';
import { windowTitle } from './window-title.ts';

/** A change as its requester reviews it before it is sent. */
export interface ReviewViewModel {
  /** Which form it came from. */
  readonly via: 'update.review' | 'lost.review' | 'operation.review';
  readonly draft: ChangeDraft;
  /** The same in two, where only some of it needs approval. */
  readonly split: SplitChanges | null;
  /** What stands in the reason at first. */
  readonly reason: string;
  /** The safety limit that would hold it now. */
  readonly hold?: LimitReached | null;
  /** Why no one can approve it; `null`: someone can, or it is not known. */
  readonly blocked?: string | null;
  /** Who holds each role, to be mentioned, who releases what a limit holds, and who requests. */
  readonly approvers?: {
    readonly holders: Holders;
    readonly releasers?: Holders;
    readonly requesterId: string;
  };
  /** There is a form to go back to. */
  readonly canGoBack?: boolean;
}

const REST = 'rest';

/** Before → after, what it will mean, who must approve; its submission asks for it, or does it at once. */
export function reviewView(review: ReviewViewModel): ModalView {
  const { draft, split, reason } = review;
  const waits = draft.decision.verdict === 'needs-approval';
  const blocks = [
    section(mrkdwn`${sign(draft)}${bold(capitalize(requestText(draft)))}`),
    ...openRequestBlocks(draft.openRequests ?? [], draft.snapshot.takenAt),
    ...pendingCommandBlocks(draft.pendingCommands ?? [], draft.snapshot.takenAt),
    ...changeBlocks(withOpenRequests(draft), draft.snapshot.takenAt),
    verdictBlock(review),
    ...(review.hold ? [section(wouldBeHeld(review.hold, review.approvers?.releasers ?? {}))] : []),
    ...(split && waits ? [restInput(split)] : []),
    ...reasonField(draft, reason),
    ...confirmationInput(draft),
    ...(review.canGoBack ? backTo(draft.deviceId) : []),
  ];
  return frame(review, {
    title: reviewTitle(draft),
    submit: waits ? 'Request approval' : actionOf(draft),
    close: 'Cancel',
    blocks,
  });
}

/** None for what is harmless and runs at once: from a menu, which can carry no confirm dialog, that is one press. */
function reasonField(draft: ChangeDraft, initial: string): KnownBlock[] {
  if (draft.decision.verdict === 'needs-approval')
    return [reasonInput('Reason', { initial, hint: 'Your approver will see this.' })];
  return runsByOnePress(draft)
    ? []
    : [reasonInput('Reason', { initial, optional: true, hint: 'Saved in the audit log.' })];
}

const runsByOnePress = ({ decision, changes }: Pick<ChangeDraft, 'decision' | 'changes'>): boolean =>
  decision.verdict === 'allowed' && changes.every(({ operation }) => isHarmless(operation));

/** Before what can't be undone, that nothing else is open on the device; what is stands at the top. It is never stored. */
const withOpenRequests = (draft: ChangeDraft): ChangeDraft =>
  isIrreversible(draft) && (draft.openRequests ?? []).length === 0
    ? { ...draft, consequences: [...draft.consequences, 'Open requests: none.'] }
    : draft;

const isIrreversible = ({ changes }: Pick<ChangeDraft, 'changes'>): boolean =>
  changes.some(({ operation }) => operationNamed(operation).risk === 'irreversible');

/** In front of what can't be undone. */
const sign = (draft: ChangeDraft): Mrkdwn => ownText(isIrreversible(draft) ? '⚠️ ' : '');

/** "Review: erase Mac": what can't be undone is named where it stays in sight. */
function reviewTitle(draft: ChangeDraft): string {
  const { changes, snapshot } = draft;
  const [only] = changes.map(({ operation }) => operationNamed(operation));
  if (only && runsByOnePress(draft)) return only.label;
  if (only?.menu !== 'security') return 'Review';
  const title = windowTitle(only, snapshot.device);
  return `Review: ${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
}

/** Block id of the field in which the requester names the device. */
export const CONFIRMATION = 'confirmation';

function confirmationInput({ snapshot, changes }: ChangeDraft): KnownBlock[] {
  const confirmation = confirmationOf(snapshot.device, changes);
  return confirmation === null
    ? []
    : [textInput(CONFIRMATION, confirmation.asks, { most: 200, hint: confirmation.hint })];
}

/** The button names what it does: "Save changes", "Turn on Lost Mode". */
function actionOf({ changes }: ChangeDraft): string {
  const [only, ...others] = changes.map(({ operation }) => operationNamed(operation));
  if (!only || others.length > 0 || only.kind === 'record') return 'Save changes';
  return buttonTitle(only);
}

type Look = Parameters<typeof modal>[2];

function frame({ via, draft }: ReviewViewModel, look: Look): ModalView {
  const { deviceId, changes } = draft;
  const [first] = changes;
  if (via === 'operation.review' && first) return modal(via, { deviceId, operation: first.operation }, look);
  return modal(via === 'lost.review' ? via : 'update.review', { deviceId }, look);
}

function verdictBlock({ draft: { decision }, approvers, blocked }: ReviewViewModel): KnownBlock {
  if (blocked) return section(noApproverText(blocked));
  if (decision.verdict === 'needs-approval')
    return section(needsText(decision.requirements, approvers?.requesterId ?? '', approvers?.holders));
  if (decision.verdict === 'refused')
    return section(mrkdwn`⛔ ${bold('Not allowed.')} ${foreignText(decision.reason, 400)}`);
  return section(bold('No approval needed.'));
}

const fieldsOf = ({ differences }: ChangeDraft): string =>
  joinList(
    differences.map(({ label }) => label.toLowerCase()),
    'and',
  );

function restInput({ now, later }: SplitChanges): InputBlock {
  const label = `Save ${fieldsOf(now)} now, request approval for ${fieldsOf(later)} only`;
  return {
    type: 'input',
    block_id: REST,
    optional: true,
    label: plain('Save the rest now', 200),
    element: {
      type: 'checkboxes',
      action_id: REST,
      options: [{ text: plain(label, 75), value: 'now' }],
    },
  };
}

/** Whether the part that needs no approval is to be saved at once. */
export function wantsRestNow(values: unknown): boolean {
  const element = (values as Record<string, Record<string, unknown> | undefined> | null)?.[REST]?.[REST];
  const { selected_options: options } = (element ?? {}) as { selected_options?: unknown };
  return Array.isArray(options) && options.length > 0;
}

const backTo = (deviceId: string): KnownBlock[] =>
  actions([button('update.back', { deviceId }, 'Back to the form')]);
