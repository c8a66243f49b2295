import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../src/helpdesk/device.ts';
import type { Panel } from '../../../src/helpdesk/device-view.ts';
import { action, view } from '../../../src/slack/block-kit/ids.ts';
import { EMPTY_PANEL_QUERY, type PanelQuery } from '../../../src/slack/block-kit/view-state.ts';
import { panelView } from '../../../src/slack/panels/index.ts';
import {
  DAY,
  details,
  HOUR,
  ipad,
  item,
  lostMode,
  MINUTE,
  mac,
  NOOR_ID,
  NOW,
  parameter,
} from '../../support/slack/fixtures.ts';
import { labels, linesOf } from '../../support/slack/read-blocks.ts';

const open = (panel: Panel, ask: Partial<PanelQuery> = {}, device = mac()) =>
  panelView(panel, { device, ask: { ...EMPTY_PANEL_QUERY, ...ask }, now: NOW });
const read = (panel: Panel, ask: Partial<PanelQuery> = {}, device = mac()) =>
  linesOf(open(panel, ask, device).blocks as never);
const picture = (panel: Panel, device = mac()) => `${JSON.stringify(open(panel, {}, device), null, 2)}\n`;

const library: Panel = {
  name: 'library',
  items: [
    item({ name: 'Slack', status: 'PASS', group: 'fine', log: null }),
    item({ name: 'Old thing', status: 'EXCLUDED', group: 'neutral', log: null }),
    item({ name: 'Figma', status: 'AVAILABLE', group: 'neutral', log: null }),
    item({ name: 'Lark VPN', auditLog: 'audit: not running' }),
    item({
      name: 'Office Wi-Fi',
      type: 'profile',
      status: 'pending',
      group: 'in-progress',
      reportedAt: null,
      log: null,
    }),
    item({ name: 'Newcomer', status: 'SOMETHING_NEW', group: 'other', log: null }),
  ],
};

describe('library items', () => {
  test('problems first, with log and audit; what a rule excludes stays out', async () => {
    const rows = read(library);
    const names = rows.filter((line) => line.includes('* · ')).slice(1);
    expect(names).toEqual([
      '🔴 *Lark VPN* · custom app',
      '⏳ *Office Wi-Fi* · profile',
      '❔ *Newcomer* · custom app',
      '*Slack* · custom app',
      '*Figma* · custom app',
    ]);
    expect(rows).toContain('Failed · reported 2 days ago');
    expect(rows).toContain('Log: installer: The install failed.');
    expect(rows).toContain('Audit: audit: not running');
    expect(rows).toContain('Unknown status: SOMETHING_NEW · reported 2 days ago');
    await expect(picture(library)).toMatchFileSnapshot('__snapshots__/library.json');
  });

  test('what is fine tells its log when someone looks for it', () => {
    const one: Panel = { name: 'library', items: [item({ name: 'Slack', group: 'fine', log: 'all well' })] };
    expect(read(one)).not.toContain('Log: all well');
    expect(read(one, { search: 'slack' })).toContain('Log: all well');
    expect(read(one, { filter: 'fine' })).toContain('Log: all well');
  });

  test('what waits on a device that is offline says so', () => {
    expect(read(library)).toContain(
      'In progress: the profile is waiting for the device · device offline for 9 days',
    );
    expect(read(library, {}, mac({ agentCheckInAt: NOW - MINUTE })).join('\n')).toContain('never reported');
  });

  test('search is by any word, whatever case and accent; the group filters', () => {
    expect(read(library, { search: 'VPN lark' }).join('\n')).toContain('*Lark VPN*');
    expect(read(library, { search: 'old' }).join('\n')).toContain('*Old thing*');
    const problems = read(library, { filter: 'problem' }).join('\n');
    expect(problems).toContain('*Lark VPN*');
    expect(problems).not.toContain('*Slack*');
  });

  test('an item that is not there is not on the blueprint', () => {
    expect(read(library, { search: 'Photoshop' }).join('\n')).toContain(
      "No library item matches “Photoshop”. It isn't in the blueprint Staff Macs",
    );
    expect(read(library, { search: 'slack', filter: 'problem' }).join('\n')).toContain(
      '1 other item matches',
    );
    expect(read({ name: 'library', items: [] })).toContain('Kandji lists no library items for this device.');
  });

  test('pages carry the device; search and filter stay in the view', () => {
    const items = Array.from({ length: 45 }, (_, n) =>
      item({ name: `Item ${String(n).padStart(2, '0')}`, log: null }),
    );
    const second = open({ name: 'library', items }, { page: 1 });
    expect(linesOf(second.blocks as never)).toContain('🔴 *Item 20* · custom app');
    expect(labels(second.blocks as never).slice(-3)).toEqual(['Previous', 'Next: page 3 of 3', 'Refresh']);
    expect(view('panel').read(second.private_metadata)).toEqual({
      panel: 'library',
      deviceId: NOOR_ID,
      page: 1,
    });
    expect(JSON.stringify(second)).toContain(
      action('panel.page').value({ panel: 'library', deviceId: NOOR_ID, page: 2 }),
    );
    expect(view('panel').read(open({ name: 'library', items }, { page: 99 }).private_metadata)?.page).toBe(2);
  });
});

