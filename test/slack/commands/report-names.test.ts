import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/slack/commands/parse.ts';

const reportIn = (typed: string) => {
  const line = parseCommand(typed);
  return line.kind === 'report' && line.report
    ? `${line.report.name} ${line.report.argument}`.trim()
    : line.kind;
};

test.each([
  ['report filevault', 'filevault-off'],
  ['report failing', 'failing-items'],
  ['report failing lark vpn', 'failing-items lark vpn'],
  ['report several', 'several-devices'],
  ['report by-blue', 'by-blueprint'],
  ['report failing itms', 'failing-items'],
  ['report not sen 14', 'not-seen 14'],
  ['report filevault off', 'filevault-off'],
  ['report not', 'not-understood'],
  ['report by', 'not-understood'],
  ['report quokka', 'not-understood'],
  ['report not seen for 14 days', 'not-seen 14'],
  ['report not seen 2 weeks', 'not-seen 14'],
  ['report not-seen 3w', 'not-seen 21'],
  ['report not seen for 200 weeks', 'not-understood'],
  ['report Macs that have not been seen for 30 days', 'not-seen 30'],
  ['report several devices per person', 'several-devices'],
  ['report failing library items', 'failing-items'],
  ['report failing VPN for Mac', 'failing-items VPN for Mac'],
  ['report models', 'by-model'],
])('%s is %s', (typed, meant) => {
  expect(reportIn(typed)).toBe(meant);
});

// What stands over a report.
test.each([
  ['devices not seen for 14 days', 'not-seen 14'],
  ['Macs with FileVault off', 'filevault-off'],
  ['Macs with an OS version below 15', 'os-below 15'],
  ['devices unassigned', 'unassigned'],
  ['devices with failing library items', 'failing-items'],
  ['people with several devices', 'several-devices'],
  ['blueprints with devices', 'by-blueprint'],
  ['models', 'by-model'],
  ['OS versions', 'by-os'],
])('the title %s names its report', (title, meant) => {
  expect(reportIn(`report ${title}`)).toBe(meant);
});

test.each([
  ['report filevault on', 'find filevault:on'],
  ['report filevault-on', 'find filevault:on'],
  ['report Macs with FileVault enabled', 'find filevault:on'],
  ['report encrypted', 'find filevault:on'],
  ['report seen 14', 'find seen:<14d'],
  ['report devices seen for 14 days', 'find seen:<14d'],
  ['report assigned', 'find user:dana'],
  ['report devices assigned', 'find user:dana'],
  ['report os above 15', 'report by-os'],
  ['report os-above 15', 'report by-os'],
  ['report Macs with an OS version above 15', 'report by-os'],
  ['report passing items', 'report failing-items'],
])('%s is no report of the opposite, and names a way', (typed, way) => {
  const line = parseCommand(typed);
  expect(line).toMatchObject({ kind: 'not-understood', nearest: way });
});

test.each([
  ['find os:<15', 'report os-below 15'],
  ['find os:<=14.0', 'report os-below 14'],
  ['find os:<old', 'report os-below 15'],
])('%s compares nothing, and names the report that does', (typed, report) => {
  const line = parseCommand(typed);
  expect(line).toMatchObject({ kind: 'not-understood', nearest: 'find os:18' });
  const elsewhere = line.kind === 'not-understood' ? line.elsewhere : undefined;
  expect(elsewhere?.topic).toBe('report');
  expect(JSON.stringify(elsewhere?.says)).toContain(report);
});

test.each(['find os:>15', 'find os:>=15.1'])('%s compares nothing, and no report does', (typed) => {
  const line = parseCommand(typed);
  expect(line).toMatchObject({ kind: 'not-understood', nearest: 'find os:18' });
  expect(line).not.toHaveProperty('elsewhere');
});
