import { describe, expect, test } from 'vitest';
import type { Device, DeviceDetails } from '../../../src/helpdesk/device.ts';
import type { DeviceView } from '../../../src/helpdesk/device-view.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS } from '../../../src/helpdesk/operation.ts';
import { operationNamed } from '../../../src/helpdesk/operations/index.ts';
import { deviceView, renderDeviceCard } from '../../../src/slack/devices/card.ts';
import { renderSharedDevice } from '../../../src/slack/devices/share.ts';
import {
  DAY,
  details,
  HOUR,
  ipad,
  ipadLook,
  item,
  look,
  lostMode,
  MINUTE,
  mac,
  NASTY,
  NOW,
  openRequest,
  status,
} from '../../support/slack/fixtures.ts';
import { labels, linesOf, picture } from '../../support/slack/read-blocks.ts';

const failed = (permission: string | null) => ({
  ok: false as const,
  error: new MdmError({
    kind: 'rejected',
    reason: 'permission',
    status: 403,
    sentence: 'No.',
    endpoint: 'GET /devices/{device_id}/details',
    permission,
  }),
});

const lines = (change: Partial<DeviceView>) => linesOf(renderDeviceCard(look(change), NOW).blocks);

describe('the device card', () => {
  test('a Mac that has been silent, with an open request', async () => {
    const card = renderDeviceCard(look({ openRequests: [openRequest()] }), NOW);
    expect(linesOf(card.blocks)).toEqual([
      "Noor's MacBook Air · Mac",
      '🟠 Not seen for 9 days · 2 library items and 1 parameter failed',
      '⏳ Ana already requested: move it to another blueprint, <!date^1772615100^{time}|09:05 UTC>.',
      'Noor Halim · noor@larkfield.example · account archived',
      'H4TX90QLM2 · LF-00412',
      'MacBook Air (M2, 2022) · macOS 15.3.2',
      'Staff Macs · loaner, berlin',
      'Agent 9 days ago · MDM 9 days ago',
      'FileVault on · key stored',
      '292 of 494 GB free · up 3 weeks',
      'Failed: Lark VPN, Office Wi-Fi, +1',
    ]);
    expect(labels(card.blocks)).toEqual([
      'Details',
      'Update',
      'Library items',
      'Ask to check in',
      'More…',
      'Open in Kandji ↗',
    ]);
    await expect(picture(card.blocks)).toMatchFileSnapshot('__snapshots__/mac.json');
  });

  test('an iPad in Lost Mode', async () => {
    const card = renderDeviceCard(ipadLook(), NOW);
    expect(linesOf(card.blocks)).toEqual([
      'Warehouse iPad 7 · iPad',
      '🔴 *Lost Mode on* since <!date^1772618460^{time}|10:01 UTC> by Ana',
      'Dana Li · dana@larkfield.example',
      'J9K2L7PQ4R · LF-IPD-07',
      'iPad (10th generation) · iPadOS 18.3.1',
      'Warehouse iPads · kiosk',
      'Last seen 2 h ago',
      'Activation Lock off · 49 GB free',
    ]);
    expect(labels(card.blocks)).toEqual([
      'Lost Mode',
      'Update',
      'Ask to check in',
      'More…',
      'Open in Kandji ↗',
    ]);
    await expect(picture(card.blocks)).toMatchFileSnapshot('__snapshots__/ipad.json');
  });

  test('a healthy Mac has no alarm line', () => {
    const seen = look({
      device: mac({ agentCheckInAt: NOW - 3 * MINUTE }),
      details: { ok: true, value: details({ mdmCheckInAt: NOW - HOUR }) },
      status: { ok: true, value: status({ libraryItems: [], parameters: [] }) },
    });
    expect(linesOf(renderDeviceCard(seen, NOW).blocks).filter((line) => /🔴|🟠|⛔/u.test(line))).toEqual([]);
    expect(linesOf(renderDeviceCard(seen, NOW).blocks)).toContain('Agent 3 min ago · MDM 1 h ago');
  });

  test('missing, removed and every state of Lost Mode cannot be overlooked', () => {
    const second = (change: Partial<DeviceView>) => lines(change)[1];
    expect(second({ device: mac({ isMissing: true }) })).toBe(
      '🔴 *Missing* · not seen for 9 days · 2 library items and 1 parameter failed',
    );
    expect(second({ device: mac({ isRemoved: true }) })).toBe(
      "🔴 *Removed from Kandji.* It can't be managed anymore.",
    );
    const inState = (state: 'turning-on' | 'turning-off' | 'error' | 'unclear') =>
      second({
        device: ipad({ lostMode: state }),
        details: { ok: true, value: details({ lostMode: lostMode({ state, statusText: 'ODD_WORD' }) }) },
        lostModeBy: 'Ana',
      });
    expect(inState('turning-on')).toBe(
      '⏳ *Lost Mode sent* <!date^1772618460^{time}|10:01 UTC> by Ana, waiting for the iPad',
    );
    expect(inState('turning-off')).toContain('⏳ *Turning off Lost Mode*, waiting for the iPad');
    expect(inState('error')).toContain('Kandji: “ODD_WORD”');
    expect(inState('unclear')).toContain('Kandji: “ODD_WORD”');
  });

  test('Lost Mode that was not turned on here names what Kandji names, and not as a person', () => {
    expect(linesOf(renderDeviceCard(ipadLook({ lostModeBy: null }), NOW).blocks)[1]).toMatch(
      / by “Helpdesk token” \(in Kandji\)$/u,
    );
  });

  test('FileVault is told for Macs only, and its absence elsewhere is no alarm', () => {
    expect(
      lines({ details: { ok: true, value: details({ filevault: { on: false, keyStored: false } }) } }).join(
        '\n',
      ),
    ).toMatch(/🟠.*\*not encrypted\* \(FileVault off\)[\s\S]*\nFileVault off/u);
    expect(linesOf(renderDeviceCard(ipadLook(), NOW).blocks).join('\n')).not.toContain('FileVault');
  });

  describe('an Android phone', () => {
    const phone = (change: Partial<DeviceDetails> = {}, device: Partial<Device> = {}) =>
      lines({
        device: mac({
          platform: 'Android',
          agentInstalled: false,
          agentCheckInAt: NOW - 2 * HOUR,
          ...device,
        }),
        details: {
          ok: true,
          value: details({
            mdmCheckInAt: null,
            filevault: null,
            supervised: null,
            posture: 'secure',
            encrypted: true,
            hasPasscode: true,
            ...change,
          }),
        },
        status: { ok: true, value: status({ libraryItems: [], parameters: [] }) },
      });
    const alarmsOf = (seen: readonly string[]) => seen.filter((line) => /🔴|🟠/u.test(line));

    test('says when it was seen, although it has no agent', () => {
      const seen = phone();
      expect(seen).toContain('Last seen 2 h ago');
      expect(seen).toContain('Encrypted · passcode set');
      expect(alarmsOf(seen)).toEqual([]);
    });

    test.each<[Partial<DeviceDetails>, string]>([
      [{ posture: 'compromised' }, "🔴 *Possibly compromised* (Android's own check)"],
      [{ posture: 'at-risk' }, "🟠 at risk (Android's own check)"],
      [{ encrypted: false }, '🟠 *not encrypted*'],
      [{ hasPasscode: false }, '🟠 no passcode'],
    ])('with %j raises an alarm', (change, line) => {
      expect(alarmsOf(phone(change))).toEqual([line]);
    });

    test('that tells nothing raises none', () => {
      expect(alarmsOf(phone({ posture: null, encrypted: null, hasPasscode: null }))).toEqual([]);
    });

    test('silent for 9 days is orange, missing is red', () => {
      expect(alarmsOf(phone({}, { agentCheckInAt: NOW - 9 * DAY }))).toEqual(['🟠 Not seen for 9 days']);
      expect(alarmsOf(phone({}, { isMissing: true }))).toEqual(['🔴 *Missing*']);
    });
  });

  test('a computer without the agent tells both: its last check-in and that the agent is missing', () => {
    const seen = (change: Partial<DeviceDetails>) =>
      lines({ device: mac({ agentInstalled: false }), details: { ok: true, value: details(change) } }).find(
        (line) => line.includes('agent not installed'),
      );
    expect(seen({ mdmCheckInAt: NOW - HOUR })).toBe('MDM 1 h ago · agent not installed');
    expect(seen({ mdmCheckInAt: null })).toBe('Last seen 9 days ago · agent not installed');
  });

  test('a removed iPad offers nothing, and says nothing of Lost Mode', () => {
    const device = ipad({ isRemoved: true, lostMode: 'off' });
    const everything: DeviceView['may'] = {
      rights: [...RIGHTS],
      operations: OPERATION_NAMES.map((name) => ({
        name,
        decision: { verdict: 'allowed', reason: '', rule: null, requirements: [] },
        impossible: operationNamed(name).impossible({ device, supervised: true, lostModeEnabledAt: null }),
      })),
    };
    const seen = {
      device,
      may: everything,
      details: { ok: true as const, value: details({ filevault: null }) },
    };
    expect(labels(renderDeviceCard(look(seen), NOW).blocks)).toEqual([
      'Library items',
      'More…',
      'Open in Kandji ↗',
    ]);
    const { blocks } = renderDeviceCard(look(seen), NOW);
    expect(JSON.stringify(blocks)).not.toMatch(/Lost Mode|Actions|check in/u);
  });

  test('a removed record names the other one of its serial number', () => {
    const device = mac({ isRemoved: true });
    expect(
      lines({ device, otherRecords: [mac({ name: 'Noor’s new Mac', agentCheckInAt: NOW - 2 * HOUR })] })[1],
    ).toBe(
      "🔴 *Removed from Kandji.* It can't be managed anymore. Another record has this serial number: Noor’s new Mac, last seen 2 h ago.",
    );
  });

  test('a part that failed is named with its permission and takes nothing else down', () => {
    const shown = lines({ details: failed('Device details'), status: failed(null) });
    expect(shown).toContain(
      "Couldn't load details: the Kandji token is missing the permission “Device details”. Ask <@U0ROOT> (admin).",
    );
    expect(shown).toContain(
      "Couldn't load library items and parameters: the Kandji token may not call GET /devices/{device_id}/details. Ask <@U0ROOT> (admin).",
    );
    expect(shown).toContain('H4TX90QLM2 · LF-00412');
    expect(shown.join('\n')).not.toContain('Failed');
  });

  test('an answer from cache says so', () => {
    expect(lines({ fromCache: true, readAt: NOW - 4 * MINUTE }).at(-1)).toContain('4 min ago');
  });

  test('statuses are counted by desk group, healthy ones are not', () => {
    const libraryItems = [
      item({ group: 'attention' }),
      item({ group: 'in-progress' }),
      item({ group: 'other' }),
      item({ group: 'fine', name: 'Fine thing' }),
    ];
    expect(lines({ status: { ok: true, value: status({ libraryItems, parameters: [] }) } })).toContain(
      '1 needs attention · 1 in progress · 1 unknown status',
    );
  });

  test.each(NASTY)('at most twelve lines, whatever it is called: %j', (text) => {
    const seen = look({
      device: mac({
        name: text,
        isMissing: true,
        isRemoved: true,
        lostMode: 'error',
        tags: Array(90).fill(text),
      }),
      fromCache: true,
      openRequests: [openRequest(), openRequest()],
    });
    expect(linesOf(renderDeviceCard(seen, NOW).blocks).length).toBeLessThanOrEqual(12);
  });

  test('a device of which nothing is known still has a card', () => {
    const bare = mac({
      name: '',
      model: '',
      serialNumber: '',
      osVersion: '',
      agentCheckInAt: null,
      user: null,
      assetTag: null,
      blueprint: null,
      tags: null,
    });
    expect(lines({ device: bare, details: failed(null) }).slice(0, 5)).toEqual([
      '(no name) · Mac',
      '🟠 2 library items and 1 parameter failed',
      'Unassigned',
      'No blueprint',
      'Agent never',
    ]);
  });
});

