import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device, DeviceCommand, DeviceDetails } from '../../../src/helpdesk/device.ts';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import { humanOf, rolesOf } from '../../../src/helpdesk/policy/roles.ts';
import type { Actor } from '../../../src/helpdesk/policy.ts';
import type { CallOptions, DeviceApi, DeviceCommands, Ports, Sent } from '../../../src/helpdesk/ports.ts';
import { openStore } from '../../../src/store/index.ts';
import { NO_BACKGROUND, NO_KEY_WINDOWS, policyFrom, SILENT_CASES, SILENT_FLEET } from './harness.ts';

export const AGENTS = ['U0ANA', 'U0ANA2', 'U0TOM'] as const;
/** Ana is a lead as well: her own request is still not hers to approve. */
export const LEADS = ['U0BEN', 'U0BEN2', 'U0LEA', 'U0MIA', 'U0ANA'] as const;
export const DEVICES = ['device-a', 'device-b'] as const;

const POLICY = policyFrom(`version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: [30m] }
people: [[U0ANA, U0ANA2], [U0BEN, U0BEN2]]
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive] }
  - { require: { approvals: 2, from: [approver] }, operations: [disruptive] }
`);

/** How the next call ends at Kandji, and what we hear of it. */
export type Ending = 'accepted' | 'rejected' | 'done but lost' | 'lost' | 'late yes' | 'late no';

/** Anyone who lost a role this long ago may still have been judged with it by someone who now sends. */
const JUDGED_FOR_MS = 31_000;

