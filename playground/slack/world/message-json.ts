import type { KnownBlock } from '@slack/types';
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
    ...(message.fromApp ? { bot_id: world.app.botId, app_id: world.app.appId } : {}),
    ...(message.blocks.length > 0 ? { blocks: structuredClone(message.blocks) } : {}),
    ...(message.attachments.length > 0 ? { attachments: structuredClone(message.attachments) } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.metadata === undefined ? {} : { metadata: structuredClone(message.metadata) }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}
