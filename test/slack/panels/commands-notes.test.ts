import { expect, test } from 'vitest';
import type { DeviceCommand } from '../../../src/helpdesk/device.ts';
import { EMPTY_PANEL_QUERY } from '../../../src/slack/block-kit/view-state.ts';
import { panelView } from '../../../src/slack/panels/index.ts';
import { noteForm } from '../../../src/slack/panels/notes.ts';
import { DAY, MINUTE, mac, NOW, openRequest } from '../../support/slack/fixtures.ts';
import { labels, linesOf } from '../../support/slack/read-blocks.ts';

const command = (change: Partial<DeviceCommand>): DeviceCommand => ({
  uuid: '1',
  type: 'RestartDevice',
  state: 'completed',
  requestedAt: NOW - MINUTE,
  completedAt: null,
  error: null,
  ...change,
});

const drawn = (commands: readonly DeviceCommand[], mdmCheckInAt: number | null = NOW - 3 * MINUTE) =>
  linesOf(
    panelView(
      { name: 'commands', commands, mdmCheckInAt, openRequests: [openRequest({ state: 'sent' })] },
      { device: mac(), ask: EMPTY_PANEL_QUERY, now: NOW },
    ).blocks as never,
  );

test('what the device still waits for comes first, then the newest', () => {
  const rows = drawn([
    command({ type: 'SecurityInfo' }),
    command({ state: 'failed', error: 'The request type is not valid.' }),
    command({ type: 'EraseDevice', state: 'pending' }),
  ]);
  const names = rows.filter((line) => /Device|Security/u.test(line) && line.includes('*'));
  expect(names).toEqual(['⏳ *Erase Device*', '*Security Info*', '🔴 *Restart Device*']);
  expect(rows).toContain('3 commands · 1 not done yet · 1 failed');
  expect(rows).toContain('The request type is not valid.');
  expect(rows.join('\n')).toContain('*Waiting for the Mac.* Its last MDM check-in was 3 min ago.');
  expect(rows.join('\n')).toContain('Sent, waiting for the device:');
});

test.each([
  [9 * DAY, 'Waiting for the Mac to be online'],
  [null, '*Waiting for the Mac.*'],
])('a check-in %j ms ago says what it waits for', (ago, words) => {
  const rows = drawn([command({ state: 'running' })], ago === null ? null : NOW - ago).join('\n');
  expect(rows).toContain(words);
  expect(rows).not.toMatch(/null|undefined/u);
});

test('nothing waits: nothing is said of waiting', () => {
  expect(drawn([command({})]).join('\n')).not.toMatch(/Waiting for the Mac|Not Now/u);
});

const notes = (canAdd: boolean) =>
  panelView(
    {
      name: 'notes',
      canAdd,
      notes: [{ id: '1', at: NOW, author: 'helpdesk', text: 'One <!channel>\n• two' }],
    },
    { device: mac(), ask: EMPTY_PANEL_QUERY, now: NOW },
  );

test('a note is text, and its author is not taken for a person', () => {
  const rows = linesOf(notes(true).blocks as never);
  expect(rows.join('\n')).toContain('“helpdesk” (in Kandji)');
  expect(JSON.stringify(notes(true))).toContain('One <!channel>');
  expect(notes(true).blocks.filter((block) => JSON.stringify(block).includes('<!channel>'))).toMatchObject([
    { text: { type: 'plain_text' } },
  ]);
  expect(labels(notes(true).blocks as never)).toContain('Add a note');
  expect(labels(notes(false).blocks as never)).not.toContain('Add a note');
});

test('each form counts by itself', () => {
  expect(noteForm(mac()).private_metadata).not.toBe(noteForm(mac()).private_metadata);
});
