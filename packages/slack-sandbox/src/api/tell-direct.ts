import type { Core } from '../core.ts';
import { messageJson } from '../world/message-json.ts';
import type { Message } from '../world/types.ts';

/** In a direct conversation the app hears its own messages, too, and that they changed or went. */
export function tellDirect(core: Core, message: Message, what: 'posted' | 'changed' | 'deleted'): void {
  const channel = core.world.channels.get(message.channel);
  if (channel?.kind !== 'im' || message.onlyFor !== undefined) return;
  const where = { channel: channel.id, channel_type: 'im', event_ts: core.world.nextTs() };
  const now = messageJson(message, core.world);
  if (what === 'posted') void core.emit({ ...now, ...where }, 'message.im');
  else if (what === 'changed') {
    void core.emit(
      { type: 'message', subtype: 'message_changed', message: now, hidden: true, ...where },
      'message.im',
    );
  } else {
    const event = {
      type: 'message',
      subtype: 'message_deleted',
      deleted_ts: message.ts,
      hidden: true,
      ...where,
    };
    void core.emit(event, 'message.im');
  }
}
