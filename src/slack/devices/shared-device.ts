import type { DeviceView } from '../../helpdesk/device-view.ts';
import { actions, button, context, header, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { osName } from '../block-kit/format.ts';
import { foreignText, join, lines, messageText, mrkdwn, userMention } from '../block-kit/text.ts';
import { deviceAlarms } from './alarms.ts';
import { title } from './card.ts';

/**
 * What a channel may see of a device: name, kind, whose by name, how it is. No e-mail, no serial number, no tags, no
 * location. *Open* shows the whole card to whoever presses it and may.
 */
export function renderSharedDevice(
  look: DeviceView,
  sharer: { readonly userId: string; readonly name: string },
  now: number,
): Card {
  const { device } = look;
  const wrong = deviceAlarms(look, now);
  const body = lines([
    foreignText(device.user?.name ?? 'Nobody is assigned', 80),
    join([foreignText(device.model, 80), foreignText(osName(device), 60)], ' · '),
  ]);
  return {
    text: messageText(join([title(look), ...wrong], ' · ')),
    blocks: [
      header(title(look)),
      ...(wrong.length > 0 ? [section(lines(wrong))] : []),
      section(body.plain),
      context(mrkdwn`Shared by ${userMention(sharer.userId, sharer.name)}. Open shows you what you may see.`),
      ...actions([button('device.open', { deviceId: device.id }, 'Open')]),
    ],
  };
}
