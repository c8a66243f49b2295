import { randomBytes } from 'node:crypto';
import { withIds } from '../blocks.ts';
import type { Core } from '../core.ts';
import { codePoints, isObject, type JsonObject, objectsOf, stringOf } from '../json.ts';
import { MAX_TEXT, messageProblems } from '../limits/index.ts';
import { messageJson } from '../world/message-json.ts';
import type { Message } from '../world/types.ts';
import { visibleChannel, writableChannel } from './channels.ts';
import { type Method, need, Refused, refuseProblems } from './method.ts';
import { tellDirect } from './tell-direct.ts';

const scopes = ['chat:write'];

/** What a message consists of, checked as Slack checks it. Throws `no_text` and `invalid_blocks`. */
export function messageContent(
  args: JsonObject,
  how: { update?: boolean } = {},
): Pick<Message, 'text' | 'blocks' | 'attachments'> {
  refuseProblems(messageProblems(args, how), 'invalid_blocks');
  const markdown = stringOf(args.markdown_text);
  const text = markdown ?? stringOf(args.text) ?? '';
  const blocks = withIds(objectsOf(args.blocks), () => randomBytes(3).toString('base64url'));
  const attachments = objectsOf(args.attachments);
  if (text === '' && blocks.length === 0 && attachments.length === 0) throw new Refused('no_text');
  return { text: cut(text), blocks, attachments };
}

function cut(text: string): string {
  return codePoints(text) > MAX_TEXT ? [...text].slice(0, MAX_TEXT).join('') : text;
}

function post(core: Core, args: JsonObject, more: Partial<Message> = {}): Message {
  const channel = writableChannel(core, need(args, 'channel', 'channel_not_found'));
  const content = messageContent(args);
  const threadTs = stringOf(args.thread_ts);
  return core.world.addMessage({
    channel: channel.id,
    user: core.world.app.botUserId,
    fromApp: true,
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(isObject(args.metadata) ? { metadata: args.metadata } : {}),
    ...more,
  });
}

const postMessage: Method = {
  scopes,
  run(args, core) {
    const message = post(core, args);
    tellDirect(core, message, 'posted');
    return { channel: message.channel, ts: message.ts, message: messageJson(message, core.world) };
  },
};

const postEphemeral: Method = {
  scopes,
  run(args, core) {
    const userId = need(args, 'user');
    const channel = visibleChannel(core, need(args, 'channel', 'channel_not_found'));
    if (!channel.members.includes(userId)) throw new Refused('user_not_in_channel');
    return { message_ts: post(core, args, { onlyFor: userId }).ts };
  },
};

/** The app's own message that everybody sees. Ephemeral ones cannot be found again. */
function ownMessage(core: Core, args: JsonObject, notOwn: string): Message {
  const channel = visibleChannel(core, need(args, 'channel', 'channel_not_found'));
  const message = core.world.message(channel.id, need(args, 'ts', 'message_not_found'));
  if (message === undefined || message.onlyFor !== undefined) throw new Refused('message_not_found');
  if (!message.fromApp || message.byResponseUrl) throw new Refused(notOwn);
  if (channel.archived === true) throw new Refused('is_inactive');
  return message;
}

const update: Method = {
  scopes,
  run(args, core) {
    const message = ownMessage(core, args, 'cant_update_message');
    const content = messageContent(args, { update: true });
    const rich = (blocks: readonly { type: string }[]): boolean =>
      blocks.some((block) => block.type === 'rich_text');
    if (rich(message.blocks) && content.blocks.length > 0 && !rich(content.blocks))
      throw new Refused('block_mismatch');
    // Slack marks only changed text as edited, not changed blocks.
    const edited = message.edited || (content.blocks.length === 0 && content.text !== message.text);
    const metadata = isObject(args.metadata) ? { metadata: args.metadata } : {};
    core.world.changeMessage(message, { ...content, edited, ...metadata });
    tellDirect(core, message, 'changed');
    const { channel, ts, text } = message;
    return { channel, ts, text, message: messageJson(message, core.world) };
  },
};

const remove: Method = {
  scopes,
  run(args, core) {
    const message = ownMessage(core, args, 'cant_delete_message');
    core.world.removeMessage(message);
    tellDirect(core, message, 'deleted');
    return { channel: message.channel, ts: message.ts };
  },
};

const getPermalink: Method = {
  run(args, core) {
    const channel = visibleChannel(core, need(args, 'channel', 'channel_not_found'));
    const message = core.world.message(channel.id, need(args, 'message_ts', 'message_not_found'));
    if (message === undefined || message.onlyFor !== undefined) throw new Refused('message_not_found');
    const path = `archives/${channel.id}/p${message.ts.replace('.', '')}`;
    return { channel: channel.id, permalink: `https://${core.world.team.domain}.slack.com/${path}` };
  },
};

export const CHAT: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
};
