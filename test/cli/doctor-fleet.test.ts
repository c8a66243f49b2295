import { describe, expect, test } from 'vitest';
import { checkFindings, checkFleet } from '../../src/cli/doctor/fleet.ts';

const LAST = { asOf: 0, endedAt: 40_000, calls: 34, rows: 10_000, missing: 0, isHeld: false };
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
    const [result] = checkFleet(FLEET);
    expect(JSON.stringify(result)).toContain(
      '10000 devices as of 5 minutes ago; the last walk took 40 s and 34 calls. 120 calls to Kandji in the last hour.',
    );
  });

  test('that it is off, or being built', () => {
    expect(JSON.stringify(checkFleet({ ...FLEET, tenant: '' }))).toContain('FLEET_SHARE');
    expect(JSON.stringify(checkFleet({ ...FLEET, last: null }))).toContain('first walk');
  });

  test('that too much was missing, and what to do', () => {
    const held = checkFleet({ ...FLEET, last: { ...LAST, missing: 900, isHeld: true } });
    expect(JSON.stringify(held)).toContain('900 of 10000 devices were missing');
    expect(JSON.stringify(held)).toContain('API token');
  });

  test('what Kandji did not give, and where to look', () => {
    expect(checkFindings(FLEET)).toEqual([]);
    const names = ['FileVault', ...Array.from({ length: 9 }, (_, n) => `item ${n}`)];
    const said = JSON.stringify(checkFindings({ skipped: names }));
    expect(said).toContain("didn't give FileVault, item 0, item 1, item 2, item 3 and 5 more");
    expect(said).toContain('fleet.findings_skipped');
  });

  test('that it is old', () => {
    expect(JSON.stringify(checkFleet({ ...FLEET, ageMs: 7 * 3_600_000 }))).toContain('fleet.walk_postponed');
  });
});
