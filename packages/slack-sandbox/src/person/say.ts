import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { messageProblems } from '../limits/index.ts';
import { worded } from '../limits/problem.ts';
import { messageJson } from '../world/message-json.ts';
import type { Channel, Message, User } from '../world/types.ts';
import { channelOnScreen } from './place.ts';
import { seeMessage } from './seen.ts';
import type { SayOptions, SeenMessage } from './types.ts';
import { typedText } from './typing.ts';

const MESSAGE_EVENT: Readonly<Record<Channel['kind'], string>> = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
};

/** Says something. The app hears it where it is a member and subscribed. Throws what Slack would refuse of its parts. */
export async function say(
  core: Core,
  user: User,
  channelId: string,
  typed: string,
  options: SayOptions = {},
): Promise<SeenMessage> {
  if (channelId === core.world.openDm(user.id).id) mustTakeMessages(core);
  const channel = channelOnScreen(core, user, channelId);
  if (!channel.members.includes(user.id)) throw new Error(`${user.realName} has not joined ${channel.name}.`);
  if (channel.archived === true) throw new Error(`${channel.name} is archived: nothing can be said there.`);
  const [problem] = messageProblems({ ...options, text: typed });
  if (problem !== undefined) throw new Error(`Slack refuses this message: ${worded(problem)}.`);
  const text = typedText(core, typed, 'message');
  const message = core.world.addMessage({ channel: channel.id, user: user.id, text, ...options });
  await tell(core, channel, message);
  return seeMessage(core, user, message);
}

function mustTakeMessages(core: Core): void {
  if (core.manifest.messagesTab && !core.manifest.messagesTabReadOnly) return;
  throw new Error('Sending messages to this app has been turned off.');
}

async function tell(core: Core, channel: Channel, message: Message): Promise<void> {
  const bot = core.world.app.botUserId;
  if (!channel.members.includes(bot)) return;
  const body = { ...messageJson(message, core.world), client_msg_id: randomUUID() };
  const where = { channel: channel.id, event_ts: message.ts };
  const channelType = channel.kind === 'im' ? 'im' : channel.kind === 'private' ? 'group' : 'channel';
  const events = [core.emit({ ...body, ...where, channel_type: channelType }, MESSAGE_EVENT[channel.kind])];
  const mentioned = channel.kind !== 'im' && message.text.includes(`<@${bot}>`);
  if (mentioned) events.push(core.emit({ ...body, ...where, type: 'app_mention' }));
  await Promise.all(events);
}
