import type { Device, DeviceDetails } from '../../../src/helpdesk/device.ts';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import { expireHeld } from '../../../src/helpdesk/limits/hold.ts';
import type { Change } from '../../../src/helpdesk/operation.ts';
import { humanOf, rolesOf } from '../../../src/helpdesk/policy/roles.ts';
import type { Actor, Policy } from '../../../src/helpdesk/policy.ts';
import type { DeviceApi, DeviceCommands, Ports } from '../../../src/helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import type { DueRequest } from '../../../src/helpdesk/store-port.ts';
import { recordUnfollowed } from '../../../src/helpdesk/worker/record-outcome.ts';
import { runRequest } from '../../../src/helpdesk/worker/run-request.ts';
import { parsePolicy } from '../../../src/policy-file/parse.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { NO_BACKGROUND, SILENT_FLEET } from '../helpdesk/harness.ts';
import { silent } from './harness.ts';

const LEASE_MS = 30_000;
const RESTART = [{ operation: 'restart', params: {} }] as const;

export function policyOf(text: string): Policy {
  const parsed = parsePolicy(text, 'policy.yml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

/** What all replicas share beside the store. A test may change any of it. */
export interface LimitWorld {
  policy: Policy;
  /** Devices to which a command left, in order. */
  readonly calls: string[];
  /** How often Kandji was read. */
  reads: number;
  readonly announced: string[];
  /** Waited for before a device is read. */
  beforeReading: () => Promise<void>;
  /** Called with each command before it counts as left. */
  leaves: (deviceId: string) => void;
  /** To whom a Mac is assigned, by its id; to no one at first. */
  readonly users: Map<string, NonNullable<Device['user']>>;
}

export const limitWorld = (policy: string): LimitWorld => ({
  policy: policyOf(policy),
  calls: [],
  reads: 0,
  announced: [],
  beforeReading: async () => undefined,
  leaves: () => undefined,
  users: new Map(),
});

/** One replica: the real verbs and the real way to Kandji on a store, with people and Macs in memory. Every device id is a Mac. */
export function limitDesk(store: OpenStore, world: LimitWorld) {
  const ports = portsOn(store, world);
  const verbs = createHelpdesk(ports);
  const owner = crypto.randomUUID();
  // A machine that stands still for seconds is not what is looked at here.
  const runner = { owner, monotonic: () => 0, trackInFlight: () => undefined };
  const advance = async (request: DueRequest): Promise<void> => {
    if (request.state === 'claimed') return runRequest(ports, runner, request);
    if (request.state === 'held') return expireHeld(ports, request);
    if (request.state === 'sending')
      return void (await store.requests.change(request.id, (row) =>
        row.state === 'sending' ? recordUnfollowed(row, { code: 'interrupted' }) : null,
      ));
    return store.requests.release(request.id, request.attempt, 400 * 3_600_000);
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const due = await store.requests.claimDue(owner, LEASE_MS);
      if (!due) return;
      await advance(due);
    }
  };
  return {
    store,
    ports,
    verbs,
    /** Does what is due, four at once, until nothing is. */
    drain: async () => void (await Promise.all([work(), work(), work(), work()])),
    actor: (userId: string) => ports.people.actor(userId, 'decide'),
    /** Someone asks to restart a Mac, or for another change of it. @throws Refusal */
    ask: async (
      userId: string,
      deviceId: string,
      changes: readonly Change[] = RESTART,
    ): Promise<HelpdeskRequest> => {
      const person = await ports.people.actor(userId, 'decide');
      const draft = await verbs.reviewRequest(person, deviceId, changes);
      const { request } = await verbs.submitRequest(person, draft, { reason: 'It hangs', viewId: null });
      if (!request) throw new Error('nothing was submitted');
      return request;
    },
    approve: async (userId: string, requestId: string) =>
      verbs.approveRequest(await ports.people.actor(userId, 'decide'), requestId, null),
    release: async (userId: string, requestId: string) =>
      verbs.releaseRequest(await ports.people.actor(userId, 'decide'), requestId, {
        reason: 'Checked',
        viewId: crypto.randomUUID(),
      }),
  };
}

export type LimitDesk = ReturnType<typeof limitDesk>;

function portsOn(store: OpenStore, world: LimitWorld): Ports {
  const actor = async (userId: string): Promise<Actor> => ({
    userId,
    name: userId,
    email: '',
    membership: 'member',
    roles: rolesOf(world.policy, userId, new Set()),
    knownRoles: rolesOf(world.policy, userId, new Set()),
    human: humanOf(world.policy, userId),
  });
  return {
    store,
    ...kandji(world),
    keys: { read: async () => null },
    keyWindows: { show: async () => 'window_closed', hide: async () => undefined },
    people: {
      actor,
      humanOf: async (userId) => humanOf(world.policy, userId),
      holding: (roles) =>
        Promise.all(roles.flatMap((role) => world.policy.roles[role] ?? []).map((userId) => actor(userId))),
      byEmail: async () => [],
    },
    policies: { current: () => world.policy, fault: () => null },
    notices: {
      draw: async (card) => ({ kind: 'drawn', channel: card.channel, ts: card.ts ?? '1.0' }),
      notify: async () => undefined,
      summarize: async () => undefined,
      remind: async () => null,
      takeBack: async () => undefined,
      announce: async (text) => void world.announced.push(text),
      announceFreeze: async ({ byName }) => void world.announced.push(`${byName} froze all changes`),
      drawUnfreeze: async () => ({ kind: 'drawn', channel: 'C0', ts: '1.0' }),
      tellHold: async () => undefined,
      tellUnfreezeUnposted: async () => undefined,
      drawHold: async () => ({ kind: 'drawn', channel: 'C0', ts: '1.0' }),
    },
    caseNotices: {
      draw: async ({ delivery, id }) => ({ kind: 'drawn', channel: delivery.channel, ts: id }),
      post: async () => undefined,
      tell: async () => null,
      tellUnposted: async () => undefined,
      redrawMessage: async () => undefined,
    },
    fleetNotices: SILENT_FLEET,
    background: NO_BACKGROUND,
    log: silent,
  };
}

function kandji(world: LimitWorld): Pick<Ports, 'fleet' | 'commands'> {
  const read = async <T>(value: T) => {
    world.reads += 1;
    await world.beforeReading();
    return { value, readAt: Date.now(), fromCache: false };
  };
  const fleet: Partial<DeviceApi> = {
    device: (id) => read({ ...macOf(id), user: world.users.get(id) ?? null }),
    details: (id) => read(detailsOf(id)),
    deviceCommands: () => read([]),
    consoleUrl: () => '',
    readConsoleUrl: () => null,
  };
  const left = async (deviceId: string) => {
    world.leaves(deviceId);
    world.calls.push(deviceId);
    return { outcome: 'accepted', device: null } as const;
  };
  const commands: Partial<DeviceCommands> = { restart: left, lock: left };
  return { fleet: only(fleet), commands: only(commands) };
}

/** What is not there is asked for by nothing: a test that does so fails. */
const only = <T extends object>(some: Partial<T>): T =>
  new Proxy(some, {
    get(target, name) {
      if (name in target) return target[name as keyof T];
      throw new Error(`this world has no ${String(name)}`);
    },
  }) as T;

const macOf = (id: string): Device => ({
  id,
  name: id,
  model: 'MacBook Air',
  serialNumber: id.toUpperCase(),
  platform: 'Mac',
  osVersion: '15.3',
  agentCheckInAt: null,
  user: null,
  assetTag: null,
  blueprint: null,
  mdmEnabled: true,
  agentInstalled: true,
  isMissing: false,
  isRemoved: false,
  agentVersion: null,
  firstEnrolledAt: 1,
  lastEnrolledAt: 1,
  lostMode: 'off',
  tags: [],
});

const detailsOf = (deviceId: string): DeviceDetails => ({
  deviceId,
  appleSilicon: null,
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
  localAccounts: null,
  groups: [],
});
