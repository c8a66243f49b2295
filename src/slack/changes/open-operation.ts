import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { button } from '../block-kit/blocks.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { openLost } from './lost-mode-modal.ts';
import { showReview } from './show-review.ts';
import { FORMS } from './update-fields.ts';
import { openUpdate } from './update-modal.ts';

/** Starts any operation on a device: its form where it has one, else its review. */
export async function openOperation(
  app: AppContext,
  interaction: Interaction,
  which: { readonly operation: OperationName; readonly deviceId: string },
): Promise<void> {
  const { operation, deviceId } = which;
  const { kind, label } = operationNamed(operation);
  if (kind === 'record') return openUpdate(app, interaction, { deviceId, assetTag: null });
  if (operation in FORMS) return openLost(app, interaction, { deviceId });
  await fillNewModal(app.ports.log, interaction, {
    title: label,
    content: async (viewId) => {
      const changes = [{ operation, params: {} }];
      const draft = await app.helpdesk.reviewRequest(await interaction.actor(), deviceId, changes);
      return showReview(app, interaction, viewId, {
        via: 'operation.review',
        draft,
        split: null,
        reason: '',
      });
    },
    again: button('device.operate', which, 'Open'),
  });
}
