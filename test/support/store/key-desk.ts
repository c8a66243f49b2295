import type { Device } from '../../../src/helpdesk/device.ts';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import { knownRolesOf } from '../../../src/helpdesk/policy/known-people.ts';
import { humanOf, rolesOf } from '../../../src/helpdesk/policy/roles.ts';
import type { Actor, Policy } from '../../../src/helpdesk/policy.ts';
import type { DeviceApi, KeyWindow, KeyWindows, Ports } from '../../../src/helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { Secret } from '../../../src/helpdesk/secret.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { NO_BACKGROUND, policyFrom, SILENT_CASES, SILENT_FLEET } from '../helpdesk/harness.ts';
import { silent } from './harness.ts';
import { askFor } from './samples.ts';

export const KEY_POLICY = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
safety_limits: { secret: [{ per_person: 100, total: 100, within: 30m }] }
rules:
  - { allow: [agent], operations: [lookup, secret] }
  - { allow: [approver], operations: [lookup, release] }
`;

/** What Kandji keeps for the Mac of these stories. */
export const PLANTED = 'PLANTED-KEY-7Q2M';

const base = askFor().snapshot.device;
const keptDevice = (): Device => ({
  ...base,
  name: "Noor's Mac",
  model: 'MacBook Air',
  platform: 'Mac',
  lostMode: 'off',
  user: { id: 'user-2', name: 'Noor Halim', email: 'U0NOOR@example.com', archived: false },
});

/** A key that was seen. `at` and `until`: the database's clock, and the end of its quarter of an hour. */
export interface Seen {
  readonly viewId: string;
  readonly requestId: string;
  readonly value: string;
  readonly at: number;
  readonly until: number;
}

export interface KeyDesk {
  readonly verbs: ReturnType<typeof createHelpdesk>;
  readonly ports: Ports;
  /** Requests a key of the Mac for someone, as an agent. */
  request(recipient?: string): Promise<HelpdeskRequest>;
  /** A press of one account on *Show*, in a window of its own. */
  press(userId: string, requestId: string, viewId: string, monotonic?: () => number): Promise<string>;
}

/** What the replicas of one story share: people, Kandji, what was seen. */
export function createKeyWorld() {
  const groups = new Map([
    ['S0AGENTS', new Set(['U0ANA', 'U0VERA'])],
    ['S0LEADS', new Set(['U0BEN', 'U0LEA'])],
  ]);
  const state = {
    policy: policyFrom(KEY_POLICY) as Policy,
    device: keptDevice(),
    seen: [] as Seen[],
    /** What windows show now. */
    windows: new Map<string, 'key' | 'hidden'>(),
    asked: 0,
    stored: PLANTED as string | null,
    window: 'shown' as Awaited<ReturnType<KeyWindows['show']>>,
  };
  const groupsOf = (userId: string) =>
    new Set([...groups].filter(([, users]) => users.has(userId)).map(([id]) => id));
  const actor = async (userId: string): Promise<Actor> => ({
    userId,
    name: userId,
    email: `${userId}@example.com`,
    membership: 'member',
    roles: rolesOf(state.policy, userId, groupsOf(userId)),
    knownRoles: knownRolesOf(state.policy, userId, groupsOf(userId)),
    human: humanOf(state.policy, userId),
  });

  /** One replica on this store. */
  const open = (store: OpenStore, between: (ports: Ports) => Ports = (same) => same): KeyDesk => {
    const keyWindows: KeyWindows = {
      show: async ({ viewId }, request, key, { closesAt }) => {
        if (state.window !== 'shown') return state.window;
        const [part] = Secret.open(key);
        const at = await store.now();
        state.seen.push({ viewId, requestId: request.id, value: part?.value ?? '', at, until: closesAt });
        state.windows.set(viewId, 'key');
        return 'shown';
      },
      hide: async (viewId) => void state.windows.set(viewId, 'hidden'),
    };
    const reading = async () => ({ value: state.device, readAt: 0, fromCache: false });
    const ports = between({
      fleet: {
        device: reading,
        consoleUrl: (id: string) => `https://desk.kandji.example/devices/${id}`,
      } as unknown as DeviceApi,
      commands: {} as Ports['commands'],
      keys: {
        read: async () => {
          state.asked += 1;
          return state.stored === null ? null : new Secret([{ label: null, value: state.stored }]);
        },
      },
      keyWindows,
      store,
      people: {
        actor,
        humanOf: async (userId) => humanOf(state.policy, userId),
        holding: async () => [],
        byEmail: async (email) => [email.split('@')[0] ?? ''],
      },
      policies: { current: () => state.policy, fault: () => null },
      notices: {
        draw: async (card) => ({ kind: 'drawn', channel: card.channel, ts: card.ts ?? '1.0' }),
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
      log: silent,
    });
    const verbs = createHelpdesk(ports);
    return {
      verbs,
      ports,
      request: async (recipient = 'U0ANA') => {
        const snapshot = { ...askFor().snapshot, device: state.device, lostModeEnabledAt: null };
        const form = {
          snapshot,
          choices: [{ operation: 'show-filevault-key' as const, verdict: 'allowed' as const, stored: true }],
          missing: [],
          assigned: recipient === 'U0ANA' ? null : { userId: recipient, name: recipient },
          openRequests: [],
          hold: null,
        };
        const input = {
          operation: 'show-filevault-key',
          recipient: recipient === 'U0ANA' ? ('me' as const) : ('assigned' as const),
          reason: 'Forgot the password',
        };
        const submitted = await verbs.requestKey(await actor('U0ANA'), form, input, null);
        if (!submitted.request) throw new Error(submitted.kind);
        return submitted.request;
      },
      press: async (userId, requestId, viewId, monotonic = () => performance.now()) => {
        const window: KeyWindow = { viewId, hash: null };
        const shown = await verbs.showKey(await actor(userId), requestId, { window, monotonic });
        return shown.kind === 'failed' ? shown.why : shown.kind;
      },
    };
  };
  return { state, groups, actor, open };
}
