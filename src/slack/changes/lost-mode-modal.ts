import type { KnownBlock, ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed, type ParamsOf, problemWith } from '../../helpdesk/operations/index.ts';
import { buttonTitle } from '../../helpdesk/operations/titles.ts';
import type { LostModeForm } from '../../helpdesk/requests/prepare-lost-mode.ts';
import { deviceWord } from '../../helpdesk/text.ts';
import { button, divider, loadingView, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, foreignText, mrkdwn, type Text } from '../block-kit/text.ts';
import { logFailure } from '../errors.ts';
import { fillModal, fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { SubmissionListener } from '../listener-types.ts';
import { frozenText, notice } from '../notices.ts';
import { lostModeStateText } from '../panels/lost-mode.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import { openRequestBlocks, pendingCommandBlocks } from '../requests/open-requests.ts';
import { rememberView } from '../requests/view-guard.ts';
import { operationButton } from './operation-button.ts';
import { showReview } from './show-review.ts';
import { lostModeForm } from './update-fields.ts';
import { type FormDraft, writeDraft } from './update-modal.ts';

type LostWords = ParamsOf<'enable-lost-mode'>;

/**
 * The state of Lost Mode, and exactly what can be done about it now: turning it on by the form's submission, the rest by a
 * button each. `now` is epoch ms.
 */
export function lostView(look: LostModeForm, initial: LostWords, now: number): ModalView {
  const { device, possible } = look;
  const canEnable = possible.includes('enable-lost-mode');
  return modal(
    'lost.form',
    { deviceId: device.id },
    {
      title: 'Lost Mode',
      ...(canEnable && { submit: 'Review', close: 'Cancel' }),
      blocks: [
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)}`,
        ),
        ...(look.freeze === null ? [] : [section(mrkdwn`⛔ ${frozenText(look.freeze)}`)]),
        ...openRequestBlocks(look.openRequests, now),
        ...pendingCommandBlocks(look.pendingCommands, now),
        ...(look.never === null ? lostModeStateText({ ...look, now }) : [withoutLostMode(look.never, look)]),
        ...possible.filter((name) => name !== 'enable-lost-mode').map((name) => operationRow(name, look)),
        ...(canEnable ? [divider, section(bold('Turn on Lost Mode')), ...wordsOnScreen(initial)] : []),
      ],
    },
  );
}

/** Why there is no Lost Mode, and what can be done instead. */
function withoutLostMode(never: string, { device, canLock }: LostModeForm): KnownBlock {
  if (!canLock) return section(foreignText(never, 300));
  const lock = button('device.operate', { operation: 'lock', deviceId: device.id }, 'Lock…');
  return section(
    mrkdwn`${foreignText(never, 300)} You can lock this ${deviceWord(device.platform)} instead.`,
    lock,
  );
}

/** The form alone, with what was typed: after a review that could not be made. */
export const lostFormView = (deviceId: string, typed: LostWords, problem: Text): ModalView =>
  modal(
    'lost.form',
    { deviceId },
    {
      title: 'Lost Mode',
      submit: 'Review',
      close: 'Cancel',
      blocks: [section(problem), ...wordsOnScreen(typed)],
    },
  );

const wordsOnScreen = (initial: LostWords): readonly KnownBlock[] => lostModeForm.blocks(initial);

function operationRow(name: OperationName, { device, needsNoApproval }: LostModeForm): KnownBlock {
  const operation = operationNamed(name);
  const label = buttonTitle(operation);
  return section(
    foreignText(operation.consequence(device, {}) ?? label, 200),
    operationButton(name, device, { label, needsApproval: !needsNoApproval.includes(name) }),
  );
}

type Which = { readonly deviceId: string };

const NO_WORDS = { message: '', phone: '', footnote: '' };

/**
 * The Lost Mode modal of one device, with the policy file's templates in it.
 * @param instead what this person is shown of the device instead; `null`: nothing
 */
export async function lostContent(
  app: AppContext,
  interaction: Interaction,
  { deviceId }: Which,
  instead: (device: Device) => Promise<ModalView | null> = async () => null,
): Promise<ModalView> {
  const look = await app.helpdesk.prepareLostMode(await interaction.actor(), deviceId);
  const other = await instead(look.device);
  return other ?? lostView(look, app.ports.policies.current()?.lostMode ?? NO_WORDS, app.now());
}

/** The same after its review, with what was typed there and here. */
export async function lostFormAgain(
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  { deviceId, words, reason }: Which & { readonly words: LostWords; readonly reason: string },
): Promise<ModalView> {
  const look = await app.helpdesk.prepareLostMode(await interaction.actor(), deviceId);
  const view = lostView(look, words, app.now());
  return rememberView(app, interaction, { viewId, view, draft: writeDraft({ kind: 'lost', reason }) });
}

/** The reason that was typed in the review before. */
const keptReason = ({ draft }: { readonly draft: string | null }): string => {
  const kept = draft === null ? null : (JSON.parse(draft) as FormDraft);
  return kept?.kind === 'lost' ? kept.reason : '';
};

export const openLost = (app: AppContext, interaction: Interaction, which: Which): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Lost Mode',
    shows: 'Lost Mode',
    content: () => lostContent(app, interaction, which),
    again: button('device.lost', which, 'Open'),
  });

const OPERATION = 'enable-lost-mode';

/** *Review* of the Lost Mode form: the words are checked at once, the device is read after the ack. */
export const submitLost: SubmissionListener<'lost.form'> = async (
  app,
  interaction,
  { deviceId },
  { state },
) => {
  const typed = lostModeForm.typed(state);
  const problem = problemWith({ operation: OPERATION, params: typed });
  if (problem) return fieldErrors({ [lostModeForm.blockId]: problem });
  return {
    ack: { response_action: 'update', view: loadingView('Review') },
    after: () => review(app, interaction, deviceId, typed),
  };
};

async function review(
  app: AppContext,
  interaction: Interaction,
  deviceId: string,
  typed: LostWords,
): Promise<void> {
  const { modal } = interaction;
  if (!modal) return;
  const content = async (viewId: string) => {
    const changes = [{ operation: OPERATION, params: typed } as const];
    const draft = await app.helpdesk.reviewRequest(await interaction.actor(), deviceId, changes);
    const before = await app.ports.store.views.get(viewId);
    const reason = before?.userId === interaction.userId ? keptReason(before) : '';
    const review = { via: 'lost.review', draft, split: null, reason } as const;
    return showReview(app, interaction, viewId, review, { form: null, lost: typed });
  };
  await fillModal(app.ports.log, interaction, modal, {
    title: 'Review',
    typed: {
      form: async (_viewId, trouble) => lostFormView(deviceId, typed, trouble),
      texts: [typed.message, typed.phone, typed.footnote].filter((text) => text !== ''),
    },
    content: (viewId) =>
      content(viewId).catch((error: unknown) => {
        logFailure(app.ports.log, error);
        return lostFormView(deviceId, typed, notice(error, 'this device', interaction));
      }),
  });
}
