import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Kandji,
  type KandjiOptions,
  startKandji,
} from '../../../packages/kandji-simulator/src/index.ts';
import { EXAMPLE_POLICY } from '../../../playground/start.ts';
import { createHelpdesk, type Helpdesk } from '../../../src/helpdesk/index.ts';
import type { Change } from '../../../src/helpdesk/operation.ts';
import { confirmationOf } from '../../../src/helpdesk/operations/confirmation.ts';
import { knownRolesOf } from '../../../src/helpdesk/policy/known-people.ts';
import { humanOf, rolesOf } from '../../../src/helpdesk/policy/roles.ts';
import { type Actor, type MembershipStatus, type Policy, Refusal } from '../../../src/helpdesk/policy.ts';
import type { Log, Notice, Ports } from '../../../src/helpdesk/ports.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { startWorker, type Worker } from '../../../src/helpdesk/worker/worker.ts';
import { createKandji } from '../../../src/kandji/index.ts';
import { parsePolicy } from '../../../src/policy-file/index.ts';
import { type OpenStore, openStore, type StoreOptions } from '../../../src/store/index.ts';

export const NO_LOG: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Cases that no one reads. */
export const SILENT_CASES: Ports['caseNotices'] = {
  draw: async ({ delivery, id }) => ({ kind: 'drawn', channel: delivery.channel, ts: delivery.ts ?? id }),
  post: async () => undefined,
  tell: async () => null,
  redrawMessage: async () => undefined,
  tellUnposted: async () => undefined,
};

/** Words about the fleet that no one reads. */
export const SILENT_FLEET: Ports['fleetNotices'] = {
  tellWatch: async () => undefined,
  postDigest: async () => undefined,
  sendMessage: async (userId) => ({ channel: userId, ts: '1.0' }),
  tellSender: async ({ sender, place }) => place ?? { channel: sender.userId, ts: '1.0' },
};

/** A Kandji of which nothing is read in the background. */
export const NO_BACKGROUND: Ports['background'] = {
  share: 0,
  device: async () => null,
  details: async () => null,
  libraryItems: async () => null,
};

/** Windows that no one opened. */
export const NO_KEY_WINDOWS: Ports['keyWindows'] = {
  show: async () => 'window_closed',
  hide: async () => undefined,
};

/** People as Slack would tell them: groups and membership can change at any time. */
export interface PeopleWorld {
  readonly groups: Map<string, Set<string>>;
  readonly membership: Map<string, MembershipStatus>;
  /** Who was added to their groups just now. */
  readonly fresh: Set<string>;
  /** Accounts that Slack's organization says are another one's. */
  readonly twins: Map<string, string>;
  /** Slack does not answer. */
  down: boolean;
}

/** A helpdesk with a real store, a real client against a simulated Kandji, and people who can change. */
export interface Desk {
  readonly ports: Ports;
  readonly verbs: Helpdesk;
  readonly store: OpenStore;
  readonly kandji: Kandji;
  readonly people: PeopleWorld;
  /** What people were told, in order. */
  readonly told: {
    readonly to: string;
    readonly notice: Notice | 'on-hold';
    readonly state: string;
    /** The code of how it ended. */
    readonly outcome: string | null;
  }[];
  /** What requesters' messages say instead since, in order. */
  readonly edited: { readonly to: string; readonly state: string; readonly outcome: string | null }[];
  /** What accounts were told at the end of the day: "approved 4MQ86MBW". */
  readonly summaries: { readonly to: string; readonly decided: readonly string[] }[];
  readonly reminders: { readonly requestId: string; readonly also: readonly string[] }[];
  /** Messages that were deleted. */
  readonly takenBack: string[];
  readonly announced: string[];
  /** Every time the card of a safety limit was drawn. */
  readonly holds: readonly { readonly key: string; readonly held: readonly string[] }[];
  policy: Policy | null;
  forward(ms: number): void;
  actor(userId: string): Promise<Actor>;
  /** Reviews and submits in one go, as one person. */
  ask(
    userId: string,
    deviceId: string,
    changes: readonly Change[],
    reason?: string,
  ): Promise<HelpdeskRequest>;
  /** Works until this request is in one of these states. */
  reaches(requestId: string, ...states: readonly HelpdeskRequest['state'][]): Promise<HelpdeskRequest>;
  work(options?: {
    readonly between?: (ports: Ports) => Ports;
    readonly owner?: string;
    readonly monotonic?: () => number;
  }): Worker;
}

