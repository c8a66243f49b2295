import type { KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import type { JsonObject } from '../json.ts';
import type { Message, User, WorldSeed } from './types.ts';

export interface MessageJson extends JsonObject {
  type: 'message';
  user: string;
  text: string;
  ts: string;
  blocks?: KnownBlock[];
}

/** A message as Slack tells it; the app's own carry `bot_id` and `app_id`. */
export function messageJson(
  message: Message,
  world: { team: { id: string }; app: WorldSeed['app']; users: ReadonlyMap<string, User> },
): MessageJson {
  return {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: world.users.get(message.user)?.teamId ?? world.team.id,
    ...authorJson(message, world),
    ...blocksJson(message, world.users.get(message.user)?.isBot === true),
    ...(message.attachments.length > 0 ? { attachments: structuredClone(message.attachments) } : {}),
    ...(message.files === undefined
      ? {}
      : { files: structuredClone(message.files), upload: true, subtype: 'file_share' }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.metadata === undefined ? {} : { metadata: structuredClone(message.metadata) }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}

function authorJson(
  message: Message,
  world: { app: WorldSeed['app']; users: ReadonlyMap<string, User> },
): JsonObject {
  if (message.fromApp) return { bot_id: world.app.botId, app_id: world.app.appId };
  return world.users.get(message.user)?.isBot === true ? { bot_id: `B${message.user.slice(1)}` } : {};
}

/** Slack's own clients send a person's words as rich text, and Slack writes them out as `text` besides. */
function blocksJson(message: Message, isBot: boolean): { blocks?: KnownBlock[] } {
  if (message.blocks.length > 0) return { blocks: structuredClone(message.blocks) };
  return isBot || message.text === '' ? {} : { blocks: [richTextOf(message.text)] };
}

const UNESCAPED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

function richTextOf(text: string): RichTextBlock {
  const elements = text.split(/(<[^<>]*>)/).flatMap((part): RichTextElement[] => {
    const [, sign = '', target = '', label] = /^<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>$/.exec(part) ?? [];
    if (sign === '@') return [{ type: 'user', user_id: target }];
    if (sign === '#') return [{ type: 'channel', channel_id: target }];
    if (sign === '!') return [];
    if (target !== '')
      return [{ type: 'link', url: target, ...(label === undefined ? {} : { text: label }) }];
    const plain = part.replace(/&(?:lt|gt|amp);/g, (entity) => UNESCAPED[entity] ?? entity);
    return plain === '' ? [] : [{ type: 'text', text: plain }];
  });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
