import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { REPORT_NAMES, REPORTS, type Report, type ReportName } from '../../../src/helpdesk/fleet/reports.ts';
import { renderDigest } from '../../../src/slack/fleet/digest.ts';
import { renderReport, renderReportPage } from '../../../src/slack/fleet/report-card.ts';
import { previewView } from '../../../src/slack/messages/messages.ts';
import { mac, NOW } from '../../support/slack/fixtures.ts';

const NAME = '*Wi-Fi* `x` _y_';
/** What Slack would format, in a text that it formats. */
const MARKED = /\*Wi-Fi\*|`x`|_y_/u;
const counted = {
  ...({ name: 'failing-items', argument: NAME, title: `devices where “${NAME}” failed` } as const),
  ...{ total: 3, concerned: 9, asOf: NOW, staleMs: null, unread: 0 },
};

test.each([
  [
    'a report',
    () =>
      renderReport(
        { ...counted, parts: [], partCount: 0, devices: [mac()] },
        { mayExport: true, mayMessage: true, messages: [] },
        NOW,
      ),
  ],
  [
    'a page of it',
    () => renderReportPage({ ...counted, from: 0, list: 'devices', devices: [], parts: [], listed: 0 }, NOW),
  ],
  [
    'a digest',
    () => {
      const schedule = { weekday: 1, hour: 9, minute: 0, timeZone: 'Europe/Berlin' };
      return renderDigest({ report: counted.name, argument: NAME, schedule, channel: 'C0IT' }, counted);
    },
  ],
  [
    'the preview of messages',
    () => {
      const leftOut = { unassigned: 0, notAllowed: 0, people: 0, recent: 0 };
      const subject = { kind: 'report', ...counted } as const;
      return previewView({ subject, asOf: NOW, recipients: [], template: 'Hi', leftOut, reached: null }, NOW);
    },
  ],
])('%s shows the name of a library item as it is, and not as formatting', (_name, draw) => {
  const texts = (draw().blocks as readonly KnownBlock[]).flatMap((block) =>
    block.type === 'section' && block.text ? [block.text] : [],
  );
  expect(texts.some(({ text }) => text.includes('Wi-Fi'))).toBe(true);
  for (const { type, text } of texts) if (type === 'mrkdwn') expect(text).not.toMatch(MARKED);
});

describe('what a report counts', () => {
  const texts = (name: ReportName, total: number) => {
    const argument = REPORTS[name].argument ?? '';
    const title = REPORTS[name].title(argument);
    const report = { name, argument, title, total, concerned: 400, asOf: NOW, staleMs: null, unread: 0 };
    const shown = { mayExport: true, mayMessage: true, messages: [] };
    const schedule = { weekday: 1, hour: 9, minute: 0, timeZone: 'Europe/Berlin' };
    return [
      renderReport({ ...report, parts: [], partCount: 0, devices: [] }, shown, NOW).text,
      renderDigest({ report: name, argument, schedule, channel: 'C0IT' }, report).text,
    ];
  };

  test.each<readonly [ReportName, number, string, string]>([
    ['not-seen', 37, '37 of 400 devices not seen for 14 days', '37 devices not seen for 14 days'],
    ['not-seen', 1, '1 of 400 devices not seen for 14 days', '1 device not seen for 14 days'],
    ['not-seen', 0, 'No devices not seen for 14 days (of 400)', 'No devices not seen for 14 days'],
    ['filevault-off', 1, '1 of 400 Macs with FileVault off', '1 Mac with FileVault off'],
    ['several-devices', 1, '1 person with several devices', '1 person with several devices'],
    ['several-devices', 0, 'No people with several devices', 'No people with several devices'],
    ['by-os', 1, '1 OS version', '1 OS version'],
  ])('of %s: %i', (name, total, report, digest) => {
    expect(texts(name, total)).toEqual([`*${report}*`, `*${digest}*`]);
  });

  test.each(REPORT_NAMES)('of %s is never 0, and one is one', (name) => {
    expect(texts(name, 0).join('\n')).not.toMatch(/\b0\b/u);
    expect(texts(name, 1)[1]).toMatch(/^\*1 (?:device|Mac|person|blueprint|model|OS version)\b/u);
  });

  test('is one number, with the groups that are none of it', () => {
    const parts = [
      { label: '15.1', platform: 'Mac', count: 5 },
      { label: '', platform: 'Mac', count: 2 },
      { label: '', platform: 'iPad', count: 1 },
    ];
    const report = { name: 'by-os', argument: '', title: 'OS versions', total: 1, concerned: 8 } as const;
    const rest = { asOf: NOW, staleMs: null, unread: 0, parts };
    const shown = { mayExport: true, mayMessage: true, messages: [] };
    const said = '*1 OS version, and 2 groups without one*';
    expect(renderReport({ ...report, ...rest, partCount: 3, devices: null }, shown, NOW).text).toBe(said);
    const page = { ...report, ...rest, devices: [], from: 0, list: 'parts', listed: 3 } as const;
    expect(renderReportPage(page, NOW).text).toBe(`${said}\nShowing 1–3 of 3`);
  });

  test('draws no bar that says the headline again, and calls a part as its devices are called', () => {
    const shown = { mayExport: true, mayMessage: true, messages: [] };
    const parts = [{ label: '', count: 3 }];
    const drawn = (report: Pick<Report, 'name' | 'argument' | 'partCount'>) =>
      JSON.stringify(renderReport({ ...counted, parts, devices: [], ...report }, shown, NOW).blocks);
    expect(drawn({ name: 'failing-items', argument: NAME, partCount: 1 })).not.toContain('█');
    expect(drawn({ name: 'failing-items', argument: NAME, partCount: 2 })).toContain('█');
    expect(drawn({ name: 'not-seen', argument: '14', partCount: 1 })).toContain('█ 3 · unknown platform');
    expect(drawn({ name: 'filevault-off', argument: '', partCount: 1 })).toContain('█ 3 · none');
  });

  test('of Macs with an OS version below one says which each has', () => {
    const report = { ...counted, name: 'os-below', argument: '15', title: 'Macs', parts: [] } as const;
    const devices = [mac({ osVersion: '14.6.1' })];
    const page = { ...report, devices, from: 0, list: 'devices', listed: 1 } as const;
    for (const { blocks } of [
      renderReport(
        { ...report, partCount: 0, devices },
        { mayExport: true, mayMessage: true, messages: [] },
        NOW,
      ),
      renderReportPage(page, NOW),
    ])
      expect(JSON.stringify(blocks)).toContain('· macOS 14.6.1');
  });
});