export interface DeskOptions {
  readonly kandji?: KandjiOptions;
  readonly databaseUrl?: string;
  readonly policy?: string;
  readonly budget?: NonNullable<StoreOptions['budget']>;
  readonly keyWindows?: Ports['keyWindows'];
  /** False: nothing is worked on until `work()` is called. */
  readonly working?: boolean;
  /** Takes what ends the desk. A test that runs beside others hands in its own; the default only knows which test runs alone. */
  readonly onTestFinished?: (end: () => Promise<void>) => void;
}

export const policyFrom = (text: string): Policy => {
  const parsed = parsePolicy(text, 'policy.yml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
};

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  let offset = 0;
  const now = () => Date.now() + offset;
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-'));
  const kandji = await startKandji({ commandDelay: 50, rateLimit: false, ...options.kandji, now });
  const store = await openStore({
    dataDir,
    log: NO_LOG,
    clockOffset: () => offset,
    ...(options.databaseUrl && { databaseUrl: options.databaseUrl }),
    ...(options.budget && { budget: options.budget }),
  });
  const state: { policy: Policy | null } = { policy: policyFrom(options.policy ?? EXAMPLE_POLICY) };
  const people: PeopleWorld = {
    groups: new Map(
      Object.entries({
        S0HELPDESK: ['U0VERA'],
        S0AGENTS: ['U0ANA', 'U0ANA2'],
        S0LEADS: ['U0BEN', 'U0LEA'],
      }).map(([id, users]) => [id, new Set(users)]),
    ),
    membership: new Map<string, MembershipStatus>([
      ['U0RUI', 'guest'],
      ['U0EXT', 'outsider'],
    ]),
    fresh: new Set(),
    twins: new Map(),
    down: false,
  };
  const human = (userId: string) => humanOf(state.policy, people.twins.get(userId) ?? userId);
  const actor = async (userId: string): Promise<Actor> => {
    if (people.down) throw new Refusal('not-now', "Couldn't check your permissions (Slack didn't answer).");
    const membership = people.membership.get(userId) ?? 'member';
    const groups = new Set([...people.groups].filter(([, users]) => users.has(userId)).map(([id]) => id));
    return {
      userId,
      name: userId.slice(2),
      email: '',
      membership,
      roles: membership === 'member' ? rolesOf(state.policy, userId, groups) : [],
      knownRoles:
        membership === 'member'
          ? knownRolesOf(state.policy, userId, people.fresh.has(userId) ? new Set() : groups)
          : [],
      human: human(userId),
    };
  };
  const holding: Ports['people']['holding'] = async (roles) => {
    const named = roles.flatMap((role) => state.policy?.roles[role] ?? []);
    const ids = named.flatMap((id) => (id.startsWith('S') ? [...(people.groups.get(id) ?? [])] : [id]));
    const actors = await Promise.all([...new Set(ids)].map(actor));
    return actors.filter(({ membership }) => membership === 'member');
  };
  const told: Desk['told'] = [];
  const edited: Desk['edited'] = [];
  const summaries: Desk['summaries'] = [];
  const reminders: Desk['reminders'] = [];
  const takenBack: string[] = [];
  const announced: string[] = [];
  const holds: { readonly key: string; readonly held: readonly string[] }[] = [];
  let posted = 0;
  const client = createKandji({
    apiUrl: new URL(kandji.url),
    token: kandji.token,
    budget: store.budget,
    log: NO_LOG,
    now,
  });
  const ports: Ports = {
    ...client,
    store,
    people: {
      actor,
      humanOf: async (userId) => human(userId),
      holding,
      byEmail: async () => [],
    },
    policies: { current: () => state.policy, fault: () => null },
    notices: {
      draw: async (card, request) => {
        // The requester's copy is their one message: what comes later edits it.
        if (card.place === 'requester') {
          const message = { to: card.channel, state: request.state, outcome: request.outcome?.code ?? null };
          if (card.ts === null) told.push({ ...message, notice: 'outcome' });
          else edited.push(message);
        }
        return { kind: 'drawn', channel: card.channel, ts: card.ts ?? `${++posted}.0` };
      },
      notify: async (to, notice, request) => {
        told.push({ to, notice, state: request.state, outcome: request.outcome?.code ?? null });
      },
      summarize: async (to, decisions) => {
        summaries.push({ to, decided: decisions.map(({ action, request }) => `${action} ${request.id}`) });
      },
      remind: async (_card, request, also) => {
        reminders.push({ requestId: request.id, also });
        return `${++posted}.0`;
      },
      takeBack: async ({ ts }) => void takenBack.push(ts),
      drawHold: async ({ key, held, place }) => {
        holds.push({ key, held: held.map(({ id }) => id) });
        return { kind: 'drawn', ...(place ?? { channel: 'C0', ts: `${++posted}.0` }) };
      },
      drawUnfreeze: async ({ channel, ts }) => ({
        kind: 'drawn',
        channel: channel ?? 'C0',
        ts: ts ?? `${++posted}.0`,
      }),
      tellHold: async (to, { held }) => {
        told.push({ to, notice: 'on-hold', state: 'held', outcome: `${held.length}` });
      },
      tellUnfreezeUnposted: async ({ requesterId }) => {
        announced.push(`to ${requesterId}: approvers may not see it`);
      },
      announce: async (text) => {
        announced.push(text);
      },
      announceFreeze: async ({ byName }) => {
        announced.push(`${byName} froze all changes`);
      },
    },
    caseNotices: SILENT_CASES,
    fleetNotices: SILENT_FLEET,
    keyWindows: options.keyWindows ?? NO_KEY_WINDOWS,
    log: NO_LOG,
  };
  const workers: Worker[] = [];
  const work: Desk['work'] = ({
    between = (same: Ports) => same,
    owner = crypto.randomUUID(),
    monotonic = () => performance.now(),
  } = {}) => {
    const worker = startWorker(between(ports), { owner, monotonic }, { pollMs: 20 });
    workers.push(worker);
    return worker;
  };
  if (options.working !== false) work();
  (options.onTestFinished ?? onTestFinished)(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await store.close();
    await kandji.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const verbs = createHelpdesk(ports);
  return {
    ports,
    verbs,
    store,
    kandji,
    people,
    told,
    edited,
    summaries,
    reminders,
    takenBack,
    announced,
    holds,
    get policy() {
      return state.policy;
    },
    set policy(policy) {
      state.policy = policy;
    },
    forward: (ms) => {
      offset += ms;
    },
    actor,
    ask: async (userId, deviceId, changes, reason = 'because') => {
      const person = await actor(userId);
      const draft = await verbs.reviewRequest(person, deviceId, changes);
      const confirmation = confirmationOf(draft.snapshot.device, changes)?.expected ?? '';
      const submitted = await verbs.submitRequest(person, draft, { reason, confirmation, viewId: null });
      if (!submitted.request) throw new Error('nothing was submitted');
      return submitted.request;
    },
    reaches: async (requestId, ...states) => {
      for (let tries = 0; tries < 500; tries += 1) {
        const request = await store.requests.get(requestId);
        if (request && states.includes(request.state)) return request;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const last = await store.requests.get(requestId);
      throw new Error(`the request is ${last?.state} (${last?.outcome?.code}), not ${states.join(' or ')}`);
    },
    work,
  };
}
