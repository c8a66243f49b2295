import type { Device } from '../../../src/helpdesk/device.ts';
import { walkOn } from '../../../src/helpdesk/fleet/walk.ts';
import type { Actor, Policy } from '../../../src/helpdesk/policy.ts';
import type { Query } from '../../../src/helpdesk/search/query.ts';
import { createSearchIndex } from '../../../src/helpdesk/search/search-index.ts';
import { parseCommand } from '../../../src/slack/commands/parse.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import { TENANT } from '../store/fleet.ts';
import { silent } from '../store/harness.ts';

/** An agent of Larkfield. */
export const AGENT: Actor = {
  userId: 'U0ANA',
  name: 'Ana',
  human: 'U0ANA',
  email: 'ana@larkfield.example',
  membership: 'member',
  roles: ['agent', 'everyone'],
  knownRoles: [],
};

/** Finding in the index of this store. Who is mentioned has this e-mail. */
export const indexOver = (store: OpenStore, policy: Policy, mentioned = 'Soren@larkfield.example') =>
  createSearchIndex({
    store,
    fleet: { readConsoleUrl: () => null },
    policies: { current: () => policy, fault: () => null },
    people: {
      actor: async (userId) => ({ ...AGENT, userId, name: 'Søren', email: mentioned }),
      humanOf: async (userId) => userId,
      holding: async () => [],
      byEmail: async () => [],
    },
  });

/** One whole walk over these devices, if one is due. */
export async function walkOver(store: OpenStore, devices: readonly Device[]): Promise<void> {
  const source = { page: async () => ({ devices, more: false }), device: async () => null };
  const walker = {
    store,
    source,
    log: silent,
    tenant: TENANT,
    owner: 'a',
    pauseMs: 0,
    pageSize: devices.length + 1,
  };
  const ended = async () => (await store.fleet.state()).state.last?.endedAt;
  const before = await ended();
  for (let step = 0; step < 3 && (await ended()) === before; step += 1) await walkOn(walker);
}

/** What is typed after `/kandji`, as a query. */
export function queryTyped(typed: string): Query {
  const line = parseCommand(typed);
  if (!('query' in line) || !line.query) throw new Error(`no query: ${typed}`);
  return line.query;
}
