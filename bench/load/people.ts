import { larkfield } from '../../packages/slack-sandbox/src/index.ts';
import type { Channel, User, WorldSeed } from '../../packages/slack-sandbox/src/world/types.ts';

/** A helpdesk big enough that no one has to press twice at the same time. */
export interface Crowd {
  readonly seed: WorldSeed;
  /** Agents, each with a private channel where only they and the app are. */
  readonly agents: readonly Seat[];
  readonly approvers: readonly Seat[];
}

/** Someone, and where they type. */
export interface Seat {
  readonly userId: string;
  readonly channelId: string;
}

export const APPROVALS = 'C0APPROVALS';
const BOT = 'UBOTKANDJI';

/** Larkfield, with many more agents and approvers. */
export function crowd(counts: { readonly agents: number; readonly approvers: number }): Crowd {
  const home = larkfield();
  const agents = seats('AGENT', counts.agents);
  const approvers = seats('LEAD', counts.approvers);
  const everyone = [...agents, ...approvers];
  const seed: WorldSeed = {
    ...home,
    users: [...home.users, ...everyone.map(personAt)],
    channels: [
      ...home.channels.map((channel) => withApprovers(channel, approvers)),
      ...everyone.map(ownChannel),
    ],
    usergroups: home.usergroups.map((group) => {
      const more = group.id === 'S0AGENTS' ? agents : group.id === 'S0LEADS' ? approvers : [];
      return { ...group, users: [...group.users, ...more.map(({ userId }) => userId)] };
    }),
  };
  return { seed, agents, approvers };
}

const seats = (kind: string, count: number): Seat[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(3, '0');
    return { userId: `U0${kind}${number}`, channelId: `C0${kind}${number}` };
  });

function personAt({ userId }: Seat): User {
  const name = userId.slice(2).toLowerCase();
  return { id: userId, name, realName: `Busy ${name}`, email: `${name}@larkfield.example`, teamId: 'T0LARK' };
}

const ownChannel = ({ userId, channelId }: Seat): Channel => ({
  id: channelId,
  name: `desk-${userId.slice(2).toLowerCase()}`,
  kind: 'private',
  members: [userId, BOT],
});

const withApprovers = (channel: Channel, approvers: readonly Seat[]): Channel =>
  channel.id === APPROVALS
    ? { ...channel, members: [...channel.members, ...approvers.map(({ userId }) => userId)] }
    : channel;
