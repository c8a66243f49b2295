import type { KnownBlock } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { actions, button, context, named, section } from '../block-kit/blocks.ts';
import { ago, counted, NEXT_STEP_WORDS, platformName } from '../block-kit/format.ts';
import type { NextStep } from '../block-kit/ids.ts';
import {
  bold,
  code,
  foreign,
  join,
  lines,
  messageText,
  own,
  type Text,
  type Words,
  words,
} from '../block-kit/text.ts';
import type { Card } from '../devices/device.ts';

export const PAGE_SIZE = 10;
/** So many are read faster than another search is typed. */
const FEW = 2;

/** Several devices, best first, and what to do with the one that is picked. */
export interface DeviceList {
  /** Everything found so far; the list shows one page of it. */
  readonly devices: readonly Device[];
  /** Kandji has more than were read: it gives no count, so the number gets a "+". */
  readonly more: boolean;
  /** Counts from 0; past the end shows the last page. */
  readonly page: number;
  /** What was searched for, as people read it. */
  readonly searched: string;
  /** "devices", or the platforms that were asked for; whose they are, where that is what was asked. */
  readonly kinds?: { readonly one: string; readonly many: string };
  readonly assignedTo?: string | null;
  /** The search as it was typed, so that the next page can be asked for. */
  readonly typed: string;
  /** Where *Open* leads, and what else stood on the line. */
  readonly next: NextStep;
  readonly rest?: string;
  /** A search that finds fewer, such as `/kandji find user:dana platform:iphone`; `null` when we know of none. */
  readonly narrower: string | null;
  /** How the search was read, what could not be searched, rows nobody could read. */
  readonly remarks?: readonly Text[];
}

/** Ten a page, each with its own button that keeps the verb. `now` is epoch ms. */
export function deviceList(list: DeviceList, now: number): Card {
  const pages = Math.max(1, Math.ceil(list.devices.length / PAGE_SIZE));
  const page = Math.min(Math.max(0, list.page), pages - 1);
  const shown = list.devices.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  const top = heading(list, shown.length, page, pages);
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...shown.map((device) => row(device, list, now)),
      ...paging(list, page, pages),
      ...(list.remarks ?? [])
        .slice(0, 4)
        .map((remark) => context(typeof remark === 'string' ? foreign(remark, 200) : remark)),
    ],
  };
}

function heading(list: DeviceList, shown: number, page: number, pages: number): Words {
  const number = list.devices.length;
  const count = own(`${number.toLocaleString('en-US')}${list.more ? '+' : ''}`);
  const one = number === 1 && !list.more;
  const { one: device, many: devices } = list.kinds ?? { one: 'device', many: 'devices' };
  const found = /^mine\b/u.test(list.typed)
    ? words`You have ${count} ${one ? 'device' : 'devices'} in Kandji.`
    : list.assignedTo
      ? words`${count} ${own(one ? device : devices)} assigned to ${foreign(list.assignedTo, 100)}.`
      : words`${count} ${one ? 'device matches' : 'devices match'} '${foreign(list.searched, 100)}'.`;
  const part =
    pages === 1 && !list.more
      ? words``
      : page === 0
        ? own(` Here are the best ${shown}.`)
        : own(` Page ${page + 1} of ${pages}${list.more ? '+' : ''}.`);
  const narrow =
    list.narrower === null || number <= FEW
      ? words``
      : words` Narrow it: ${code(foreign(list.narrower, 120))}`;
  return words`${found}${part}${narrow}`;
}

function row(device: Device, { next, rest }: DeviceList, now: number): KnownBlock {
  const values = { next, deviceId: device.id, typed: rest ?? '' };
  const label = NEXT_STEP_WORDS[next];
  return section(
    deviceRow(device, now),
    button('list.open', values, label, { says: words`${label}: ${named(device.name, 40)}` }),
  );
}

/** One device on two lines: what it is, then what is wrong or when it was seen, whose and which. For lists, Home and the shortcuts. */
export function deviceRow(device: Device, now: number): Words {
  const state = flags(device);
  const seen = device.agentCheckInAt === null ? '' : `seen ${ago(device.agentCheckInAt, now)}`;
  return lines([
    words`${bold(named(device.name, 50))} · ${foreign(platformName(device.platform), 15)}`,
    join(
      [
        own(state),
        foreign(device.user?.name ?? 'nobody assigned', 40),
        foreign(device.serialNumber, 24),
        foreign(device.assetTag ?? '', 24),
        state === '' ? seen : '',
      ],
      ' · ',
    ),
  ]);
}

function flags({ isRemoved, isMissing, lostMode }: Device): string {
  if (isRemoved) return '⛔ removed';
  if (lostMode !== 'off') return LOST_FLAGS[lostMode];
  return isMissing ? '🔴 missing' : '';
}

function paging(list: DeviceList, page: number, pages: number): KnownBlock[] {
  const to = (id: 'list.back' | 'list.page', target: number, label: string) =>
    button(id, { next: list.next, page: target, typed: list.typed }, label);
  return actions([
    page > 0 ? to('list.back', page - 1, 'Previous') : null,
    page + 1 < pages
      ? to(
          'list.page',
          page + 1,
          `Next ${counted(Math.min(PAGE_SIZE, list.devices.length - (page + 1) * PAGE_SIZE), 'device')}`,
        )
      : null,
  ]);
}

const LOST_FLAGS: Readonly<Record<Exclude<Device['lostMode'], 'off'>, string>> = {
  on: '🔴 Lost Mode on',
  'turning-on': '🟠 Lost Mode asked for',
  'turning-off': '🟠 Lost Mode ending',
  error: '🔴 Lost Mode failed',
  unclear: '🟠 Lost Mode unclear',
};
