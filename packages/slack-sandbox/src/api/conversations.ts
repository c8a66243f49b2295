import type { Core } from '../core.ts';
import { type JsonObject, stringOf } from '../json.ts';
import { messageJson } from '../world/message-json.ts';
import type { Channel } from '../world/types.ts';
import { historyScope, isIn, readScope, visibleChannel } from './channels.ts';
import { type Method, need, Refused } from './method.ts';
import { page } from './page.ts';

function channelJson(core: Core, channel: Channel): JsonObject {
  const im = channel.kind === 'im';
  const shared = channel.extShared === true;
  const partners = core.world.otherTeams.slice(0, 1).map(({ id }) => id);
  return {
    id: channel.id,
    ...(im ? { user: channel.members[0] } : { name: channel.name, name_normalized: channel.name }),
    is_channel: !im,
    is_group: false,
    is_im: im,
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.archived === true,
    is_general: channel.name === 'general',
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_pending_ext_shared: channel.extPending === true,
    pending_shared: channel.extPending === true ? partners : [],
    pending_connected_team_ids: channel.extPending === true ? partners : [],
    shared_team_ids: [core.world.team.id, ...(shared ? partners : [])],
    is_member: isIn(core, channel),
    context_team_id: core.world.team.id,
    ...(im ? { is_open: true } : { topic: { value: channel.topic ?? '' }, purpose: { value: '' } }),
  };
}

const open: Method = {
  scopes: ['im:write'],
  run(args, core) {
    const known = stringOf(args.channel);
    if (known !== undefined) return { channel: channelJson(core, visibleChannel(core, known)) };
    const ids = need(args, 'users').split(',');
    const user = core.world.users.get(ids[0] ?? '');
    if (ids.length > 1) throw new Refused('missing_scope', { needed: 'mpim:write' });
    if (user === undefined) throw new Refused('user_not_found');
    if (user.deleted === true) throw new Refused('user_disabled');
    if (user.isBot === true) throw new Refused('cannot_dm_bot');
    const before = core.world.dmOf(user.id) !== undefined;
    const channel = core.world.openDm(user.id);
    return { ...(before ? { no_op: true, already_open: true } : {}), channel: channelJson(core, channel) };
  },
};

const info: Method = {
  scopes: readScope,
  run(args, core) {
    const channel = visibleChannel(core, need(args, 'channel', 'channel_not_found'));
    const count = String(args.include_num_members) === 'true' ? { num_members: channel.members.length } : {};
    return { channel: { ...channelJson(core, channel), ...count } };
  },
};

const members: Method = {
  scopes: readScope,
  run(args, core) {
    const channel = visibleChannel(core, need(args, 'channel', 'channel_not_found'));
    const { items, meta } = page(channel.members, { limit: 100, ...args });
    return { members: items, ...meta };
  },
};

const KINDS: Readonly<Record<string, Channel['kind']>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
};

function listed(args: JsonObject, core: Core): Channel[] {
  const wanted = (stringOf(args.types) ?? 'public_channel').split(',').map((type) => KINDS[type.trim()]);
  const noArchived = String(args.exclude_archived) === 'true';
  return [...core.world.channels.values()].filter(
    (channel) =>
      wanted.includes(channel.kind) &&
      (channel.kind === 'public' || isIn(core, channel)) &&
      !(noArchived && channel.archived === true),
  );
}

function listScopes(args: JsonObject): readonly string[] {
  const type = (stringOf(args.types) ?? 'public_channel').split(',')[0];
  if (type === 'im') return ['im:read'];
  return [type === 'private_channel' ? 'groups:read' : 'channels:read'];
}

const list: Method = {
  scopes: listScopes,
  run(args, core) {
    const { items, meta } = page(listed(args, core), { limit: 100, ...args });
    return { channels: items.map((channel) => channelJson(core, channel)), ...meta };
  },
};

const mine: Method = {
  scopes: listScopes,
  run(args, core) {
    const userId = stringOf(args.user) ?? core.world.app.botUserId;
    const inThem = listed(args, core).filter((channel) => channel.members.includes(userId));
    const { items, meta } = page(inThem, { limit: 100, ...args });
    return { channels: items.map((channel) => channelJson(core, channel)), ...meta };
  },
};

function said(args: JsonObject, core: Core): Channel {
  const channel = visibleChannel(core, need(args, 'channel', 'channel_not_found'));
  if (!isIn(core, channel)) throw new Refused('not_in_channel');
  return channel;
}

const history: Method = {
  scopes: historyScope,
  run(args, core) {
    const open = core.world.messages(said(args, core).id).filter((message) => message.onlyFor === undefined);
    const oldest = Number(args.oldest ?? 0);
    const recent = open.filter((message) => Number(message.ts) > oldest && message.threadTs === undefined);
    const { items, meta } = page(recent.toReversed(), { limit: 100, ...args });
    return { messages: items.map((message) => messageJson(message, core.world)), has_more: false, ...meta };
  },
};

const replies: Method = {
  scopes: historyScope,
  run(args, core) {
    const root = need(args, 'ts', 'thread_not_found');
    const all = core.world.messages(said(args, core).id).filter((message) => message.onlyFor === undefined);
    const thread = all.filter((message) => message.ts === root || message.threadTs === root);
    if (thread.length === 0) throw new Refused('thread_not_found');
    return { messages: thread.map((message) => messageJson(message, core.world)), has_more: false };
  },
};

export const CONVERSATIONS: Readonly<Record<string, Method>> = {
  'conversations.open': open,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.list': list,
  'conversations.history': history,
  'conversations.replies': replies,
  'users.conversations': mine,
};
