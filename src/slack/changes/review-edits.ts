import type { ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { Refusal } from '../../helpdesk/refusal.ts';
import type { EditedField } from '../../helpdesk/requests/review-update.ts';
import { bold, mrkdwn } from '../block-kit/text.ts';
import { fillModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import { logFailure } from '../log-failure.ts';
import { notice } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { currentValue, editsOf, typedText, type UpdateViewModel } from './form.ts';
import { showReview } from './show-review.ts';
import { showForm } from './update-content.ts';

/** Fills the modal with the review; whatever is in the way, the form comes back with everything that was typed. */
export async function reviewEdits(
  room: AppContext,
  press: Interaction,
  scene: UpdateViewModel,
): Promise<void> {
  const { modal } = press;
  if (!modal) return;
  await fillModal(room.ports.log, press, modal, {
    title: 'Review',
    typed: {
      form: (viewId, trouble) => showForm(room, press, viewId, scene, trouble),
      told: typedText(scene.typed),
    },
    content: (viewId) =>
      reviewed(room, press, viewId, scene).catch(async (error: unknown) => {
        logFailure(room.ports.log, error);
        // The form shows the device again: not to somebody who may no longer look at it.
        if (error instanceof Refusal)
          await room.helpdesk.requireFields(await press.actor(), scene.updatable.device);
        const trouble = notice(error, { what: 'this device', reference: press.ref, command: press.command });
        return showForm(room, press, viewId, scene, trouble);
      }),
  });
}

async function reviewed(
  room: AppContext,
  press: Interaction,
  viewId: string,
  scene: UpdateViewModel,
): Promise<ModalView> {
  const { updatable, typed } = scene;
  const form = { shown: currentValue(updatable.device), edits: editsOf(typed) };
  const result = await room.helpdesk.reviewUpdate(await press.actor(), updatable.device.id, form);
  if (result.kind === 'conflict')
    return showForm(
      room,
      press,
      viewId,
      {
        updatable: { ...updatable, device: result.device },
        typed,
        conflicts: Object.fromEntries(
          result.fields.map((field) => [field, nowAtKandji(field, result.device)]),
        ),
      },
      mrkdwn`⚠️ ${bold('Somebody changed this device meanwhile.')} Nothing was sent. What Kandji has now stands below what you typed.`,
    );
  const { draft, split } = result;
  return showReview(room, press, viewId, { via: 'update.review', draft, split, reason: '' }, scene);
}

function nowAtKandji(field: EditedField, { blueprint, user, assetTag }: Device): string {
  const now = {
    blueprintId: blueprint?.name ?? 'none',
    userId: user?.name ?? 'nobody',
    assetTag: assetTag ?? 'none',
  }[field];
  return `⚠️ At Kandji this is now: ${now}`;
}
