import type { ViewStateValue } from '@slack/bolt';
import type { Values } from '../views/types.ts';
import { valuesOf } from '../views/values.ts';
import type { Message } from '../world/types.ts';

export interface MessageDrafts {
  /** What this person chose in the message so far. */
  of(userId: string, message: Message): Values;
  set(userId: string, message: Message, blockId: string, actionId: string, value: ViewStateValue): void;
}

/** Choices in messages: each person has their own. */
export function messageDrafts(changed: () => void): MessageDrafts {
  const kept = new Map<string, Values>();
  const key = (userId: string, message: Message): string => `${userId} ${message.channel} ${message.ts}`;
  const of: MessageDrafts['of'] = (userId, message) =>
    valuesOf(message.blocks, kept.get(key(userId, message)));
  return {
    of,
    set(userId, message, blockId, actionId, value) {
      const values = of(userId, message);
      values[blockId] = { ...values[blockId], [actionId]: value };
      kept.set(key(userId, message), values);
      changed();
    },
  };
}
