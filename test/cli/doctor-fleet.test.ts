import { describe, expect, test } from 'vitest';
import { checkFindings, checkFleet } from '../../src/cli/doctor/fleet.ts';
import type { QueueStats } from '../../src/store/index.ts';

type FindingsStats = QueueStats['findings'];

const LAST = { asOf: 0, endedAt: 40_000, calls: 34, rows: 10_000, missing: 0, isHeld: false, skipped: 0 };
const FLEET = {
  tenant: 'larkfield.api.kandji.io',
  rows: 10_000,
  last: LAST,
  ageMs: 300_000,
  calls: 120,
  skipped: [],
};

describe('what doctor says of the device index', () => {
  test('rows, age, pace and calls', () => {
    const [result] = checkFleet(FLEET, FLEET.tenant);
    expect(JSON.stringify(result)).toContain(
      '10000 devices as of 5 minutes ago; the last walk took 40 s and 34 calls. 120 calls to Kandji in the last hour.',
    );
  });

  test('that it is off, or being built', () => {
    expect(JSON.stringify(checkFleet({ ...FLEET, tenant: '' }, FLEET.tenant))).toContain('FLEET_SHARE');
    expect(JSON.stringify(checkFleet({ ...FLEET, last: null }, null))).toContain('first walk');
  });

  test('that too much was missing, and what to do', () => {
    const held = checkFleet({ ...FLEET, last: { ...LAST, missing: 900, isHeld: true } }, null);
    expect(JSON.stringify(held)).toContain('900 of 10000 devices were missing');
    expect(JSON.stringify(held)).toContain('API token');
  });

  test('that Kandji did not give a part of its list, and where that is written', () => {
    const said = JSON.stringify(checkFleet({ ...FLEET, last: { ...LAST, skipped: 1 } }, null));
    expect(said).toContain("didn't give 1 part of its list of devices");
    expect(said).toContain('fleet.page_skipped');
  });

  test('that it is of another address than the one that is set', () => {
    const [result] = checkFleet(FLEET, 'other.api.kandji.io');
    expect(result?.mark).toBe('look');
    expect(JSON.stringify(result)).toContain(`devices of ${FLEET.tenant}`);
    expect(JSON.stringify(result)).toContain('KANDJI_API_URL is other.api.kandji.io');
  });

  test('that it is old', () => {
    expect(JSON.stringify(checkFleet({ ...FLEET, ageMs: 7 * 3_600_000 }, null))).toContain(
      'fleet.walk_postponed',
    );
  });
});

describe('what doctor says of FileVault and library items over the fleet', () => {
  const fileVaultOff = { rows: 12, ageMs: 1_200_000, isLacking: false };
  const failedItems = { rows: 37, ageMs: 600_000, isLacking: false };
  const findings: FindingsStats = { fileVaultOff, failedItems, calls: 204 };
  const saidOf = (change: Partial<FindingsStats>) =>
    checkFindings({ fleet: FLEET, findings: { ...findings, ...change } });

  test('rows, age, and calls', () => {
    expect(saidOf({})).toEqual([
      {
        mark: 'ok',
        about: 'Reports',
        text: '12 Macs with FileVault off as of 20 minutes ago; 37 failed library items as of 10 minutes ago; 204 calls to Kandji for the last reading.',
      },
    ]);
  });

  test('what Kandji does not give, and what was not read yet', () => {
    const [said] = saidOf({
      fileVaultOff: { rows: 0, ageMs: null, isLacking: true },
      failedItems: { rows: 0, ageMs: null, isLacking: false },
    });
    expect(said?.text).toMatch(
      /^Kandji doesn't give FileVault \(the plan or the token\); library items: not read yet;/u,
    );
  });

  test('what was passed over, and where to look', () => {
    const skipped = ['FileVault', ...Array.from({ length: 9 }, (_, n) => `item ${n}`)];
    const said = JSON.stringify(checkFindings({ fleet: { ...FLEET, skipped }, findings }));
    expect(said).toContain("didn't give FileVault, item 0, item 1, item 2, item 3 and 5 more");
    expect(said).toContain('fleet.findings_skipped');
  });

  test('that they are old, and nothing where there is no index', () => {
    const old = { ...fileVaultOff, ageMs: 4 * 86_400_000 };
    expect(saidOf({ fileVaultOff: old })[0]).toMatchObject({
      mark: 'look',
      fix: expect.stringContaining('findings_postponed'),
    });
    expect(checkFindings({ fleet: { ...FLEET, tenant: '' }, findings })).toEqual([]);
  });
});
