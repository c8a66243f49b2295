import type { ModalView } from '@slack/types';
import type { DeviceView } from '../../helpdesk/device-view.ts';
import { context, divider, modal, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../block-kit/text.ts';
import { renderSharedDevice } from './shared-device.ts';

/** The confirm before a card is shared: exactly what everybody in the channel will see, and what they will not. */
export function shareModal(
  look: DeviceView,
  where: { readonly channelId: string },
  sharer: { readonly userId: string; readonly name: string },
  now: number,
): ModalView {
  const preview = renderSharedDevice(look, sharer, now).blocks.filter(({ type }) => type !== 'actions');
  return modal(
    'share',
    { deviceId: look.device.id, channelId: where.channelId },
    {
      title: 'Share to channel',
      submit: 'Share',
      close: 'Cancel',
      blocks: [
        section(mrkdwn`Everybody in this channel will see this:`),
        divider,
        ...preview,
        divider,
        context(mrkdwn`Not shown: e-mail, serial number, tags and location.`),
      ],
    },
  );
}