describe('the other panels', () => {
  test('parameters stand under their categories, the broken category first', async () => {
    const panel: Panel = {
      name: 'parameters',
      parameters: [
        parameter({ category: 'Applications', name: 'App Store updates' }),
        parameter({ category: 'Security' }),
        parameter({ category: 'Security', name: 'Require a password', status: 'ERROR', group: 'problem' }),
        parameter({ category: 'Applications', name: 'Muted', status: 'WARNING', group: 'attention' }),
      ],
    };
    expect(read(panel).slice(2)).toEqual([
      '*Security*',
      '🔴 Require a password · Failed',
      '• Enable the application firewall · OK',
      '*Applications*',
      '🟠 Muted · Needs attention: a muted alert',
      '• App Store updates · OK',
    ]);
    expect(read({ name: 'parameters', parameters: [] }, {}, ipad())).toContain('Only Macs have parameters.');
    await expect(picture(panel)).toMatchFileSnapshot('__snapshots__/parameters.json');
  });

  test('apps are searched by name and bundle id', () => {
    const app = (name: string, identifier: string | null) => ({
      name,
      version: '1.2',
      identifier,
      source: null,
      path: null,
    });
    const panel: Panel = {
      name: 'apps',
      apps: [app('Zoom', 'us.zoom.xos'), app('Arc', null), app('Slack', 'com.tinyspeck.slackmacgap')],
    };
    expect(read(panel).slice(2)).toEqual([
      '*Arc* 1.2',
      '*Slack* 1.2 · com.tinyspeck.slackmacgap',
      '*Zoom* 1.2 · us.zoom.xos',
    ]);
    expect(read(panel, { search: 'tinyspeck' }).slice(2)).toEqual([
      '*Slack* 1.2 · com.tinyspeck.slackmacgap',
    ]);
    expect(read(panel, { search: 'word' }).at(-1)).toContain('No app on this device matches “word”');
  });

  test('activity is newest first, what failed is marked', () => {
    const entry = (id: string, at: number | null, failed = false) => ({
      id,
      at,
      type: 'raw_type',
      title: `Thing ${id}`,
      detail: null,
      by: null,
      failed,
    });
    const panel: Panel = {
      name: 'activity',
      activity: [entry('old', NOW - DAY), entry('undated', null), entry('new', NOW - HOUR, true)],
    };
    expect(
      read(panel)
        .slice(1)
        .filter((line) => !line.startsWith('<!date^')),
    ).toEqual(['3 entries · 1 failed', '🔴 *Thing new*', '*Thing old*', '*Thing undated*']);
    expect(JSON.stringify(open(panel).blocks).split('"section"')).toHaveLength(1 + 1 + 3);
  });

  test('activity says which item it was about and who did it, a token not as a person', () => {
    const entry = (id: string, by: Activity['by']): Activity => ({
      id,
      at: NOW - HOUR,
      type: 'x',
      title: 'Assignment changed',
      detail: 'Lark VPN',
      by,
      failed: false,
    });
    const activity = [
      entry('1', { kind: 'person', name: 'Max Weber' }),
      entry('2', { kind: 'token', name: 'Automation' }),
      entry('3', null),
    ];
    const lines = read({ name: 'activity', activity }).filter((line) => line.startsWith('<!date^'));
    expect(lines.map((line) => line.replace(/^<[^>]*> · /, ''))).toEqual([
      'Lark VPN · by Max Weber',
      'Lark VPN · by API token “Automation”',
      'Lark VPN',
    ]);
  });

  test('details are grouped; switches, numbers and instants are readable', async () => {
    const panel: Panel = {
      name: 'details',
      details: details({
        groups: [
          ...details().groups,
          { title: 'Empty', rows: [] },
          {
            title: 'Network',
            rows: [
              { label: 'MAC address', value: '3c:22:fb:10:7a:9e' },
              { label: 'Count', value: 1234 },
            ],
          },
        ],
      }),
    };
    const rows = read(panel);
    expect(rows.join('\n')).toMatch(/\*FileVault\*\nYes[\s\S]*\*Remote Desktop\*\nNo/u);
    expect(rows.join('\n')).toMatch(/\*First enrolled\*\n<!date\^/u);
    expect(rows.join('\n')).toContain('*MAC address*\n`3c:22:fb:10:7a:9e`');
    expect(rows).toContain('1,234');
    expect(rows).not.toContain('*Empty*');
    await expect(picture(panel)).toMatchFileSnapshot('__snapshots__/details.json');
  });

  test('only the panels with a search have a submit button', () => {
    expect(open(library).submit?.text).toBe('Search');
    expect(open({ name: 'activity', activity: [] }).submit).toBeUndefined();
  });
});

