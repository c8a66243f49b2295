import type { VNode } from 'preact';
import type { WireChannel } from '../../page/wire.ts';
import { useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

/** A message and its replies. */
export function Thread({ channel, ts }: { channel: WireChannel; ts: string }): VNode {
  const { go } = useGoing();
  const messages = useWorld()
    .all('message:')
    .filter((message) => message.channel === channel.id && (message.ts === ts || message.threadTs === ts));
  return (
    <aside class="thread" aria-label="Thread">
      <div class="room-head">
        <h2>Thread</h2>
        <span class="topic">{channel.kind === 'im' ? '' : `#${channel.name}`}</span>
        <span class="spacer" />
        <button
          type="button"
          class="icon-button"
          aria-label="Close thread"
          onClick={() => go({ thread: '' })}
        >
          ✕
        </button>
      </div>
      <MessageList channel={channel.id} messages={messages} />
      <Composer channel={channel} threadTs={ts} />
    </aside>
  );
}
