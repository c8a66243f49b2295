import { type GroupChanges, groupChanges } from './groups.ts';
import { type Membership, membership } from './membership.ts';
import { type MessageStore, messageStore } from './messages.ts';
import { type People, people } from './people.ts';
import type { Channel, Team, User, UserGroup, WorldPorts, WorldSeed } from './types.ts';

/** The workspace as it is now. Its methods do what an admin of it does, and tell the app where Slack would. */
export interface World extends MessageStore, Membership, GroupChanges, People {
  readonly team: Team;
  readonly otherTeams: readonly Team[];
  readonly app: WorldSeed['app'];
  readonly users: ReadonlyMap<string, User>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly usergroups: ReadonlyMap<string, UserGroup>;
}

/** Builds a workspace from its seed. The seed itself is copied, not used. */
export function createWorld(seed: WorldSeed, ports: WorldPorts): World {
  const copy = structuredClone(seed);
  const users = byId(copy.users);
  const channels = byId(copy.channels);
  const usergroups = byId(copy.usergroups);
  const store = messageStore(ports);
  for (const message of copy.messages) store.addMessage(message);
  return {
    team: copy.team,
    otherTeams: copy.otherTeams,
    app: copy.app,
    users,
    channels,
    usergroups,
    ...store,
    ...membership(channels, copy.app.botUserId, ports),
    ...groupChanges(usergroups, copy.team.id, ports),
    ...people(users, ports.changed),
  };
}

function byId<T extends { id: string }>(items: T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
