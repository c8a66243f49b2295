import type { KnownBlock } from '@slack/types';
import type { FleetGroup, GroupField } from '../../helpdesk/fleet/fleet-index.ts';
import { LONGEST_NAME, REPORTS } from '../../helpdesk/fleet/report-kinds.ts';
import type {
  Report,
  ReportAge,
  ReportNumber,
  ReportPage,
  ReportQuery,
  ReportRow,
} from '../../helpdesk/fleet/reports.ts';
import type { SentMessage } from '../../helpdesk/message.ts';
import { actions, button, context, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { deviceRow } from '../block-kit/device-row.ts';
import { countNoun, duration, osName, platformName, shortList } from '../block-kit/format.ts';
import {
  bold,
  foreignText,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  sinceText,
  type Text,
} from '../block-kit/text.ts';
import { countsText } from '../messages/message-text.ts';

const WORST = 5;
const PAGE = 10;
/** Parts that are named, and the width of the longest bar. */
const PARTS = 8;
const BAR = 12;
const BAR_BESIDE_BUTTON = 6;

const number = (count: number): string => count.toLocaleString('en-US');

/** A report: the number, a bar of its parts, the five worst, and the ways on. */
export function renderReport(
  report: Report,
  {
    mayExport,
    mayMessage,
    messages,
  }: {
    readonly mayExport: boolean;
    readonly mayMessage: boolean;
    /** What people were sent about it, each of them once. */
    readonly messages: readonly SentMessage[];
  },
  now: number,
): Card {
  const { devices, total, partCount } = report;
  const { groups } = REPORTS[report.name];
  const top = heading(report, partCount);
  // The headline names the only part.
  const saysAll = report.name === 'failing-items' && report.argument !== '' && partCount === 1;
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...(saysAll ? [] : partsOf(report)),
      ...(devices ?? []).slice(0, WORST).map((device) => row(device, report, now)),
      ...actions([
        (devices?.length ?? 0) > WORST
          ? button('report.page', { ...queryOf(report), page: 0, list: '' }, 'Show all')
          : null,
        partCount > PARTS
          ? button('report.parts', queryOf(report), devices === null ? 'Show all' : ALL_PARTS[groups])
          : null,
        mayExport && total > 0 ? button('report.csv', queryOf(report), 'CSV to my DM') : null,
        mayMessage && total > 0 && devices !== null
          ? button('message.open', queryOf(report), 'Message people')
          : null,
      ]),
      ...(messages.length > 0 ? [context(countsText(messages))] : []),
      context(asOfText(report, now)),
    ],
  };
}

const queryOf = ({ name, argument }: ReportQuery): ReportQuery => ({ name, argument });

/** All parts of a report that lists devices. */
const ALL_PARTS: Readonly<Record<GroupField, string>> = {
  platform: 'All platforms',
  blueprint: 'All blueprints',
  model: 'All models',
  os: 'All OS versions',
  person: 'All people',
  item: 'All library items',
};

/**
 * "37 of 400 devices not seen for 14 days", "No Macs with FileVault off (of 120)", "14 OS versions, and 2 groups without one".
 * @param parts how many it is made of
 */
function heading(report: ReportNumber, parts: number): Mrkdwn {
  const { name, total, concerned, title } = report;
  const isOfGroups = REPORTS[name].filter === null;
  const unnamed = parts - total;
  const without = unnamed > 0 ? `, and ${countNoun(unnamed, 'group')} without one` : '';
  const after = isOfGroups ? without : ` (of ${number(concerned)})`;
  const counted =
    isOfGroups || total === 0
      ? mrkdwn`${countedTitle(total, title)}${ownText(after)}`
      : mrkdwn`${ownText(`${number(total)} of ${number(concerned)}`)} ${foreignText(title, 200)}`;
  return lines([bold(counted), staleText(report)]);
}

/** What a report's title begins with, and the same of one. */
const ONE_OF: Readonly<Record<string, string>> = {
  devices: 'device',
  Macs: 'Mac',
  people: 'person',
  blueprints: 'blueprint',
  models: 'model',
  'OS versions': 'OS version',
};

/** "37 devices unassigned", "1 person with several devices", "No Macs with FileVault off". */
export function countedTitle(total: number, title: string): Mrkdwn {
  const count = total === 0 ? 'No' : number(total);
  const [many = '', one = ''] = Object.entries(ONE_OF).find(([all]) => title.startsWith(all)) ?? [];
  return mrkdwn`${ownText(count)} ${foreignText(total === 1 ? one + title.slice(many.length) : title, 200)}`;
}

