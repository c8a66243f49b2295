import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { accountOf } from '../../../packages/kandji-simulator/src/tenant/device.ts';
import { OPERATION_NAMES, type OperationName } from '../../../src/helpdesk/operation.ts';
import { operationNamed } from '../../../src/helpdesk/operations/index.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import { policyWith } from '../../support/policy-file/policy-with.ts';

const EVERYTHING_WAITS = `version: 1
roles: { agent: [S0AGENTS, U0ANA], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: [30m] }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive, maintenance, severe, irreversible] }
  - { require: { approvals: 1, from: [approver] }, operations: [routine, disruptive, maintenance, severe, irreversible] }
`;

const NOTHING_WAITS = policyWith(/^ {2}- \{ require.*$/m, '', EVERYTHING_WAITS);

/** One device of each platform on which Lost Mode is off, and those in the other states. */
const DEVICES = {
  Mac: NAMED.anasMac,
  iPhone: NAMED.danasIphone,
  iPad: NAMED.warehouseIpad,
  AppleTV: NAMED.lobbyTv,
  Windows: NAMED.windowsPc,
  Android: NAMED.androidPhone,
} as const;
type PlatformName = keyof typeof DEVICES;

const NEEDS: Partial<Record<OperationName, 'on' | 'off' | 'error'>> = {
  'enable-lost-mode': 'off',
  'disable-lost-mode': 'on',
  'cancel-lost-mode': 'error',
  'play-lost-mode-sound': 'on',
  'update-location': 'on',
};

/** Brings the device into the state that the operation needs, where its platform has such a state. */
function prepare(desk: Desk, operation: OperationName, deviceId: string): void {
  const device = desk.kandji.tenant.device(deviceId);
  const lost = desk.kandji.tenant.device(NAMED.warehouseIpad)?.lostMode;
  const failed = desk.kandji.tenant.device(NAMED.errorIphone)?.lostMode;
  if (!device || !(device.platform === 'iPhone' || device.platform === 'iPad')) return;
  const wanted = NEEDS[operation];
  if (wanted === 'off') device.lostMode = null;
  if (wanted === 'on') device.lostMode = lost ? { ...lost } : null;
  if (wanted === 'error') device.lostMode = failed ? { ...failed } : null;
}

function paramsFor(desk: Desk, operation: OperationName, deviceId: string): unknown {
  const device = desk.kandji.tenant.device(deviceId);
  const blueprint = desk.kandji.tenant.blueprints.find(({ id }) => id !== device?.blueprintId);
  const user = desk.kandji.tenant.users.find(({ archived }) => !archived);
  switch (operation) {
    case 'set-asset-tag':
      return { assetTag: 'LF-CATALOGUE' };
    case 'assign-user':
      return { user: { id: String(user?.id), name: user?.name ?? '', email: user?.email ?? '' } };
    case 'edit-tags':
      return { add: ['catalogue'], remove: [] };
    case 'set-blueprint':
      return { blueprintId: blueprint?.id ?? '', blueprintName: blueprint?.name ?? '' };
    case 'enable-lost-mode':
      return { message: 'Please call us', phone: '', footnote: '' };
    case 'rename':
      return { name: 'Front desk' };
    case 'unlock-account':
      return { username: device ? accountOf(device) : '' };
    case 'delete-device':
      return { keys: 'saved' };
    default:
      return {};
  }
}

const changesSent = (desk: Desk) =>
  desk.kandji
    .received()
    .filter(({ method, template }) => method !== 'GET' && !template?.endsWith('/notes'))
    .map(({ method, template }) => `${method} ${template}`);

const ENDPOINT: Readonly<Partial<Record<OperationName, string>>> = {
  'set-asset-tag': 'PATCH /devices/{device_id}',
  'assign-user': 'PATCH /devices/{device_id}',
  'edit-tags': 'PATCH /devices/{device_id}',
  'set-blueprint': 'PATCH /devices/{device_id}',
  'enable-lost-mode': 'POST /devices/{device_id}/action/enablelostmode',
  'disable-lost-mode': 'POST /devices/{device_id}/action/disablelostmode',
  'cancel-lost-mode': 'DELETE /devices/{device_id}/details/lostmode',
  'play-lost-mode-sound': 'POST /devices/{device_id}/action/playlostmodesound',
  'update-location': 'POST /devices/{device_id}/action/updatelocation',
  'blank-push': 'POST /devices/{device_id}/action/blankpush',
  'daily-check-in': 'POST /devices/{device_id}/action/dailycheckin',
  'reinstall-agent': 'POST /devices/{device_id}/action/reinstallagent',
  rename: 'POST /devices/{device_id}/action/setname',
  'renew-mdm-profile': 'POST /devices/{device_id}/action/renewmdmprofile',
  restart: 'POST /devices/{device_id}/action/restart',
  'shut-down': 'POST /devices/{device_id}/action/shutdown',
  'unlock-account': 'POST /devices/{device_id}/action/unlockaccount',
  lock: 'POST /devices/{device_id}/action/lock',
  'clear-passcode': 'POST /devices/{device_id}/action/clearpasscode',
  erase: 'POST /devices/{device_id}/action/erase',
  'delete-device': 'DELETE /devices/{device_id}',
};

/** Kandji lists commands of Apple devices only, so that others' ends are recorded by a person. */
const endsByHand = (operation: OperationName, platform: PlatformName): boolean =>
  ['lock', 'erase'].includes(operation) && ['Windows', 'Android'].includes(platform);

/** Keys change nothing, and go another way. */
const CHANGING = OPERATION_NAMES.filter((name) => operationNamed(name).kind !== 'secret');

const everywhere = CHANGING.flatMap((operation) =>
  Object.entries(DEVICES).map(([platform, deviceId]) => ({
    operation,
    platform: platform as PlatformName,
    deviceId,
    exists: operationNamed(operation).platforms.includes(platform),
  })),
);

describe.each([
  ['at once', NOTHING_WAITS],
  ['after an approval', EVERYTHING_WAITS],
])('%s', (_how, policy) => {
  // Most of each is waiting for the device, so they wait together.
  const allowed = ({ operation }: { operation: OperationName }) =>
    policy === EVERYTHING_WAITS || operationNamed(operation).risk !== 'irreversible';
  test.concurrent.for(everywhere.filter(({ exists }) => exists).filter(allowed))(
    '$operation on $platform',
    async ({ operation, platform, deviceId }, { onTestFinished }) => {
      const desk = await openDesk({ policy, onTestFinished });
      prepare(desk, operation, deviceId);
      const asked = await desk.ask('U0ANA', deviceId, [
        { operation, params: paramsFor(desk, operation, deviceId) },
      ]);
      if (policy === EVERYTHING_WAITS) {
        expect(asked.state).toBe('pending');
        expect(changesSent(desk)).toEqual([]);
        await desk.verbs.approveRequest(await desk.actor('U0BEN'), asked.id, null);
      }
      await desk.reaches(asked.id, endsByHand(operation, platform) ? 'sent' : 'completed');
      expect(changesSent(desk)).toEqual([ENDPOINT[operation]]);
    },
  );
});

describe('where it does not exist, the reason is said and nothing is sent', () => {
  test.each(everywhere.filter(({ exists }) => !exists))(
    '$operation on $platform',
    async ({ operation, deviceId }) => {
      const desk = await openDesk({ policy: NOTHING_WAITS });
      const asked = desk.ask('U0ANA', deviceId, [
        { operation, params: paramsFor(desk, operation, deviceId) },
      ]);
      await expect(asked).rejects.toMatchObject({ name: 'Refusal', code: 'not-possible' });
      expect(changesSent(desk)).toEqual([]);
    },
  );
});

test.each(['erase', 'delete-device'] as const)(
  '%s needs a second person whom the policy names, whatever else it allows',
  async (operation) => {
    for (const approvers of [
      '',
      '  - { require: { approvals: 1, from: [everyone] }, operations: [irreversible] }\n',
    ]) {
      const desk = await openDesk({ policy: NOTHING_WAITS + approvers });
      const params = paramsFor(desk, operation, NAMED.anasMac);
      await expect(desk.ask('U0ANA', NAMED.anasMac, [{ operation, params }])).rejects.toMatchObject({
        code: 'not-allowed',
        reason: expect.stringContaining('always needs a second person, and your policy names none'),
      });
      expect(changesSent(desk)).toEqual([]);
    }
  },
);

test('an older tenant has no daily check-in: update inventory leaves instead, once', async () => {
  const desk = await openDesk({ policy: NOTHING_WAITS, kandji: { legacyTenant: true } });
  const asked = await desk.ask('U0ANA', NAMED.anasMac, [{ operation: 'daily-check-in', params: {} }]);
  await desk.reaches(asked.id, 'completed');
  expect(changesSent(desk).filter((one) => one.endsWith('updateinventory'))).toHaveLength(1);
});
