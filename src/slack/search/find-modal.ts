import type { ModalView, PlainTextOption } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { Refusal } from '../../helpdesk/policy.ts';
import { TYPE_AHEAD_MS } from '../../helpdesk/timing.ts';
import {
  actions,
  button,
  context,
  loadingView,
  modal,
  option,
  plain,
  section,
  withAccessibleName,
} from '../block-kit/blocks.ts';
import { withRemarksView } from '../block-kit/card.ts';
import { platformName, relativeTime } from '../block-kit/format.ts';
import { type ActionValues, action } from '../block-kit/ids.ts';
import { foreignText, join, type Mrkdwn, messageText, mrkdwn, type Text } from '../block-kit/text.ts';
import { BLOCK_IDS, selectedOffer } from '../block-kit/view-state.ts';
import { parseCommand } from '../commands/parse.ts';
import { cardView } from '../devices/show-card.ts';
import { answerUnknownAction, errorModal, logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, OptionsListener, SubmissionListener } from '../listener-types.ts';
import { notice, refusedText } from '../notices.ts';
import { searchAndReply } from './search.ts';

/** How many devices the type-ahead offers: more than anybody reads while typing. */
const OFFERED = 25;

/**
 * The global shortcut: type, pick, and the device opens in the same modal.
 * @param trouble why nothing is offered just now
 */
export const findView = (trouble: Text | null = null): ModalView =>
  modal(
    'find',
    {},
    {
      title: 'Find a device',
      submit: 'Open',
      close: 'Cancel',
      blocks: [
        {
          type: 'input',
          block_id: BLOCK_IDS.find,
          dispatch_action: true,
          label: plain('Serial number, asset tag, device name or person', 200),
          element: {
            type: 'external_select',
            action_id: 'find.pick',
            min_query_length: 2,
            placeholder: plain('Type a part of it', 150),
            focus_on_load: true,
          },
        },
        ...(trouble === null ? [] : [section(trouble)]),
        context(
          mrkdwn`It searches the devices that you have permission to see and offers the best ${OFFERED}.`,
        ),
      ],
    },
  );

/** What the type-ahead offers, best first. `now` is epoch ms. */
export const findOptions = (devices: readonly Device[], now: number): PlainTextOption[] =>
  devices.slice(0, OFFERED).map((device) => {
    const name = join([withAccessibleName(device.name, 45), foreignText(device.serialNumber, 20)], ' · ');
    return option('find.pick', { deviceId: device.id, typed: '' }, name, about(device, now));
  });

const about = (device: Device, now: number) =>
  join(
    [
      foreignText(device.user?.name ?? 'unassigned', 30),
      foreignText(platformName(device.platform), 15),
      device.isRemoved
        ? 'removed'
        : device.agentCheckInAt === null
          ? ''
          : `last seen ${relativeTime(device.agentCheckInAt, now)}`,
    ],
    ' · ',
  );

const SLOW = 'Kandji is slow just now. Wait a moment, then type one more letter.';

type Offer = ActionValues<'find.pick'>;

const showFound = async (
  app: AppContext,
  interaction: Interaction,
  { deviceId, typed }: Offer,
): Promise<void> => {
  if (!interaction.modal) return answerUnknownAction(interaction);
  await fillModal(app.ports.log, interaction, interaction.modal, {
    title: 'Device',
    content: () =>
      deviceId === '' ? searchedView(app, interaction, typed) : cardView(app, interaction, { deviceId }),
  });
};

/** What was typed, searched for as by a command: at Kandji, too, where the index does not have it. */
async function searchedView(app: AppContext, interaction: Interaction, typed: string): Promise<ModalView> {
  const asTyped = `find ${typed}`;
  const line = parseCommand(asTyped, app.botUserId);
  if (!('query' in line) || !line.query) return findView();
  const goal = { query: line.query, typed: asTyped, notes: line.notes, next: 'card' } as const;
  const outcome = await searchAndReply(app, interaction, goal);
  if (outcome.kind === 'card') return modal('look-up', {}, { title: 'Devices', blocks: outcome.card.blocks });
  return withRemarksView(await cardView(app, interaction, { deviceId: outcome.device.id }), outcome.remarks);
}

/** *Open* of the find modal: the device appears in the same window, which says at once that it is on its way. */
export const openFound: SubmissionListener<'find'> = async (app, interaction, _values, { state }) => {
  const offer = selectedOffer(state);
  if (!offer) return { ack: { response_action: 'errors', errors: { find: 'Pick a device from the list.' } } };
  return {
    ack: { response_action: 'update', view: loadingView('Device') },
    after: () => showFound(app, interaction, offer),
  };
};

export const pickFound: ActionListener<'find.pick'> = async (app, interaction, offer) => {
  await interaction.modal?.update(loadingView('Device'));
  await showFound(app, interaction, offer);
};

/** What goes wrong while someone types stands below the field; a menu can only offer, and does not wait for that. */
export const suggestDevices: OptionsListener = async (app, interaction, typed) => {
  const troubled = (trouble: Text): readonly PlainTextOption[] => {
    interaction.modal
      ?.update(findView(trouble))
      .catch((error: unknown) =>
        app.ports.log.warn({ event: 'menu.reply_failed', err: error }, 'Could not say why a menu is empty'),
      );
    return [];
  };
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), TYPE_AHEAD_MS);
  const offering = offers(app, interaction, typed).catch((error: unknown) => {
    logFailure(app.ports.log, error);
    return troubled(notice(error, 'devices', interaction));
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
  const { first } = await app.helpdesk.searchDevices(await interaction.actor(), line.query, {
    nearMisses: false,
    typeAhead: true,
  });
  // A keystroke costs no call of Kandji: what the index does not have is asked for when that is picked.
  return first.devices.length === 0 && first.asOf !== null
    ? kandjiOption(typed.trim())
    : findOptions(first.devices, app.now());
}

/** Longer texts do not fit into an option. */
const kandjiOption = (typed: string): readonly PlainTextOption[] => {
  const offer = { deviceId: '', typed };
  if (action('find.pick').read(action('find.pick').value(offer))?.typed !== typed) return [];
  return [
    option(
      'find.pick',
      offer,
      mrkdwn`Search Kandji for “${foreignText(typed, 40)}”`,
      'Not in the device index',
    ),
  ];
};

/**
 * The search with type-ahead; where its trigger came too late, the way to it. It opens before anybody is judged, because a
 * trigger lives three seconds, and shows nothing yet; anyone who may look at nothing reads that in it.
 */
export async function openFind(app: AppContext, interaction: Interaction): Promise<void> {
  const [opened, refusal] = await Promise.all([interaction.openModal(findView()), whyNot(app, interaction)]);
  if (refusal && opened) return opened.update(errorModal('Find a device', refusal));
  if (refusal) return interaction.reply({ text: messageText(refusal), blocks: [section(refusal)] });
  if (opened) return;
  const late = `Slack was too slow to open the search. Press here, or type ${interaction.command} and what you look for.`;
  await interaction.reply({
    text: late,
    blocks: [section(late), ...actions([button('home.find', {}, 'Find a device')])],
  });
}

async function whyNot(app: AppContext, interaction: Interaction): Promise<Mrkdwn | null> {
  try {
    await app.helpdesk.requireLooker(await interaction.actor());
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Anyone who cannot be judged now is judged at the first letter.
    return error.code === 'not-now' ? null : refusedText(error, interaction);
  }
}
