import type { PlainTextOption } from '@slack/types';
import { TYPE_AHEAD_MS } from '../../helpdesk/timing.ts';
import { loadingView } from '../block-kit/loading-modal.ts';
import type { Text } from '../block-kit/text.ts';
import { selectedDevice } from '../block-kit/view-state.ts';
import { parseCommand } from '../commands/parse.ts';
import { cardView } from '../devices/show-card.ts';
import { logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { ActionListener, OptionsListener, SubmissionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { answerUnknownAction } from '../stale.ts';
import { findOptions, findView } from './find-modal.ts';

const SLOW = 'Kandji is slow just now. Wait a moment, then type one more letter.';

const showFound = async (app: AppContext, interaction: Interaction, deviceId: string): Promise<void> => {
  if (!interaction.modal) return answerUnknownAction(interaction);
  await fillModal(app.ports.log, interaction, interaction.modal, {
    title: 'Device',
    content: () => cardView(app, interaction, { deviceId }),
  });
};

/** *Open* of the find modal: the device appears in the same window, which says at once that it is on its way. */
export const openFound: SubmissionListener<'find'> = async (app, interaction, _values, { state }) => {
  const deviceId = selectedDevice(state);
  if (!deviceId)
    return { ack: { response_action: 'errors', errors: { find: 'Pick a device from the list.' } } };
  return {
    ack: { response_action: 'update', view: loadingView('Device') },
    after: () => showFound(app, interaction, deviceId),
  };
};

export const pickFound: ActionListener<'find.pick'> = async (app, interaction, { deviceId }) => {
  await interaction.modal?.update(loadingView('Device'));
  await showFound(app, interaction, deviceId);
};

/** What goes wrong while somebody types stands below the field; a menu can only offer, and does not wait for that. */
export const suggestDevices: OptionsListener = async (app, interaction, typed) => {
  const troubled = (trouble: Text): readonly PlainTextOption[] => {
    interaction.modal
      ?.update(findView(trouble))
      .catch((error: unknown) => app.ports.log.warn({ error }, 'why a menu is empty could not be said'));
    return [];
  };
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), TYPE_AHEAD_MS);
  const offering = offers(app, interaction, typed).catch((error: unknown) => {
    logFailure(app.ports.log, error);
    return troubled(
      notice(error, { what: 'devices', reference: interaction.ref, command: interaction.command }),
    );
  });
  const offered = await Promise.race([offering, late.promise]).finally(() => clearTimeout(timer));
  return offered === 'late' ? troubled(SLOW) : offered;
};

async function offers(
  app: AppContext,
  interaction: Interaction,
  typed: string,
): Promise<readonly PlainTextOption[]> {
  const line = parseCommand(`find ${typed}`, app.botUserId);
  if (!('query' in line) || !line.query) return [];
  const { first } = await app.helpdesk.lookFor(await interaction.actor(), line.query, { nearMisses: false });
  return findOptions(first.devices, app.now());
}
