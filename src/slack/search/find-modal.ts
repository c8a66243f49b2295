import type { ModalView, PlainTextOption } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { context, modal, option, plain, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName, relativeTime } from '../block-kit/format.ts';
import { foreignText, join, mrkdwn, type Text } from '../block-kit/text.ts';
import { BLOCK_IDS } from '../block-kit/view-state.ts';

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
        context(mrkdwn`It searches the whole fleet and offers the best ${OFFERED}.`),
      ],
    },
  );

/** What the type-ahead offers, best first. `now` is epoch ms. */
export const findOptions = (devices: readonly Device[], now: number): PlainTextOption[] =>
  devices.slice(0, OFFERED).map((device) => {
    const name = join([withAccessibleName(device.name, 45), foreignText(device.serialNumber, 20)], ' · ');
    return option('find.pick', { deviceId: device.id }, name, about(device, now));
  });

const about = (device: Device, now: number) =>
  join(
    [
      foreignText(device.user?.name ?? 'nobody assigned', 30),
      foreignText(platformName(device.platform), 15),
      device.isRemoved
        ? 'removed'
        : device.agentCheckInAt === null
          ? ''
          : `seen ${relativeTime(device.agentCheckInAt, now)}`,
    ],
    ' · ',
  );