describe('what is offered', () => {
  const only = (...names: OperationName[]): DeviceView['may'] => ({
    rights: ['lookup'],
    operations: look().may.operations.filter(({ name }) => names.includes(name)),
  });

  test('a viewer gets panels and no changes', () => {
    const card = renderDeviceCard(look({ may: only() }), NOW);
    expect(labels(card.blocks)).toEqual(['Library items', 'More…', 'Open in Kandji ↗']);
    const json = JSON.stringify(card.blocks);
    for (const word of ['|do.', '|history|', '"Actions"', '|lost|']) expect(json).not.toContain(word);
    for (const word of [
      '|library|',
      '|parameters|',
      '|apps|',
      '|activity|',
      '|details|',
      '|refresh|',
      '|share|',
      '|dm|',
    ])
      expect(json).toContain(word);
  });

  test('an operation that is refused or impossible is not offered', () => {
    const [operation] = only('set-asset-tag').operations;
    if (!operation) throw new Error('the catalogue lost an operation');
    const refused = { ...operation, decision: { ...operation.decision, verdict: 'refused' as const } };
    for (const against of [refused, { ...operation, impossible: 'It is gone.' }])
      expect(
        labels(renderDeviceCard(look({ may: { rights: ['lookup'], operations: [against] } }), NOW).blocks),
      ).not.toContain('Update');
    expect(labels(renderDeviceCard(look({ may: only('set-asset-tag') }), NOW).blocks)).toContain('Update');
  });

  test('a modal has no channel to share to', () => {
    expect(JSON.stringify(deviceView(look(), NOW))).not.toContain('|share|');
  });

  test('who may not see a request reads that there is one, without a name or a button', () => {
    const blocks = renderDeviceCard(
      look({ openRequests: [openRequest({ requester: null })], may: only() }),
      NOW,
    ).blocks;
    expect(linesOf(blocks).join('\n')).toContain('⏳ Already requested: move it to another blueprint, ');
    expect(linesOf(blocks).join('\n')).not.toContain('Ana');
    expect(labels(blocks)).not.toContain('Details');
  });

  test('a check-in is asked for by one button; the other ways stand in the menu', () => {
    const { blocks } = renderDeviceCard(look(), NOW);
    expect(labels(blocks)).toContain('Ask to check in');
    const menu = JSON.stringify(blocks.at(-1));
    expect(menu).toContain('|do.daily-check-in|');
    expect(menu).not.toContain('|do.blank-push|');
    const onWindows = renderDeviceCard(look({ device: mac({ platform: 'Windows' }) }), NOW).blocks;
    expect(JSON.stringify(onWindows)).toContain('|daily-check-in|');
  });
});

test('the shared card tells no e-mail, serial number, tag or location', async () => {
  const card = renderSharedDevice(ipadLook(), { userId: 'U0ANA', name: 'Ana' }, NOW);
  const json = JSON.stringify(card);
  for (const secret of ['@larkfield', 'J9K2L7PQ4R', 'kiosk', '52.52']) expect(json).not.toContain(secret);
  expect(json).toContain('Lost Mode on');
  await expect(picture(card.blocks)).toMatchFileSnapshot('__snapshots__/shared.json');
});

test('a long silence in words', () => {
  const silent = (days: number) =>
    linesOf(
      renderDeviceCard(
        look({
          device: mac({ agentCheckInAt: NOW - days * DAY }),
          details: { ok: true, value: details({ mdmCheckInAt: null }) },
        }),
        NOW,
      ).blocks,
    )[1];
  expect(silent(6)).toBe('🟠 2 library items and 1 parameter failed');
  expect(silent(7)).toBe('🟠 Not seen for 7 days · 2 library items and 1 parameter failed');
});
