import type { ModalView } from '@slack/types';
import { foundIn, takerOf } from '../../helpdesk/cases/case.ts';
import type { Device, DeviceDetails } from '../../helpdesk/device.ts';
import type { DeviceView } from '../../helpdesk/device-view.ts';
import { button, context, header, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun, osName, platformName, relativeTime, shortList } from '../block-kit/format.ts';
import {
  bold,
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
import { caseTitle, nameOf } from '../cases/case-text.ts';
import { messageLine } from '../messages/message-text.ts';
import { mdmErrorText } from '../notices.ts';
import { openRequestBlocks } from '../requests/open-requests.ts';
import { watchingText } from '../watches/watch-text.ts';
import { deviceAlarms, problemNames } from './alarms.ts';
import { deviceActions, type Place } from './card-actions.ts';

/** Lines of the card's body in reading order; `drop` says which may go first when the card is too long (0: none). */
interface Line {
  readonly text: Mrkdwn;
  readonly drop: number;
}

/** The inventory of one device: assigned to, model, last check-ins. Nothing that does not apply. */
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
  if (user === null) return mrkdwn`Unassigned`;
  const who = dots([foreignText(user.name, 80), foreignText(user.email, 100)]);
  return user.archived ? mrkdwn`${who} · account archived` : who;
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
  if (byMdmOnly) return mrkdwn`Last seen ${when(mdm ?? device.agentCheckInAt, now)}`;
  const agent = device.agentCheckInAt;
  if (device.agentInstalled !== false)
    return dots([`Agent ${when(agent, now)}`, mdm === null ? '' : `MDM ${when(mdm, now)}`]);
  const last = mdm === null || (agent !== null && agent > mdm) ? `Last seen ${when(agent, now)}` : '';
  return dots([
    last,
    mdm === null ? '' : `MDM ${when(mdm, now)}`,
    hasAgent(device) ? 'agent not installed' : '',
  ]);
}

const hasAgent = ({ platform }: Device): boolean => platform === 'Mac' || platform === 'Windows';

const when = (at: number | null, now: number): string => (at === null ? 'never' : relativeTime(at, now));

/** FileVault where it exists, else why Lost Mode is not possible. */
function protection(device: Device, details: DeviceDetails | null): Mrkdwn | null {
  if (details === null) return null;
  if (details.encrypted === true)
    return mrkdwn`Encrypted${ownText(details.hasPasscode ? ' · passcode set' : '')}`;
  if (details.filevault !== null) {
    const { on, keyStored } = details.filevault;
    return on ? mrkdwn`FileVault on · ${keyStored ? 'key stored' : 'key not stored'}` : mrkdwn`FileVault off`;
  }
  const isMobile = ['iPhone', 'iPad'].includes(device.platform);
  return isMobile && details.supervised === false && !device.isRemoved
    ? mrkdwn`Not supervised: no Lost Mode`
    : null;
}

function app(device: Device, details: DeviceDetails | null): Mrkdwn | null {
  if (details === null) return null;
  const { storage, uptime, activationLock } = details;
  const mobile = ['iPhone', 'iPad'].includes(device.platform);
  return dots([
    mobile && activationLock !== null ? `Activation Lock ${activationLock ? 'on' : 'off'}` : '',
    storage === null
      ? ''
      : mobile
        ? `${gb(storage.freeGb)} GB free`
        : `${gb(storage.freeGb)} of ${gb(storage.totalGb)} GB free`,
    uptime === null ? '' : foreignText(`${uptime.kind === 'for' ? 'up' : 'started'} ${uptime.words}`, 40),
  ]);
}

const gb = (size: number): string => Math.round(size).toLocaleString('en-US');

/** The worst by name, the rest by number; what is OK only when everything is. */
function problems(look: DeviceView): Mrkdwn | null {
  const names = problemNames(look);
  if (names === null || !look.status.ok) return null;
  const all = [...look.status.value.libraryItems, ...look.status.value.parameters];
  const number = (group: string) => all.filter((item) => item.group === group).length;
  const [attention, progress, other] = [number('attention'), number('in-progress'), number('other')];
  if (names.length + attention + progress + other === 0)
    return all.length === 0 ? null : mrkdwn`Library items OK`;
  return dots([
    names.length === 0
      ? ''
      : mrkdwn`Failed: ${shortList(
          names.map((name) => foreignText(name, 50)),
          2,
        )}`,
    attention === 0
      ? ''
      : `${attention.toLocaleString('en-US')} ${attention === 1 ? 'needs' : 'need'} attention`,
    progress === 0 ? '' : `${progress.toLocaleString('en-US')} in progress`,
    other === 0 ? '' : countNoun(other, 'unknown status', 'unknown statuses'),
  ]);
}

/** Twelve lines are one look on a phone. */
const MOST_LINES = 12;

/**
 * Who it is assigned to, when it was last seen, what is wrong, what can be done. `now` is epoch ms. Pure: drawn from what was
 * read and stored.
 */
export function renderDeviceCard(look: DeviceView, now: number, place: Place = 'message'): Card {
  const wrong = [...caseAlarm(look), ...deviceAlarms(look, now)];
  const requests = openRequestBlocks(look.openRequests, now);
  const small = smallPrint(look, now);
  const room = MOST_LINES - 1 - wrong.length - requests.length - small.length;
  const body = lines(fitted(inventory(look, now), room).map(({ text }) => text));
  return {
    text: messageText(join([title(look), ...wrong, body], ' · ')),
    blocks: [
      header(title(look)),
      ...(wrong.length > 0 ? [section(lines(wrong), caseButton(look))] : []),
      ...requests,
      section(body.plain),
      ...small.map((line) => context(line)),
      ...deviceActions(look, place),
    ],
  };
}

/** That it is reported lost, to who may work on that. Stands on their card alone, never on a shared one. */
const caseAlarm = ({ lostCase: one }: DeviceView): readonly Mrkdwn[] => {
  if (!one) return [];
  const taker = takerOf(one);
  const who = foundIn(one) ? 'said to be found' : taker ? nameOf(taker.name) : 'not taken yet';
  return [mrkdwn`🔴 ${bold(`Reported ${one.report.kind}`)} ${dateText(one.createdAt)} · ${who}`];
};

const caseButton = ({ lostCase: one }: DeviceView) =>
  one &&
  button('case.details', { caseId: one.id }, 'Open case', { says: mrkdwn`Open case: ${caseTitle(one)}` });

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

/** What could not be read, and how old the rest is; what the person waits for, and what was asked. At most five lines. */
function smallPrint(
  { details, status, fromCache, readAt, admins, watching, message }: DeviceView,
  now: number,
): readonly Mrkdwn[] {
  return [
    details.ok ? null : mdmErrorText('details', details.error, admins),
    status.ok ? null : mdmErrorText('library items and parameters', status.error, admins),
    watching ? watchingText(watching) : null,
    message ? messageLine(message) : null,
    fromCache
      ? mrkdwn`As of ${dateText(readAt, 'time')}, ${relativeTime(readAt, now)}: Kandji can't be read right now.`
      : null,
  ].filter((line) => line !== null);
}
