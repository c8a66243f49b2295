import type { Button, ModalView } from '@slack/types';
import type { Device } from '../helpdesk/device.ts';
import { PANELS, type PanelName } from '../helpdesk/device-view.ts';
import { button, modal } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { NEXT_STEP_LABELS, PANEL_NOUNS } from './block-kit/format.ts';
import { choiceOperation, type NextStep } from './block-kit/ids.ts';
import { renderCan } from './can/can.ts';
import { operationContent } from './changes/open-operation.ts';
import { updateContent } from './changes/update-modal.ts';
import { cardFor, cardView } from './devices/show-card.ts';
import { fillNewModal } from './fill-modal.ts';
import { renderHistory } from './history/history.ts';
import type { AppContext, Interaction } from './interaction.ts';
import type { ActionListener } from './listener-types.ts';
import { lostOrReportContent, requireLost } from './lost-content.ts';
import { panelContent } from './panels/index.ts';
import { watchContent } from './watches/watches.ts';

/** Steps that are modals. */
export type ModalStep = Exclude<NextStep, 'card' | 'history' | 'can'>;

export const MODAL_TITLES: Readonly<Record<ModalStep, string>> = NEXT_STEP_LABELS;

/** What a modal of this step shows of one device. `rest` is what else was typed. */
export function contentOf(
  app: AppContext,
  interaction: Interaction,
  step: ModalStep,
  deviceId: string,
  rest: string,
) {
  return (viewId: string): Promise<ModalView> => {
    const operation = choiceOperation(step);
    if (operation) return operationContent(app, interaction, { operation, deviceId }, viewId);
    if (step === 'update')
      return updateContent(app, interaction, { deviceId, assetTag: rest || null }, viewId);
    if (step === 'watch') return watchContent(app, interaction, { deviceId }, viewId);
    if (step === 'lost') return lostOrReportContent(app, interaction, deviceId, viewId);
    return panelContent(app, interaction, { panel: step as PanelName, deviceId });
  };
}

/** Goes on only if what {@link contentOf} shows is more than a refusal, as far as that is known. Reads nothing at Kandji. @throws Refusal, recorded */
export async function requireStep(
  app: AppContext,
  interaction: Interaction,
  step: ModalStep,
  device: Device,
): Promise<void> {
  const actor = await interaction.actor();
  const operation = choiceOperation(step);
  if (operation && operation !== 'enable-lost-mode')
    return app.helpdesk.requireChange(actor, device, operation);
  if (step === 'update') await app.helpdesk.requireFields(actor, device);
  if (step === 'lost') await requireLost(app, actor);
}

/** True of a step that shows a panel. */
export const isPanel = (step: NextStep): step is PanelName => PANELS.some((panel) => panel === step);

/** Opens the same later. */
export const againButton = (next: NextStep, deviceId: string, rest: string): Button =>
  button('list.open', { next, deviceId, typed: rest }, 'Open');

/** What is a message in a conversation, and a modal where there is none: on Home, and on top of another modal. */
type SpokenStep = Exclude<NextStep, ModalStep>;

const SPOKEN_TITLES: Readonly<Record<SpokenStep, string>> = {
  card: 'Device',
  history: 'History',
  can: 'Check permission',
};

/** Goes on with a device that was picked from a list. */
export async function openNext(
  app: AppContext,
  interaction: Interaction,
  next: NextStep,
  deviceId: string,
  rest: string,
): Promise<void> {
  const isSpoken = next === 'card' || next === 'history' || next === 'can';
  if (isSpoken && interaction.channelId)
    return interaction.reply(await spoken(app, interaction, next, deviceId, rest));
  await fillNewModal(app.ports.log, interaction, {
    title: isSpoken ? SPOKEN_TITLES[next] : MODAL_TITLES[next],
    ...(isPanel(next) && { shows: PANEL_NOUNS[next] }),
    content: isSpoken
      ? () => spokenView(app, interaction, next, deviceId, rest)
      : contentOf(app, interaction, next, deviceId, rest),
    again: againButton(next, deviceId, rest),
  });
}

function spoken(
  app: AppContext,
  interaction: Interaction,
  step: SpokenStep,
  deviceId: string,
  rest: string,
): Promise<Card> {
  if (step === 'card') return cardFor(app, interaction, { deviceId });
  return step === 'history'
    ? renderHistory(app, interaction, { deviceId }, rest)
    : renderCan(app, interaction, deviceId, rest);
}

async function spokenView(
  app: AppContext,
  interaction: Interaction,
  step: SpokenStep,
  deviceId: string,
  rest: string,
) {
  if (step === 'card') return cardView(app, interaction, { deviceId });
  const { blocks } = await spoken(app, interaction, step, deviceId, rest);
  return modal('look-up', {}, { title: SPOKEN_TITLES[step], blocks });
}

/** A panel of a device, from a button that names both. */
export const openPanel: ActionListener<'device.panel'> = (app, interaction, { panel, deviceId }) =>
  openNext(app, interaction, panel, deviceId, '');
