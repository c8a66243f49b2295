import type { KnownBlock, ModalView } from '@slack/types';
import type { DeviceView } from '../../helpdesk/device-view.ts';
import { button, context, header, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { platformName, relativeTime, requestedAction, requestState } from '../block-kit/format.ts';
import {
  foreignText,
  instant,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';
import { partialErrorText } from '../notices.ts';
import { deviceAlarms } from './alarms.ts';
import { inventory, type Line } from './card.ts';
import { deviceActions, type Place } from './card-actions.ts';

/** Twelve lines are one look on a phone. */
const MOST_LINES = 12;

/**
 * Whose it is, is it alive, is it healthy, what can I do. `now` is epoch ms. Pure: drawn from what was read and stored.
 */
export function renderDeviceCard(look: DeviceView, now: number, place: Place = 'message'): Card {
  const wrong = deviceAlarms(look, now);
  const request = openRequest(look);
  const small = smallPrint(look, now);
  const room = MOST_LINES - 1 - wrong.length - (request ? 1 : 0) - small.length;
  const body = lines(fitted(inventory(look, now), room).map(({ text }) => text));
  return {
    text: messageText(join([title(look), ...wrong, body], ' · ')),
    blocks: [
      header(title(look)),
      ...(wrong.length > 0 ? [section(lines(wrong))] : []),
      section(body.plain),
      ...(request ? [request] : []),
      ...small.map((line) => context(line)),
      ...deviceActions(look, place),
    ],
  };
}

/** The same card as a modal, for the shortcuts. */
export const deviceView = (look: DeviceView, now: number): ModalView =>
  modal(
    'device',
    { deviceId: look.device.id },
    { title: 'Device', blocks: renderDeviceCard(look, now, 'modal').blocks },
  );

/** "Noor's MacBook Air · Mac". */
export const title = ({ device }: Pick<DeviceView, 'device'>): Mrkdwn =>
  mrkdwn`${withAccessibleName(device.name, 120)} · ${foreignText(platformName(device.platform), 25)}`;

/** Leaves out what matters least until the rest fits. */
function fitted(all: readonly Line[], room: number): readonly Line[] {
  if (all.length <= room) return all;
  const first = all.filter(({ drop }) => drop > 0).toSorted((one, other) => one.drop - other.drop)[0];
  return first === undefined
    ? all
    : fitted(
        all.filter((line) => line !== first),
        room,
      );
}

function openRequest({ openRequests, may }: DeviceView): KnownBlock | null {
  const [newest] = openRequests;
  if (newest === undefined) return null;
  const more = ownText(openRequests.length > 1 ? ` (+${openRequests.length - 1} more)` : '');
  const line = mrkdwn`Open request: ${foreignText(requestedAction(newest), 200)}, ${requestState(newest)}${more}`;
  const mayOpen = may.rights.includes('see-requests');
  return section(line, mayOpen ? button('request.open', { requestId: newest.id }, 'See request') : undefined);
}

/** What could not be read, and how old the rest is. At most three lines. */
function smallPrint({ details, status, fromCache, readAt }: DeviceView, now: number): readonly Mrkdwn[] {
  return [
    details.ok ? null : partialErrorText('details', details.error),
    status.ok ? null : partialErrorText('library items and parameters', status.error),
    fromCache
      ? mrkdwn`Kandji could not be asked just now: this is how it was at ${instant(readAt, 'time')}, ${relativeTime(readAt, now)}.`
      : null,
  ].filter((line) => line !== null);
}
