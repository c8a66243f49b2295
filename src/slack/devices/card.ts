import type { KnownBlock, ModalView } from '@slack/types';
import type { Device, DeviceDetails } from '../../helpdesk/device.ts';
import type { DeviceView } from '../../helpdesk/device-view.ts';
import { button, context, header, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import {
  countNoun,
  osName,
  platformName,
  relativeTime,
  requestedAction,
  requestState,
  shortList,
} from '../block-kit/format.ts';
import {
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  type Text,
} from '../block-kit/text.ts';
import { partialErrorText } from '../notices.ts';
import { deviceAlarms, problemNames } from './alarms.ts';
import { deviceActions, type Place } from './card-actions.ts';

/** Lines of the card's body in reading order; `drop` says which may go first when the card is too long (0: none). */
interface Line {
  readonly text: Mrkdwn;
  readonly drop: number;
}

/** The inventory of one device: whose it is, what it is, when it was heard of. Nothing that does not apply. */
function inventory(look: DeviceView, now: number): readonly Line[] {
  const { device } = look;
  const details = look.details.ok ? look.details.value : null;
  const all: readonly (readonly [Mrkdwn | null, number])[] = [
    [person(device), 0],
    [dots([foreignText(device.serialNumber, 60), foreignText(device.assetTag ?? '', 60)]), 0],
    [dots([foreignText(device.model, 80), foreignText(osName(device), 60)]), 2],
    [belongs(device), 3],
    [checkIns(device, details, now), 0],
    [protection(device, details), 0],
    [app(device, details), 1],
    [problems(look), 0],
  ];
  return all.flatMap(([text, drop]) => (text === null || text.plain === '' ? [] : [{ text, drop }]));
}

const dots = (texts: readonly Text[]): Mrkdwn => join(texts, ' · ');

function person({ user }: Device): Mrkdwn {
  if (user === null) return mrkdwn`Nobody is assigned`;
  const who = dots([foreignText(user.name, 80), foreignText(user.email, 100)]);
  return user.archived ? mrkdwn`${who}   (⚠️ account archived)` : who;
}

function belongs({ blueprint, tags }: Device): Mrkdwn {
  const shown = (tags ?? []).map((tag) => foreignText(tag, 40));
  return dots([blueprint === null ? 'No blueprint' : foreignText(blueprint.name, 80), shortList(shown, 4)]);
}

/**
 * iPhones, iPads and Apple TVs answer by MDM only. Where there is no agent, Kandji's own `last_check_in` is what it is: Android
 * has nothing else (vendor's example, November 2026).
 */
function checkIns(device: Device, details: DeviceDetails | null, now: number): Mrkdwn {
  const mdm = details?.mdmCheckInAt ?? null;
  const byMdmOnly = ['iPhone', 'iPad', 'AppleTV'].includes(device.platform);
  if (byMdmOnly) return mrkdwn`MDM ${when(mdm ?? device.agentCheckInAt, now)}`;
  const heard = device.agentCheckInAt;
  if (device.agentInstalled !== false)
    return dots([`Agent ${when(heard, now)}`, mdm === null ? '' : `MDM ${when(mdm, now)}`]);
  const last = mdm === null || (heard !== null && heard > mdm) ? `Last check-in ${when(heard, now)}` : '';
  return dots([
    last,
    mdm === null ? '' : `MDM ${when(mdm, now)}`,
    hasAgent(device) ? 'agent not installed' : '',
  ]);
}

const hasAgent = ({ platform }: Device): boolean => platform === 'Mac' || platform === 'Windows';

const when = (at: number | null, now: number): string => (at === null ? 'never' : relativeTime(at, now));

/** FileVault where it exists, else what Lost Mode hangs on. */
function protection(device: Device, details: DeviceDetails | null): Mrkdwn | null {
  if (details === null) return null;
  if (details.encrypted === true)
    return mrkdwn`Encrypted${ownText(details.hasPasscode ? ' · passcode set' : '')}`;
  if (details.filevault !== null) {
    const { on, keyStored } = details.filevault;
    return on ? mrkdwn`FileVault on · ${keyStored ? 'key stored' : 'key not stored'}` : mrkdwn`FileVault off`;
  }
  const isMobile = ['iPhone', 'iPad'].includes(device.platform);
  if (!isMobile || details.supervised === null || device.isRemoved) return null;
  return details.supervised
    ? mrkdwn`Supervised: Lost Mode is possible`
    : mrkdwn`Not supervised: Lost Mode is not possible`;
}

function app(device: Device, details: DeviceDetails | null): Mrkdwn | null {
  if (details === null) return null;
  const { storage, startedUp, activationLock } = details;
  const mobile = ['iPhone', 'iPad'].includes(device.platform);
  return dots([
    mobile && activationLock !== null ? `Activation Lock ${activationLock ? 'on' : 'off'}` : '',
    storage === null
      ? ''
      : mobile
        ? `${gb(storage.freeGb)} GB free`
        : `${gb(storage.freeGb)} of ${gb(storage.totalGb)} GB free`,
    startedUp === null ? '' : foreignText(upFor(startedUp), 40),
  ]);
}

const gb = (size: number): string => Math.round(size).toLocaleString('en-US');

/** Kandji's "3 weeks ago" as "up 3 weeks"; other words as they are. */
const upFor = (startedUp: string): string =>
  / ago$/u.test(startedUp) ? `up ${startedUp.slice(0, -4)}` : `started ${startedUp}`;

/** The worst by name, the rest by number, healthy ones not at all. */
function problems(look: DeviceView): Mrkdwn | null {
  const names = problemNames(look);
  if (names === null || !look.status.ok) return null;
  const all = [...look.status.value.libraryItems, ...look.status.value.parameters];
  const number = (group: string) => all.filter((item) => item.group === group).length;
  const [attention, progress, other] = [number('attention'), number('in-progress'), number('other')];
  return dots([
    names.length === 0
      ? 'Problems: none'
      : mrkdwn`Problems: ${shortList(
          names.map((name) => foreignText(name, 50)),
          2,
        )}`,
    attention === 0 ? '' : `${attention.toLocaleString('en-US')} to look at`,
    progress === 0 ? '' : `${progress.toLocaleString('en-US')} in progress`,
    other === 0 ? '' : countNoun(other, 'unknown status', 'unknown statuses'),
  ]);
}

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
      ? mrkdwn`Kandji could not be asked just now: this is how it was at ${dateText(readAt, 'time')}, ${relativeTime(readAt, now)}.`
      : null,
  ].filter((line) => line !== null);
}
