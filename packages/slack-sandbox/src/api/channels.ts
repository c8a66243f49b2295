import type { Core } from '../core.ts';
import { type JsonObject, stringOf } from '../json.ts';
import type { Channel } from '../world/types.ts';
import { Refused } from './method.ts';

/** The channel as the app may see it: a private one without the app in it does not exist. */
export function visibleChannel(core: Core, id: string): Channel {
  const { world } = core;
  const channel =
    world.channels.get(id) ?? (id.startsWith('#') ? world.channelNamed(id.slice(1)) : undefined);
  const hidden = channel !== undefined && channel.kind !== 'public' && !isIn(core, channel);
  if (channel === undefined || hidden) throw new Refused('channel_not_found');
  return channel;
}

export function isIn(core: Core, channel: Channel): boolean {
  return channel.members.includes(core.world.app.botUserId);
}

/** Where a message goes: a channel with the app in it, or a person, whose direct conversation is opened. */
export function writableChannel(core: Core, id: string): Channel {
  const channel = core.world.users.has(id) ? directChannel(core, id) : visibleChannel(core, id);
  if (channel.kind === 'im' && !core.manifest.messagesTab) throw new Refused('messages_tab_disabled');
  if (!isIn(core, channel)) throw new Refused('not_in_channel');
  if (channel.archived === true) throw new Refused('is_archived');
  return channel;
}

function directChannel(core: Core, userId: string): Channel {
  if (core.world.users.get(userId)?.isBot === true) throw new Refused('cannot_dm_bot');
  return core.world.openDm(userId);
}

const READS: Readonly<Record<Channel['kind'], string>> = {
  public: 'channels:read',
  private: 'groups:read',
  im: 'im:read',
};

/** The scope that reading this channel needs. */
export function readScope(args: JsonObject, core: Core): readonly string[] {
  return [READS[kindOf(args, core)]];
}

/** The scope that reading what was said there needs. */
export function historyScope(args: JsonObject, core: Core): readonly string[] {
  return [READS[kindOf(args, core)].replace(':read', ':history')];
}

function kindOf(args: JsonObject, core: Core): Channel['kind'] {
  const id = stringOf(args.channel) ?? '';
  return core.world.channels.get(id)?.kind ?? (id.startsWith('D') ? 'im' : 'public');
}
