import { describe, expect, test } from 'vitest';
import { loadingView } from '../../../src/slack/block-kit/blocks.ts';
import { action, view } from '../../../src/slack/block-kit/ids.ts';
import { shareModal } from '../../../src/slack/devices/share.ts';
import { errorModal } from '../../../src/slack/errors.ts';
import { findOptions, findView } from '../../../src/slack/search/find-modal.ts';
import { type Candidate, type LookedUp, lookUpView } from '../../../src/slack/search/look-up-message.ts';
import { IPAD_ID, ipad, ipadLook, mac, NOOR_ID, NOW } from '../../support/slack/fixtures.ts';
import { labels, linesOf } from '../../support/slack/read-blocks.ts';

describe('find a device', () => {
  test('one field that asks while one types', async () => {
    await expect(`${JSON.stringify(findView(), null, 2)}\n`).toMatchFileSnapshot('__snapshots__/find.json');
  });

  test('an offer names the device, its serial number, whose it is and how it is', () => {
    const [first, second] = findOptions([mac(), ipad({ isRemoved: true, user: null })], NOW);
    expect(first?.text.text).toBe("Noor's MacBook Air · H4TX90QLM2");
    expect(first?.description?.text).toBe('Noor Halim · Mac · last seen 9 days ago');
    expect(action('find.pick').read(first?.value)).toEqual({ deviceId: NOOR_ID, typed: '' });
    expect(second?.description?.text).toBe('unassigned · iPad · removed');
  });
});

describe('look up devices in a message', () => {
  const candidate = (change: Partial<Candidate>): Candidate => ({
    kind: 'serial',
    written: 'H4TX90QLM2',
    devices: [mac()],
    more: false,
    failed: null,
    ...change,
  });

  test('each mention stands over its devices', () => {
    const shown = lookUpView(
      {
        candidates: [
          candidate({}),
          candidate({ kind: 'author', written: 'Dana Li', devices: [ipad()] }),
          candidate({ kind: 'email', written: 'x@y.example', devices: [] }),
        ],
        left: 0,
        isCut: false,
        command: '/kandji',
      },
      NOW,
    );
    const rows = linesOf(shown.blocks as never);
    expect(rows[0]).toBe('2 devices found. Open one:');
    expect(rows).toEqual(
      expect.arrayContaining([
        '*H4TX90QLM2* · serial number',
        '*Dana Li* · who wrote it',
        '*x@y.example* · email',
        'No device found.',
      ]),
    );
    expect(labels(shown.blocks as never)).toEqual(['Open', 'Open']);
    expect(JSON.stringify(shown)).toContain(action('lookup.pick').value({ deviceId: IPAD_ID }));
  });

  const rows = (candidates: readonly Candidate[], more: Partial<LookedUp> = {}) =>
    linesOf(
      lookUpView({ candidates, left: 0, isCut: false, command: '/kandji', ...more }, NOW).blocks as never,
    );

  test('nothing mentioned, nothing found, something failed', () => {
    expect(rows([])[0]).toContain('No serial number');
    expect(rows([candidate({ devices: [] })])[0]).toContain('No device found');
    expect(rows([candidate({ devices: [], failed: 'Kandji did not answer.' })])).toContain(
      'Kandji did not answer.',
    );
    expect(rows([candidate({ devices: Array(9).fill(mac()) })]).at(-1)).toContain('There are more');
  });

  test('what was left out is said', () => {
    expect(rows([candidate({})], { left: 2 }).at(-1)).toBe('2 more mentions not looked up.');
    expect(rows([candidate({})], { isCut: true, command: '/kandji' }).at(-1)).toContain(
      'read only its beginning',
    );
    expect(rows([candidate({})]).at(-1)).not.toContain('more');
  });
});

describe('sharing', () => {
  test('shows what all will see, and carries where it goes', () => {
    const shown = shareModal(ipadLook(), { channelId: 'C0HELP' }, { userId: 'U0ANA', name: 'Ana' }, NOW);
    expect(view('share').read(shown.private_metadata)).toEqual({ deviceId: IPAD_ID, channelId: 'C0HELP' });
    expect(shown.submit?.text).toBe('Share');
    expect(labels(shown.blocks as never)).toEqual([]);
    expect(JSON.stringify(shown)).not.toMatch(/dana@|J9K2L7PQ4R|52\.52/u);
  });
});

test('loading and failed views say whose and what', () => {
  expect(linesOf(loadingView('Apps', "Noor's Mac").blocks as never)).toEqual(["⏳ Reading Noor's Mac…"]);
  expect(linesOf(loadingView('Apps').blocks as never)).toEqual(['⏳ One moment…']);
  expect(linesOf(errorModal('Apps', 'Kandji did not answer.').blocks as never)).toEqual([
    'Kandji did not answer.',
  ]);
});
