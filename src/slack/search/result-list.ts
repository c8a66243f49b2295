import type { KnownBlock } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import type { SearchResult } from '../../helpdesk/search/query.ts';
import { actions, button, context, LIMITS, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { deviceRow } from '../block-kit/device-row.ts';
import { countNoun, NEXT_STEP_LABELS } from '../block-kit/format.ts';
import type { NextStep } from '../block-kit/ids.ts';
import {
  code,
  foreignText,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  type Text,
} from '../block-kit/text.ts';

export const PAGE_SIZE = 10;
/** So many are read faster than another search is typed. */
const FEW = 2;

/** Several devices, best first, and what to do with the one that is picked. */
export interface DeviceList {
  /** Everything found so far, or a part of it; the list shows one page. */
  readonly devices: readonly Device[];
  /** So many stand before that part. */
  readonly from?: number;
  /** How many there are, where that is known and more than are read. */
  readonly total?: number | null;
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
  /** The devices among these that have the tag that was typed, and the search for them. */
  readonly tagged?: (NonNullable<SearchResult['tagged']> & { readonly typed: string }) | null;
  /** A search that finds fewer, such as `/kandji find dana platform:iphone`; `null` when we know of none. */
  readonly narrower: string | null;
  /** How the search was read, what could not be searched, rows no one could read. */
  readonly remarks?: readonly Text[];
}

/** Ten a page, each with its own button that keeps the verb. `now` is epoch ms. */
export function renderDeviceList(list: DeviceList, now: number): Card {
  const { from = 0 } = list;
  const pages = Math.max(1, Math.ceil(countOf(list) / PAGE_SIZE));
  // What was found may end, or begin, elsewhere than where the page was asked for.
  const least = Math.floor(from / PAGE_SIZE);
  const most = Math.max(least, Math.ceil((from + list.devices.length) / PAGE_SIZE) - 1);
  const page = Math.min(Math.max(least, list.page), most);
  const shown = list.devices.slice(page * PAGE_SIZE - from, (page + 1) * PAGE_SIZE - from);
  const top = heading(list, shown.length, page, pages);
  const draw = (remarks: number): Card => ({
    text: messageText(top),
    blocks: [
      section(top),
      ...shown.map((device) => row(device, list, now)),
      ...paging(list, page, pages),
      ...(list.remarks ?? [])
        .slice(0, remarks)
        .map((remark) => context(typeof remark === 'string' ? foreignText(remark, 200) : remark)),
    ],
  });
  // The devices come first: what Slack has no room for is a remark.
  const fits = ({ blocks }: Card) => JSON.stringify(blocks).length <= LIMITS.messagePayload;
  return [4, 3, 2, 1].map(draw).find(fits) ?? draw(0);
}

const countOf = ({ total, devices }: DeviceList): number => total ?? devices.length;

function heading(list: DeviceList, shown: number, page: number, pages: number): Mrkdwn {
  const number = countOf(list);
  const count = ownText(`${number.toLocaleString('en-US')}${list.more ? '+' : ''}`);
  const one = number === 1 && !list.more;
  const isPart = pages > 1 || list.more || number > shown;
  const { one: device, many: devices } = list.kinds ?? { one: 'device', many: 'devices' };
  const from = page * PAGE_SIZE + 1;
  const part = isPart
    ? ownText(`Showing ${from.toLocaleString('en-US')}–${(from + shown - 1).toLocaleString('en-US')} of `)
    : mrkdwn``;
  const found = list.assignedTo
    ? mrkdwn`${count} ${ownText(one ? device : devices)} assigned to ${foreignText(list.assignedTo, 100)}.`
    : mrkdwn`${count} ${one ? 'device' : 'devices'} ${isPart ? 'that match' : one ? 'matches' : 'match'} ${code(foreignText(list.searched, 100))}.`;
  const narrow =
    list.narrower === null || number <= FEW
      ? mrkdwn``
      : mrkdwn` Narrow it: ${code(foreignText(list.narrower, 120))}`;
  return mrkdwn`${part}${found}${narrow}`;
}

function row(device: Device, { next, rest, assignedTo }: DeviceList, now: number): KnownBlock {
  const values = { next, deviceId: device.id, typed: rest ?? '' };
  const label = NEXT_STEP_LABELS[next];
  return section(
    deviceRow(device, now, { hasOwner: !assignedTo }),
    button('list.open', values, label, { says: mrkdwn`${label}: ${withAccessibleName(device.name, 40)}` }),
  );
}

/** Of more, people want to see how the list ends. */
const MANY = 100;
/** Longer tags are cut: a button has one line on a phone. */
const MOST_TAG = 24;

function paging(list: DeviceList, page: number, pages: number): KnownBlock[] {
  const { next, tagged } = list;
  const to = (id: 'list.back' | 'list.page' | 'list.last', target: number, label: string) =>
    button(id, { next: list.next, page: target, typed: list.typed }, label);
  return actions([
    page > 0 ? to('list.back', page - 1, 'Previous') : null,
    page + 1 < pages
      ? to(
          'list.page',
          page + 1,
          `Next ${countNoun(Math.min(PAGE_SIZE, countOf(list) - (page + 1) * PAGE_SIZE), 'device')}`,
        )
      : null,
    page + 2 < pages && countOf(list) > MANY ? to('list.last', pages - 1, 'Last') : null,
    tagged && page === 0
      ? button(
          'list.tagged',
          { next, page: 0, typed: tagged.typed },
          mrkdwn`Show ${tagged.count.toLocaleString('en-US')}${tagged.more ? '+' : ''} tagged “${foreignText(tagged.tag, MOST_TAG)}”`,
        )
      : null,
  ]);
}