describe('Lost Mode', () => {
  const panel = (maySeeLocation = true, change = {}): Panel => ({
    name: 'lost',
    lostMode: lostMode(change),
    maySeeLocation,
  });

  test('state, who, words, the age of the location and a map', async () => {
    const rows = read(panel(), {}, ipad()).join('\n');
    for (const said of [
      'Lost Mode is on',
      'Helpdesk token',
      'Please call us.',
      '+1 555 0100',
      '3 min ago',
      '<https://www.openstreetmap.org/?mlat=52.5200&amp;mlon=13.4050#map=16/52.5200/13.4050|Show on map ↗>',
    ])
      expect(rows).toContain(said);
    await expect(picture(panel(), ipad())).toMatchFileSnapshot('__snapshots__/lost-mode.json');
  });

  test('what failed or still waits was asked for, and did not turn on', () => {
    expect(read(panel(true, { state: 'error' }), {}, ipad()).join('\n')).toContain('Sent <!date');
    expect(read(panel(true, { state: 'turning-on' }), {}, ipad()).join('\n')).toContain('Sent <!date');
    expect(read(panel(), {}, ipad()).join('\n')).toContain('Turned on <!date');
  });

  test('who may not see the location does not', () => {
    const json = JSON.stringify(open(panel(false), {}, ipad()));
    expect(json).not.toMatch(/52\.52|openstreetmap/u);
    expect(json).toContain("You don't have permission to see the location");
  });

  test('only numbers make a map link', () => {
    const json = JSON.stringify(
      open(panel(true, { location: { latitude: '52|<x', longitude: '&mlon=1', at: null } }), {}, ipad()),
    );
    expect(json).not.toContain('openstreetmap');
    expect(json).toContain('age not known');
  });

  test('says why it does not exist where it does not', () => {
    const none: Panel = { name: 'lost', lostMode: null, maySeeLocation: true };
    expect(read(none, {}, mac()).at(-1)).toContain("Macs don't have Lost Mode");
    expect(read(none, {}, ipad({ lostMode: 'off' })).at(-1)).toContain('Lost Mode is off');
  });
});
