import type { PlainTextOption } from '@slack/types';
import { TYPE_AHEAD_MS } from '../../helpdesk/timing.ts';
import { loadingView } from '../block-kit/loading-modal.ts';
import type { Text } from '../block-kit/text.ts';
import { selectedDevice } from '../block-kit/view-state.ts';
import { parseCommand } from '../commands/parse.ts';
import { cardView } from '../devices/show-card.ts';
import { fillModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import type { ActionListener, OptionsListener, SubmissionListener } from '../listener-types.ts';
import { logFailure } from '../log-failure.ts';
import { notice } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { answerUnknownAction } from '../stale.ts';
import { findOptions, findView } from './find-modal.ts';

const SLOW = 'Kandji is slow just now. Wait a moment, then type one more letter.';

const showFound = async (room: AppContext, press: Interaction, deviceId: string): Promise<void> => {
  if (!press.modal) return answerUnknownAction(press);
  await fillModal(room.ports.log, press, press.modal, {
    title: 'Device',
    content: () => cardView(room, press, { deviceId }),
  });
};

/** *Open* of the find modal: the device appears in the same window, which says at once that it is on its way. */
export const openFound: SubmissionListener<'find'> = async (room, press, _values, { state }) => {
  const deviceId = selectedDevice(state);
  if (!deviceId)
    return { ack: { response_action: 'errors', errors: { find: 'Pick a device from the list.' } } };
  return {
    ack: { response_action: 'update', view: loadingView('Device') },
    after: () => showFound(room, press, deviceId),
  };
};

export const pickFound: ActionListener<'find.pick'> = async (room, press, { deviceId }) => {
  await press.modal?.update(loadingView('Device'));
  await showFound(room, press, deviceId);
};

/** What goes wrong while somebody types stands below the field; a menu can only offer, and does not wait for that. */
export const suggestDevices: OptionsListener = async (room, press, typed) => {
  const troubled = (trouble: Text): readonly PlainTextOption[] => {
    press.modal
      ?.update(findView(trouble))
      .catch((error: unknown) => room.ports.log.warn({ error }, 'why a menu is empty could not be said'));
    return [];
  };
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), TYPE_AHEAD_MS);
  const offering = offers(room, press, typed).catch((error: unknown) => {
    logFailure(room.ports.log, error);
    return troubled(notice(error, { what: 'devices', reference: press.ref, command: press.command }));
  });
  const offered = await Promise.race([offering, late.promise]).finally(() => clearTimeout(timer));
  return offered === 'late' ? troubled(SLOW) : offered;
};

async function offers(
  room: AppContext,
  press: Interaction,
  typed: string,
): Promise<readonly PlainTextOption[]> {
  const line = parseCommand(`find ${typed}`, room.botUserId);
  if (!('query' in line) || !line.query) return [];
  const { first } = await room.helpdesk.lookFor(await press.actor(), line.query, { nearMisses: false });
  return findOptions(first.devices, room.now());
}
