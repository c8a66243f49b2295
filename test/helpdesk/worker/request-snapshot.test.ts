import { describe, expect, test } from 'vitest';
import { type Device, NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { DeviceCommand } from '../../../src/helpdesk/device.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import type { Change } from '../../../src/helpdesk/operation.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { sentByAnother } from '../../../src/helpdesk/worker/match-command.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import {
  approve,
  approved,
  LONG,
  LOST_OFF,
  lostIpad,
  writes,
} from '../../support/helpdesk/lost-mode-fixture.ts';

const DAY = 24 * 3_600_000;

const other = <Thing extends { readonly id: string }>(things: readonly Thing[], ...not: string[]): Thing => {
  const found = things.find(({ id }) => !not.includes(id));
  if (!found) throw new Error('there is no other');
  return found;
};
const elsewhere = ({ kandji }: Desk) =>
  other(kandji.tenant.blueprints, kandji.tenant.device(NAMED.warehouseIpad)?.blueprintId ?? '');
const somebody = ({ kandji }: Desk) =>
  other(kandji.tenant.users, kandji.tenant.device(NAMED.warehouseIpad)?.user?.id ?? '');

const toElsewhere = (desk: Desk): readonly Change[] => {
  const { id, name } = elsewhere(desk);
  return [{ operation: 'set-blueprint', params: { blueprintId: id, blueprintName: name } }];
};
const toSomebody = (desk: Desk): readonly Change[] => {
  const { id, name, email } = somebody(desk);
  return [{ operation: 'assign-user', params: { user: { id, name, email } } }];
};
const tag = (name: string) => (): readonly Change[] => [
  { operation: 'edit-tags', params: { add: [name], remove: [] } },
];
const lostOff = (): readonly Change[] => LOST_OFF;

type Case = readonly [
  what: string,
  asked: (desk: Desk) => readonly Change[],
  meanwhile: (found: Device, desk: Desk) => unknown,
  end: 'void' | 'goes on',
];

const cases: readonly Case[] = [
  [
    'a move, when it was moved meanwhile',
    toElsewhere,
    (found, desk) => {
      const { blueprints } = desk.kandji.tenant;
      Object.assign(found, { blueprintId: other(blueprints, found.blueprintId, elsewhere(desk).id).id });
    },
    'void',
  ],
  [
    'Lost Mode off, when it was moved meanwhile',
    lostOff,
    (found, desk) => Object.assign(found, { blueprintId: elsewhere(desk).id }),
    'goes on',
  ],
  [
    'a new user, when a third one has it meanwhile',
    toSomebody,
    (found, desk) => {
      const { users } = desk.kandji.tenant;
      Object.assign(found, { user: other(users, found.user?.id ?? '', somebody(desk).id) });
    },
    'void',
  ],
  [
    'a new user, when the present one was renamed and archived',
    toSomebody,
    (found) => {
      if (found.user) found.user = { ...found.user, name: 'Dana Noor', archived: true };
    },
    'goes on',
  ],
  [
    'a tag that a rule names, when somebody else added it',
    tag('executive'),
    (found) => found.tags.push('Executive'),
    'void',
  ],
  [
    'a tag that a rule names, when another tag came',
    tag('executive'),
    (found) => found.tags.push('berlin'),
    'goes on',
  ],
  ['any other tag, when tags came and went', tag('repair'), (found) => (found.tags = ['berlin']), 'goes on'],
  [
    'a move, when the device became an executive’s: an admin is asked now',
    toElsewhere,
    (found) => found.tags.push('executive'),
    'void',
  ],
  [
    'Lost Mode off, when all that never matters changed',
    lostOff,
    (found, desk) => {
      const missingSince = Date.now() - 40 * DAY;
      Object.assign(found, {
        name: 'Renamed',
        model: 'iPad (11th generation)',
        osVersion: '99.0',
        build: '99A1',
        assetTag: 'X',
        agentVersion: '9.9',
        lastCheckIn: missingSince,
        lastMdmCheckIn: missingSince,
        firstEnrollment: 1,
        tags: ['berlin'],
        blueprintId: elsewhere(desk).id,
      });
    },
    'goes on',
  ],
  [
    'Lost Mode off, when it turned out to be another platform',
    lostOff,
    (found) => Object.assign(found, { platform: 'iPhone' }),
    'void',
  ],
  [
    'Lost Mode off, when it is not supervised any more',
    lostOff,
    (found) => Object.assign(found, { supervised: false }),
    'void',
  ],
];

