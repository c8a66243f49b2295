import { describe, expect, test } from 'vitest';
import { type Device, type Fault, NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Change } from '../../../src/helpdesk/operation.ts';
import { outcomeText } from '../../../src/helpdesk/outcome.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import {
  ASSET_TAG,
  approved,
  LONG,
  LOST_OFF,
  lostIpad,
  writes,
} from '../../support/helpdesk/lost-mode-fixture.ts';

const POST = { method: 'POST', template: '/devices/{device_id}/action/disablelostmode' } as const;

/** The call is given up after a tenth of a second instead of twelve. */
const impatient = (ports: Ports): Ports => ({
  ...ports,
  commands: {
    ...ports.commands,
    disableLostMode: (deviceId, call) =>
      ports.commands.disableLostMode(deviceId, { ...call, timeoutMs: 100 }),
  },
});

/** Who said no is said once, and so is that nothing was changed. */
const REFUSED =
  /^(?!.*rejected.*rejected)(?!.*(was|were) sent)Kandji rejected this: .*[^.]\. Nothing was changed\.$/u;

const wordsOf = ({ outcome }: HelpdeskRequest): string => (outcome === null ? '' : outcomeText(outcome));

describe('how Kandji answers', () => {
  const answers: readonly (readonly [string, Fault, 'unknown' | 'failed', RegExp])[] = [
    ['never', { ...POST, kind: 'hang' }, 'unknown', /did not answer within/],
    ['500', { ...POST, kind: 'status', status: 500 }, 'unknown', /^Kandji didn't answer \(500\)\.$/],
    ['408', { ...POST, kind: 'status', status: 408 }, 'unknown', /./],
    ['"Command already running"', { ...POST, kind: 'command-already-running' }, 'failed', REFUSED],
    ['that it does not know the device', { ...POST, kind: 'status', status: 404 }, 'failed', REFUSED],
    ['429', { ...POST, kind: 'rate-limit-second' }, 'failed', REFUSED],
    ['no, without a word', { ...POST, kind: 'status', status: 409, message: '' }, 'failed', REFUSED],
  ];
  test.each(answers)('%s', async (_what, fault, end, words) => {
    const { desk, id } = await approved();
    desk.kandji.faults.add(fault);
    desk.work(fault.kind === 'hang' ? { between: impatient } : {});
    expect(wordsOf(await desk.reaches(id, end))).toMatch(words);
    expect(writes(desk)).toHaveLength(1);
    await expect
      .poll(() => desk.told, LONG)
      .toContainEqual(expect.objectContaining({ to: 'U0ANA', notice: 'outcome' }));
  });

  test.each([
    ['accepted', { ...POST, kind: 'slow', ms: 400 }, 'completed'],
    ['refused', { ...POST, kind: 'slow', ms: 400 }, 'failed'],
  ] as const)('%s, but only after the time-out', async (how, slow, end) => {
    const { desk, id } = await approved();
    desk.kandji.revokePermission(desk.kandji.token, 'GET /devices/{device_id}/commands');
    desk.kandji.faults.add(slow);
    if (how === 'refused') desk.kandji.faults.add({ ...POST, kind: 'command-already-running' });
    desk.work({ between: impatient });
    await desk.reaches(id, 'unknown');
    await desk.reaches(id, end, 'sent');
    desk.forward(5_000);
    await desk.reaches(id, end);
    const actions = (await desk.store.audit.history({ requestId: id, limit: 50 })).map(
      ({ action }) => action,
    );
    expect(actions).toEqual(expect.arrayContaining(['lost-track', 'settled']));
    expect(writes(desk)).toHaveLength(1);
  });
});

describe('the device changes between asking and sending', () => {
  type Case = readonly [string, readonly Change[], (found: Device) => unknown, 'void' | 'goes on'];
  const cases: readonly Case[] = [
    ['another person has it', LOST_OFF, (found) => Object.assign(found, { user: null }), 'void'],
    ['it is no longer managed', LOST_OFF, (found) => Object.assign(found, { removed: true }), 'void'],
    ['MDM is off', LOST_OFF, (found) => Object.assign(found, { mdmEnabled: false }), 'void'],
    ['Lost Mode is off already', LOST_OFF, (found) => Object.assign(found, { lostMode: null }), 'void'],
    [
      'Lost Mode was turned off and on again',
      LOST_OFF,
      (found) =>
        found.lostMode &&
        Object.assign(found.lostMode, { enableStatusAt: found.lostMode.enableStatusAt + 60_000 }),
      'void',
    ],
    [
      'its asset tag, which nobody touches',
      LOST_OFF,
      (found) => Object.assign(found, { assetTag: 'X' }),
      'goes on',
    ],
    ['other tags', LOST_OFF, (found) => found.tags.push('more'), 'goes on'],
    ['its OS', LOST_OFF, (found) => Object.assign(found, { osVersion: '99' }), 'goes on'],
    [
      'its asset tag, which is to change',
      ASSET_TAG,
      (found) => Object.assign(found, { assetTag: 'X' }),
      'void',
    ],
    [
      'Lost Mode, which this does not touch',
      ASSET_TAG,
      (found) => Object.assign(found, { lostMode: null }),
      'goes on',
    ],
  ];
  test.each(cases)('%s', async (_what, changes, change, end) => {
    const { desk, id } = await approved(changes);
    change(lostIpad(desk));
    desk.work();
    const request = await desk.reaches(id, 'void', 'sent', 'completed');
    expect(request.state === 'void' ? 'void' : 'goes on').toBe(end);
    expect(writes(desk)).toHaveLength(end === 'void' ? 0 : 1);
    if (end === 'void')
      expect(request.outcome?.code).toMatch(/^(?:device_changed|device_gone|not_possible)$/u);
  });

  test('it is gone between the last look and the call: Kandji’s own sentence', async () => {
    const { desk, id } = await approved();
    desk.work({
      between: (ports) => ({
        ...ports,
        commands: {
          ...ports.commands,
          disableLostMode: (...call) => {
            desk.kandji.tenant.removeDevice(NAMED.warehouseIpad);
            return ports.commands.disableLostMode(...call);
          },
        },
      }),
    });
    await desk.reaches(id, 'failed');
    expect(writes(desk)).toHaveLength(1);
  });
});
