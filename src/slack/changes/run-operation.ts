import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { loadingView, section } from '../block-kit/blocks.ts';
import { messageText } from '../block-kit/text.ts';
import { errorModal, logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import { actingHolders } from '../requests/approvers-text.ts';
import { endedView } from '../requests/request-modal.ts';
import { openOperation, operationContent } from './open-operation.ts';
import { isHarmless } from './operation-button.ts';
import { markShown, partText, resultText, waitForResult } from './submitted.ts';

/** One press, confirmed: reads and judges the device, sends, and shows the result where it was pressed. */
export const runOperation: ActionListener<'device.run'> = async (app, interaction, which) => {
  const { operation } = which;
  if (!isHarmless(operation)) return openOperation(app, interaction, which);
  if (!interaction.modal) return run(app, interaction, which, null);
  const { label } = operationNamed(operation);
  const window = await interaction.openModal(loadingView(label));
  await run(app, interaction, which, window).catch(async (error: unknown) => {
    if (!window) throw error;
    logFailure(app.ports.log, error);
    await window.update(errorModal(label, notice(error, null, interaction)));
  });
};

async function run(
  app: AppContext,
  interaction: Interaction,
  { operation, deviceId }: { readonly operation: OperationName; readonly deviceId: string },
  window: Awaited<ReturnType<Interaction['openModal']>>,
): Promise<void> {
  const actor = await interaction.actor('decide');
  const draft = await app.helpdesk.reviewRequest(actor, deviceId, [{ operation, params: {} }]);
  // The policy changed since the button was drawn.
  if (draft.decision.verdict !== 'allowed') {
    const which = { operation, deviceId };
    // The press's trigger is used up by the window that waits.
    if (!window) return openOperation(app, interaction, which);
    return fillModal(app.ports.log, interaction, window, {
      title: operationNamed(operation).label,
      content: (viewId) => operationContent(app, interaction, which, viewId),
    });
  }
  const viewId = interaction.pressId === null ? null : `press:${interaction.pressId}`;
  const submitted = await app.helpdesk.submitRequest(actor, draft, { reason: '', viewId });
  app.wake();
  const isOurs = submitted.kind !== 'already-open' && submitted.request !== null;
  const request = isOurs && submitted.request ? await waitForResult(app, submitted.request) : null;
  const policy = app.ports.policies.current();
  const said = request
    ? resultText(request, app.now(), actingHolders(policy, request))
    : partText(submitted, app.now(), { policy });
  const shown = window
    ? await window.redraw({
        ...endedView('Result', [said], submitted.request?.id ?? ''),
        clear_on_close: false,
      })
    : await interaction.reply({ text: messageText(said), blocks: [section(said)] }).then(() => true);
  if (shown && request) await markShown(app, [request]);
}
