import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { lostModeOf } from '../../src/kandji/schemas/lost-mode.ts';
import { startWorld } from '../support/kandji/harness.ts';

describe('Lost Mode', () => {
  test.each(['noorsMac', 'lobbyTv', 'danasIphone', 'windowsPc'] as const)('is null for %s', async (name) => {
    const { fleet } = await startWorld();
    expect((await fleet.lostMode(NAMED[name])).value).toBeNull();
  });

  test('is null only for Kandji’s own sentence, in any error shape', async () => {
    const { fleet, tenant } = await startWorld();
    const says = (message: string, shape: 'list' | 'text' | 'detail') =>
      tenant.faults.add({ kind: 'status', status: 400, shape, message, times: 1 });
    for (const shape of ['list', 'text', 'detail'] as const) {
      says('Device is not in lost mode.', shape);
      expect((await fleet.lostMode(NAMED.warehouseIpad, { fresh: true })).value).toBeNull();
    }
    says('Something else.', 'list');
    await expect(fleet.lostMode(NAMED.warehouseIpad, { fresh: true })).rejects.toMatchObject({
      reason: 'invalid',
    });
  });

  test('tells all that Kandji knows', async () => {
    const { fleet } = await startWorld();
    const lost = (await fleet.lostMode(NAMED.warehouseIpad)).value;
    expect(lost).toMatchObject({
      state: 'on',
      statusText: 'ENABLED',
      enabledBy: 'Help Desk',
      phone: '+49 30 555 0142',
      location: { latitude: '52.52000659999999', longitude: '13.404954' },
      locationStatus: 'SUCCESS',
    });
    expect((await fleet.lostMode(NAMED.pendingIpad)).value).toMatchObject({
      state: 'turning-on',
      location: null,
    });
    expect((await fleet.lostMode(NAMED.errorIphone)).value).toMatchObject({
      state: 'error',
      statusText: 'ERROR',
    });
  });

  test.each([
    {},
    '',
    { latitude: '', longitude: '' },
    { latitude: '52.5' },
    { latitude: '91', longitude: '0' },
    { latitude: '1&q=x', longitude: '2' },
    null,
  ])('has no location in %j', (last_location) => {
    expect(
      lostModeOf({ lost_mode: { lost_mode_status: 'ENABLED', last_location } }, 'd')?.location,
    ).toBeNull();
  });

  test('is read bare, too, and is null for {} and for DISABLED', () => {
    expect(lostModeOf({ lost_mode_status: 'ENABLED' }, 'd')?.state).toBe('on');
    for (const body of [
      {},
      '',
      null,
      { lost_mode: {} },
      { lost_mode: '' },
      { lost_mode_status: 'DISABLED' },
    ]) {
      expect(lostModeOf(body, 'd')).toBeNull();
    }
  });

  test('is not judged by a turning-off from before it was turned on', () => {
    const of = (disable_status_at: string) =>
      lostModeOf(
        {
          lost_mode_status: 'ENABLED',
          enable_status_at: '2026-03-02T09:00:00Z',
          disable_status: 'ERROR',
          disable_status_at,
        },
        'd',
      );
    expect(of('2026-03-02T10:00:00Z')).toMatchObject({ state: 'error', statusText: 'ERROR' });
    expect(of('2026-03-01T10:00:00Z')).toMatchObject({ state: 'on', statusText: 'ENABLED' });
  });
});
