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
])('%s is %s', (typed, meant) => {
  expect(reportIn(typed)).toBe(meant);
});
