import type { KnownBlock } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import type { Report, ReportQuery } from '../../helpdesk/fleet/reports.ts';
import { csvLine } from '../../helpdesk/text.ts';
import { actions, button, context, section, withAccessibleName } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { deviceRow } from '../block-kit/device-row.ts';
import { platformName } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';

const WORST = 5;
const PAGE = 10;
/** Parts that are named, and the width of the longest bar. */
const PARTS = 8;
const BAR = 12;

const number = (count: number): string => count.toLocaleString('en-US');

/** A report: the number, a bar of its parts, the five worst, and the ways on. */
export function renderReport(report: Report, mayExport: boolean, now: number): Card {
  const { devices, total } = report;
  const top = heading(report);
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...(report.parts.length > 0 ? [section(lines(bars(report)))] : []),
      ...(devices ?? []).slice(0, WORST).map((device) => row(device, now)),
      ...actions([
        (devices?.length ?? 0) > WORST
          ? button('report.page', { ...queryOf(report), page: 0 }, 'Show all')
          : null,
        // The file has devices; those of people with one device alone would be among them.
        mayExport && total > 0 && report.name !== 'several-devices'
          ? button('report.csv', queryOf(report), 'CSV to my DM')
          : null,
      ]),
      asOf(report),
    ],
  };
}

const queryOf = ({ name, argument }: ReportQuery): ReportQuery => ({ name, argument });

/** "37 of 400 devices not seen for 14 days." */
function heading({ devices, total, fleet, title }: Report): Mrkdwn {
  const count = devices === null ? number(total) : `${number(total)} of ${number(fleet)}`;
  return bold(mrkdwn`${ownText(count)} ${ownText(title)}`);
}

function bars({ parts, total, devices }: Report): readonly Mrkdwn[] {
  const most = Math.max(...parts.map(({ count }) => count), 1);
  const shown = parts.slice(0, PARTS).map(({ label, count }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((count / most) * BAR)));
    return mrkdwn`${ownText(bar)} ${ownText(number(count))} · ${label === '' ? 'none' : foreignText(platformName(label), 60)}`;
  });
  const more = devices === null ? total - shown.length : parts.length - shown.length;
  return more > 0 ? [...shown, ownText(`and ${number(more)} more`)] : shown;
}

const row = (device: Device, now: number): KnownBlock =>
  section(
    deviceRow(device, now),
    button('list.open', { next: 'card', deviceId: device.id, typed: '' }, 'Open', {
      says: mrkdwn`Open: ${withAccessibleName(device.name, 40)}`,
    }),
  );

const asOf = ({ asOf: at }: Report): KnownBlock => context(mrkdwn`As of ${dateText(at, 'time')}.`);

/** Ten of the devices, worst first; of more than a hundred the first hundred. `page` counts from 0. */
export function renderReportPage(report: Report, page: number, now: number): Card {
  const devices = report.devices ?? [];
  const from = Math.min(page * PAGE, Math.max(0, devices.length - 1));
  const shown = devices.slice(from, from + PAGE);
  const top = mrkdwn`${heading(report)}\nShowing ${from + 1}–${from + shown.length}`;
  const cut = report.total > devices.length ? ['The first hundred can be paged; the file has all.'] : [];
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...shown.map((device) => row(device, now)),
      ...actions([
        button('report.open', queryOf(report), 'Back'),
        from + PAGE < devices.length
          ? button('report.page', { ...queryOf(report), page: page + 1 }, 'Next')
          : null,
      ]),
      ...cut.map((text) => context(text)),
      asOf(report),
    ],
  };
}

/** The CSV's columns, in order. Times are ISO 8601 in UTC. */
const COLUMNS: Readonly<Record<string, (device: Device) => string>> = {
  name: ({ name }) => name,
  serial_number: ({ serialNumber }) => serialNumber,
  asset_tag: ({ assetTag }) => assetTag ?? '',
  platform: ({ platform }) => platform,
  model: ({ model }) => model,
  os_version: ({ osVersion }) => osVersion,
  last_check_in: ({ agentCheckInAt: at }) => (at === null ? '' : new Date(at).toISOString()),
  user_name: ({ user }) => user?.name ?? '',
  user_email: ({ user }) => user?.email ?? '',
  blueprint: ({ blueprint }) => blueprint?.name ?? '',
  tags: ({ tags }) => (tags ?? []).join(', '),
  device_id: ({ id }) => id,
};

export const csvHead = (): string => csvLine(Object.keys(COLUMNS));
export const csvRows = (devices: readonly Device[]): string =>
  devices.map((device) => csvLine(Object.values(COLUMNS).map((read) => read(device)))).join('');