describe('a tag that the policy names and that a request touches', () => {
  const EXECUTIVE = 'executive';
  const taken: readonly (readonly [what: string, left: readonly string[], end: 'void' | 'completed'])[] = [
    ['was taken off by somebody else', ['kiosk'], 'void'],
    ['is still there, and another one went', [EXECUTIVE], 'completed'],
  ];
  test.each(taken)('%s before it is sent', async (_what, left, end) => {
    const desk = await openDesk({ working: false, kandji: { devices: 12 } });
    lostIpad(desk).tags = ['kiosk', EXECUTIVE];
    const changes = [{ operation: 'edit-tags', params: { add: [], remove: [EXECUTIVE] } }] as const;
    const { id, state } = await desk.ask('U0ANA', NAMED.warehouseIpad, changes);
    if (state === 'pending') await approve(desk, 'U0ROOT', id);
    lostIpad(desk).tags = [...left];
    desk.work();
    const request = await desk.reaches(id, 'void', 'completed');
    expect(request.state).toBe(end);
    expect(writes(desk)).toHaveLength(end === 'void' ? 0 : 1);
    if (end === 'void')
      expect(request.outcome).toEqual({
        code: 'device_changed',
        changes: [{ what: 'tag-removed', to: EXECUTIVE }],
      });
  });
});

describe('what was asked before the device changed', () => {
  test.each(cases)('%s', async (_what, asked, meanwhile, end) => {
    const desk = await openDesk({ working: false, kandji: { devices: 12 } });
    const { id, state, changes } = await desk.ask('U0ANA', NAMED.warehouseIpad, asked(desk));
    // Making a device an executive's is for an admin to approve.
    const approver = changes[0]?.operation === 'edit-tags' ? 'U0ROOT' : 'U0BEN';
    if (state === 'pending') await approve(desk, approver, id);
    meanwhile(lostIpad(desk), desk);
    desk.work();
    const request = await desk.reaches(id, 'void', 'sent', 'completed');
    expect(request.state === 'void' ? 'void' : 'goes on').toBe(end);
    expect(writes(desk)).toHaveLength(end === 'void' ? 0 : 1);
    if (end === 'void')
      expect(request.outcome?.code).toMatch(/^(?:device_changed|device_gone|not_possible|approvals_lost)$/u);
  });
});