/** A helpdesk with a real embedded store, and a Kandji and people in memory. `broken` collects every promise that was broken. */
export async function openPropertyWorld() {
  let offset = 0;
  const now = () => Date.now() + offset;
  const dataDir = mkdtempSync(join(tmpdir(), 'properties-'));
  const broken: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (facts: object, message: string) =>
      void broken.push(`${message}: ${JSON.stringify(facts)} ${String(Object.values(facts)[0])}`),
  };
  const store = await openStore({ dataDir, log, clockOffset: () => offset });
  const groups = new Map<string, Set<string>>([
    ['S0AGENTS', new Set(AGENTS)],
    ['S0LEADS', new Set(LEADS)],
  ]);
  const lostRole = new Map<string, number>();
  const actor = async (userId: string): Promise<Actor> => ({
    userId,
    name: userId,
    email: '',
    membership: 'member',
    roles: rolesOf(
      POLICY,
      userId,
      new Set([...groups].filter(([, users]) => users.has(userId)).map(([id]) => id)),
    ),
    knownRoles: [],
    human: humanOf(POLICY, userId),
  });
  const kandji = kandjiInMemory(now);
  const holding = async (roles: readonly string[]) => {
    const named = roles.flatMap((role) => POLICY.roles[role] ?? []);
    return Promise.all(named.flatMap((id) => [...(groups.get(id) ?? [])]).map(actor));
  };
  const held = (userId: string, group: string) =>
    groups.get(group)?.has(userId) || (lostRole.get(`${group} ${userId}`) ?? 0) > now() - JUDGED_FOR_MS;

  /** In the moment in which a command leaves. */
  const check = async (deviceId: string, operation: OperationName, needed: number): Promise<void> => {
    const sending = await store.requests.list({ deviceId, states: ['sending'], limit: 5 });
    const [request, ...others] = sending.filter(({ changes }) => changes[0]?.operation === operation);
    if (!request || others.length > 0) {
      broken.push(
        `a command left for ${deviceId}, where ${others.length + (request ? 1 : 0)} requests are sending`,
      );
      return;
    }
    kandji.calls.set(request.id, (kandji.calls.get(request.id) ?? 0) + 1);
    const humans = request.approvals
      .filter(
        ({ approverId, human }) =>
          held(approverId, 'S0LEADS') && human !== humanOf(POLICY, request.requesterId),
      )
      .map(({ human }) => human);
    if (new Set(humans).size < needed) broken.push(`${request.id} left with ${humans.length} approvals`);
    if (!held(request.requesterId, 'S0AGENTS')) broken.push(`${request.id} left for somebody without a role`);
  };
  const ports = (ending: Ending): Ports => ({
    fleet: kandji.fleet,
    commands: {
      ...kandji.commands,
      disableLostMode: async (deviceId, call) => {
        await check(deviceId, 'disable-lost-mode', 2);
        return kandji.disable(deviceId, ending, call);
      },
      updateDevice: async (deviceId, patch) => {
        await check(deviceId, 'set-asset-tag', 0);
        return kandji.patch(deviceId, patch.assetTag ?? null, ending);
      },
    },
    store,
    people: {
      actor,
      humanOf: async (userId) => humanOf(POLICY, userId),
      holding,
      byEmail: async () => [],
    },
    policies: { current: () => POLICY, fault: () => null },
    notices: {
      draw: async (card) => ({ kind: 'drawn', channel: card.channel, ts: card.ts ?? crypto.randomUUID() }),
      notify: async () => undefined,
      summarize: async () => undefined,
      remind: async () => null,
      takeBack: async () => undefined,
      announce: async () => undefined,
      announceFreeze: async () => undefined,
      drawUnfreeze: async () => ({ kind: 'drawn', channel: 'C0', ts: '1.0' }),
      tellHold: async () => undefined,
      tellUnfreezeUnposted: async () => undefined,
      drawHold: async () => ({ kind: 'drawn', channel: 'C0', ts: '1.0' }),
    },
    caseNotices: SILENT_CASES,
    fleetNotices: SILENT_FLEET,
    background: NO_BACKGROUND,
    keys: { read: async () => null },
    keyWindows: NO_KEY_WINDOWS,
    log,
  });
  return {
    store,
    ports,
    actor,
    broken,
    now,
    calls: kandji.calls,
    late: kandji.late,
    forward: (ms: number) => {
      offset += ms;
    },
    setRole: (userId: string, group: 'S0AGENTS' | 'S0LEADS', holds: boolean) => {
      if (holds) groups.get(group)?.add(userId);
      else if (groups.get(group)?.delete(userId)) lostRole.set(`${group} ${userId}`, now());
    },
    close: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function kandjiInMemory(now: () => number) {
  const devices = new Map(DEVICES.map((id) => [id as string, iPad(id)]));
  const listed = new Map<string, DeviceCommand[]>();
  const calls = new Map<string, number>();
  const late: (() => void)[] = [];
  const read = async <T>(value: T | undefined) => {
    if (value === undefined) throw new Error('no such device');
    return { value, readAt: now(), fromCache: false };
  };
  const nobody = () => Promise.reject(new Error('this world does not have it'));
  const obey = (deviceId: string) => {
    const command: DeviceCommand = {
      uuid: crypto.randomUUID(),
      type: 'DisableLostMode',
      state: 'completed',
      requestedAt: now(),
      completedAt: now(),
      error: null,
    };
    listed.set(deviceId, [command, ...(listed.get(deviceId) ?? [])]);
  };
  const fleet: DeviceApi = {
    device: (id) => read(devices.get(id)),
    details: (id) => read(detailsOf(id)),
    deviceCommands: (id) => read(listed.get(id) ?? []),
    list: nobody,
    status: nobody,
    libraryItems: nobody,
    parameters: nobody,
    apps: nobody,
    activity: nobody,
    lostMode: nobody,
    notes: nobody,
    blueprints: nobody,
    blueprintItems: nobody,
    users: nobody,
    tags: nobody,
    consoleUrl: () => '',
    readConsoleUrl: () => null,
  };
  const commands: DeviceCommands = {
    updateDevice: nobody,
    enableLostMode: nobody,
    disableLostMode: nobody,
    cancelLostMode: nobody,
    playLostModeSound: nobody,
    updateLocation: nobody,
    blankPush: nobody,
    dailyCheckIn: nobody,
    reinstallAgent: nobody,
    rename: nobody,
    renewMdmProfile: nobody,
    restart: nobody,
    shutDown: nobody,
    unlockAccount: nobody,
    lock: nobody,
    clearPasscode: nobody,
    erase: nobody,
    deleteDevice: nobody,
    addNote: async () => ({ outcome: 'accepted', device: null }),
  };
  const LOST: Sent = { outcome: 'unknown', status: null, sentence: 'Kandji did not answer.' };
  const NO: Sent = { outcome: 'rejected', status: 400, sentence: 'Command already running' };
  const YES: Sent = { outcome: 'accepted', device: null };
  return {
    fleet,
    commands,
    calls,
    late,
    disable: (deviceId: string, ending: Ending, call: CallOptions): Sent => {
      if (ending === 'accepted' || ending === 'done but lost') obey(deviceId);
      if (ending === 'late yes' || ending === 'late no')
        late.push(() => call.late?.(ending === 'late yes' ? YES : NO));
      return ending === 'accepted' ? YES : ending === 'rejected' ? NO : LOST;
    },
    patch: (deviceId: string, assetTag: string | null, ending: Ending): Sent => {
      const device = devices.get(deviceId);
      if (device && (ending === 'accepted' || ending === 'done but lost'))
        devices.set(deviceId, { ...device, assetTag });
      return ending === 'accepted' ? YES : ending === 'rejected' ? NO : LOST;
    },
  };
}

const iPad = (id: string): Device => ({
  id,
  name: id,
  model: 'iPad',
  serialNumber: id.toUpperCase(),
  platform: 'iPad',
  osVersion: '18.3',
  agentCheckInAt: null,
  user: null,
  assetTag: null,
  blueprint: null,
  mdmEnabled: true,
  agentInstalled: false,
  isMissing: false,
  isRemoved: false,
  agentVersion: null,
  firstEnrolledAt: 1,
  lastEnrolledAt: 1,
  lostMode: 'on',
  tags: [],
});

const detailsOf = (deviceId: string): DeviceDetails => ({
  deviceId,
  mdmCheckInAt: null,
  supervised: true,
  filevault: null,
  storage: null,
  uptime: null,
  posture: null,
  encrypted: null,
  hasPasscode: null,
  activationLock: null,
  macAddress: null,
  lostMode: null,
  appleSilicon: null,
  localAccounts: null,
  groups: [],
});
