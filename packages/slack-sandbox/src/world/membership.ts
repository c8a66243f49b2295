import type { Channel, WorldPorts } from './types.ts';

export interface Membership {
  channelNamed(name: string): Channel | undefined;
  /** The direct conversation of a person with the app; opened when it does not exist. */
  openDm(userId: string): Channel;
  dmOf(userId: string): Channel | undefined;
  isMember(channelId: string, userId: string): boolean;
  archive(channelId: string): void;
  addToChannel(channelId: string, userId: string): void;
  removeFromChannel(channelId: string, userId: string): void;
  /** Shares a channel with another company, ends that, or invites one that has not answered yet. */
  shareChannel(channelId: string, shared: boolean | 'pending'): void;
}

/** Channels and who is in them. */
export function membership(channels: Map<string, Channel>, botUserId: string, ports: WorldPorts): Membership {
  const must = (id: string): Channel => {
    const channel = channels.get(id);
    if (channel === undefined) throw new Error(`There is no channel ${id}.`);
    return channel;
  };
  const dmId = (userId: string): string => `D${userId.slice(1)}`;
  return {
    channelNamed: (name) => [...channels.values()].find((channel) => channel.name === name),
    dmOf: (userId) => channels.get(dmId(userId)),
    openDm(userId) {
      const id = dmId(userId);
      const known = channels.get(id);
      if (known !== undefined) return known;
      const fresh: Channel = { id, name: 'directmessage', kind: 'im', members: [userId, botUserId] };
      channels.set(id, fresh);
      ports.changed();
      return fresh;
    },
    isMember: (channelId, userId) => channels.get(channelId)?.members.includes(userId) ?? false,
    archive(channelId) {
      must(channelId).archived = true;
      ports.changed();
    },
    addToChannel(channelId, userId) {
      const channel = must(channelId);
      if (!channel.members.includes(userId)) channel.members.push(userId);
      ports.emit({ type: 'member_joined_channel', user: userId, channel: channelId });
      ports.changed();
    },
    removeFromChannel(channelId, userId) {
      const channel = must(channelId);
      channel.members = channel.members.filter((member) => member !== userId);
      ports.emit({ type: 'member_left_channel', user: userId, channel: channelId });
      ports.changed();
    },
    shareChannel(channelId, shared) {
      must(channelId).extShared = shared === true;
      must(channelId).extPending = shared === 'pending';
      ports.changed();
    },
  };
}
