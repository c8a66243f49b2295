import type { Message, WorldPorts } from './types.ts';

type NewMessage = Pick<Message, 'channel' | 'user' | 'text'> & Partial<Message>;

export interface MessageStore {
  /** Everything said in a channel, oldest first, ephemeral messages included. */
  messages(channelId: string): readonly Message[];
  message(channelId: string, ts: string): Message | undefined;
  addMessage(message: NewMessage): Message;
  changeMessage(message: Message, change: Partial<Message>): void;
  removeMessage(message: Message): void;
  /** A fresh `ts`: seconds of now, and a number that only grows. */
  nextTs(): string;
}

/** What was said, by channel. */
export function messageStore(ports: Pick<WorldPorts, 'now' | 'changed'>): MessageStore {
  const said = new Map<string, Message[]>();
  let count = 0;
  const of = (channelId: string): Message[] => {
    const list = said.get(channelId) ?? [];
    said.set(channelId, list);
    return list;
  };
  const nextTs = (): string => {
    count += 1;
    return `${Math.floor(ports.now() / 1000)}.${String(count).padStart(6, '0')}`;
  };
  return {
    nextTs,
    messages: of,
    message: (channelId, ts) => of(channelId).find((message) => message.ts === ts),
    addMessage(fresh) {
      const blank = { blocks: [], attachments: [], fromApp: false, edited: false, byResponseUrl: false };
      const message: Message = { ts: nextTs(), ...blank, ...fresh };
      of(message.channel).push(message);
      ports.changed();
      return message;
    },
    changeMessage(message, change) {
      Object.assign(message, change);
      ports.changed();
    },
    removeMessage(message) {
      const list = of(message.channel);
      const index = list.indexOf(message);
      if (index >= 0) list.splice(index, 1);
      ports.changed();
    },
  };
}