/** A bar for each part; a library item has its own list. */
function partsOf(report: Report): readonly KnownBlock[] {
  const { parts, partCount } = report;
  const more = partCount - Math.min(parts.length, PARTS);
  return bars(report, parts.slice(0, PARTS), more > 0 ? ownText(`and ${number(more)} more`) : '');
}

function bars(
  { name, argument }: ReportQuery,
  parts: readonly FleetGroup[],
  end: Text,
): readonly KnownBlock[] {
  const hasButtons = name === 'failing-items' && argument === '';
  const most = Math.max(...parts.map(({ count }) => count), 1);
  const longest = hasButtons ? BAR_BESIDE_BUTTON : BAR;
  const texts = parts.map(({ count, ...part }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((count / most) * longest)));
    return mrkdwn`${ownText(bar)} ${ownText(number(count))} · ${partName(part, REPORTS[name].groups)}`;
  });
  if (!hasButtons) return parts.length === 0 ? [] : [section(lines([...texts, end]))];
  const rows = parts.map(({ label }, index) =>
    section(
      texts[index] ?? '',
      button('report.open', { name, argument: label.slice(0, LONGEST_NAME) }, 'Open', {
        says: mrkdwn`Open: devices where ${withAccessibleName(label, 40)} failed`,
      }),
    ),
  );
  return end === '' ? rows : [...rows, section(end)];
}

/** "macOS 26.1", "Sales Macs", "none". @param by what the parts are */
function partName({ label, platform }: Omit<FleetGroup, 'count'>, by: GroupField): Mrkdwn {
  if (platform !== undefined)
    return foreignText(
      osName({ platform, osVersion: label }) || `${platformName(platform)}, no OS version`,
      60,
    );
  return label === '' && by !== 'platform' ? ownText('none') : foreignText(platformName(label), 60);
}

const row = (device: ReportRow, { name }: ReportQuery, now: number): KnownBlock =>
  section(
    lines([
      deviceRow(device, now, { isAboutSeen: name === 'not-seen', isAboutOs: name === 'os-below' }),
      device.failing?.length ? mrkdwn`Failed: ${itemNames(device.failing)}` : '',
    ]),
    button('list.open', { next: 'card', deviceId: device.id, typed: '' }, 'Open', {
      says: mrkdwn`Open: ${withAccessibleName(device.name, 40)}`,
    }),
  );

const itemNames = (failing: readonly string[]): Mrkdwn =>
  shortList(
    failing.map((name) => foreignText(name, 40)),
    2,
  );

/** That what a report rests on is too old, where it is; else empty. */
export const staleText = ({ staleMs }: Pick<ReportAge, 'staleMs'>): Mrkdwn | '' =>
  staleMs === null ? '' : ownText(`⚠️ This is ${duration(staleMs)} old.`);

/** "As of 08:00. The status of 2 library items is older, or not known yet." */
export const asOfText = ({ asOf, unread }: ReportAge, now: number): Mrkdwn =>
  lines([
    mrkdwn`As of ${sinceText(asOf, now)}.`,
    unread === 0
      ? ''
      : ownText(`The status of ${countNoun(unread, 'library item')} is older, or not known yet.`),
  ]);

/** One page of the devices, in the report's order, or of the parts, and the ways on. */
export function renderReportPage(report: ReportPage, now: number): Card {
  const { from, devices, parts, listed } = report;
  const page = Math.floor(from / PAGE);
  const shown = devices.length + parts.length;
  const which = `Showing ${number(from + 1)}–${number(from + shown)} of ${number(listed)}`;
  const top = lines([heading(report, listed), shown === 0 ? '' : ownText(which)]);
  const list = report.list === 'parts' ? 'parts' : '';
  const to = (id: 'report.back' | 'report.page' | 'report.last', target: number, label: string) =>
    button(id, { ...queryOf(report), page: target, list }, label);
  const last = Math.max(0, Math.ceil(listed / PAGE) - 1);
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...devices.map((device) => row(device, report, now)),
      ...bars(report, parts, ''),
      ...actions([
        button('report.open', queryOf(report), 'Back'),
        page > 0 ? to('report.back', page - 1, 'Previous') : null,
        page < last ? to('report.page', page + 1, 'Next') : null,
        page + 1 < last ? to('report.last', last, 'Last') : null,
      ]),
      context(asOfText(report, now)),
    ],
  };
}

/** Which devices stand on a page, counted from 0. */
export const windowOf = (page: number): { readonly from: number; readonly most: number } => ({
  from: page * PAGE,
  most: PAGE,
});