describe('a command of the same kind at Kandji', () => {
  type Command = Partial<DeviceCommand> & Pick<DeviceCommand, 'type'>;
  const listing =
    (command: (request: HelpdeskRequest) => Command, request: HelpdeskRequest) =>
    (ports: Ports): Ports => ({
      ...ports,
      fleet: {
        ...ports.fleet,
        deviceCommands: async (...asked) => {
          const read = await ports.fleet.deviceCommands(...asked);
          const added: DeviceCommand = {
            uuid: 'foreign',
            state: 'completed',
            requestedAt: request.createdAt + 1_000,
            completedAt: null,
            error: null,
            ...command(request),
          };
          return { ...read, value: [...read.value, added] };
        },
      },
    });

  test.each([
    ['newer than the request, voids it', () => ({ type: 'DisableLostMode' }), 'void'],
    ['newer and not carried out, voids it', () => ({ type: 'DisableLostMode', state: 'pending' }), 'void'],
    [
      "newer, by Kandji's clock two minutes behind, voids it",
      ({ createdAt }) => ({ type: 'DisableLostMode', requestedAt: createdAt - 119_999 }),
      'void',
    ],
    [
      'older than the request by any clock, is no matter',
      ({ createdAt }) => ({ type: 'DisableLostMode', requestedAt: createdAt - 120_000 }),
      'sent',
    ],
    ['of unknown age, is no matter', () => ({ type: 'DisableLostMode', requestedAt: null }), 'sent'],
    ['of another kind, is no matter', () => ({ type: 'DeviceInformation' }), 'sent'],
  ] as [string, (request: HelpdeskRequest) => Command, HelpdeskRequest['state']][])(
    '%s',
    async (_what, command, end) => {
      const { desk, id } = await approved();
      const request = await desk.store.requests.get(id);
      if (!request) throw new Error('no request');
      desk.work({ between: listing(command, request) });
      const { state, outcome } = await desk.reaches(id, 'void', 'sent', 'completed');
      expect(state === 'void' ? 'void' : 'sent').toBe(end);
      expect(writes(desk)).toHaveLength(end === 'void' ? 0 : 1);
      if (end === 'void') expect(outcome).toEqual({ code: 'sent_elsewhere' });
    },
  );

  /** Kandji gives no list so many times. */
  const unlistedFor =
    (times: number, then: (ports: Ports) => Ports) =>
    (base: Ports): Ports => {
      const ports = then(base);
      let left = times;
      const deviceCommands: typeof ports.fleet.deviceCommands = async (...asked) => {
        left -= 1;
        if (left < 0) return ports.fleet.deviceCommands(...asked);
        throw new MdmError({
          kind: 'no-answer',
          reason: 'server',
          status: 503,
          sentence: 'Kandji returned an error.',
          endpoint: 'GET /devices/{device_id}/commands',
        });
      };
      return { ...ports, fleet: { ...ports.fleet, deviceCommands } };
    };
  const leavesClaimed = (desk: Desk, id: string) =>
    expect
      .poll(async () => {
        const request = await desk.store.requests.get(id);
        if (request?.state === 'claimed') desk.forward(2_000);
        return request?.state;
      }, LONG)
      .not.toBe('claimed');

  test('is waited for where Kandji does not list commands at the moment', async () => {
    const { desk, id } = await approved();
    const request = await desk.store.requests.get(id);
    if (!request) throw new Error('no request');
    desk.work({
      between: unlistedFor(
        3,
        listing(() => ({ type: 'DisableLostMode' }), request),
      ),
    });
    await leavesClaimed(desk, id);
    expect((await desk.store.requests.get(id))?.outcome).toEqual({ code: 'sent_elsewhere' });
    expect(writes(desk)).toEqual([]);
  });

  test('is not waited for long: an emergency goes first', async () => {
    const { desk, id } = await approved();
    desk.work({ between: unlistedFor(4, (ports) => ports) });
    await leavesClaimed(desk, id);
    await desk.reaches(id, 'sent', 'completed');
    expect(writes(desk)).toHaveLength(1);
  });

  test('of our own, or for what Kandji sends itself, is no matter', async () => {
    const { desk, id } = await approved();
    const request = await desk.store.requests.get(id);
    if (!request) throw new Error('no request');
    const command = {
      uuid: 'c1',
      type: 'DisableLostMode',
      state: 'completed',
      requestedAt: request.createdAt + 1,
      completedAt: null,
      error: null,
    } as const;
    const withOurs = (commandUuid: string | null) => {
      const { store } = desk;
      return {
        store: { ...store, requests: { ...store.requests, list: async () => [{ ...request, commandUuid }] } },
      };
    };
    expect(await sentByAnother(withOurs(null), request, [command])).toBe(true);
    expect(await sentByAnother(withOurs('c1'), request, [command])).toBe(false);
    expect(await sentByAnother(withOurs(null), request, null)).toBe(false);
    for (const operation of [
      'blank-push',
      'daily-check-in',
      'update-location',
      'play-lost-mode-sound',
    ] as const) {
      const harmless = { ...request, changes: [{ operation, params: {} }] };
      const own = {
        ...command,
        type: operation === 'update-location' ? 'DeviceLocation' : 'PlayLostModeSound',
      };
      expect(await sentByAnother(withOurs(null), harmless, [command, own])).toBe(false);
    }
  });
});
