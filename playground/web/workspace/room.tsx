import type { VNode } from 'preact';
import { useWorld } from '../state/page.ts';
import { shownAt, useGoing } from '../state/place.ts';
import { Composer } from './composer.tsx';
import { HomeTab } from './home-tab.tsx';
import { MessageList } from './message-list.tsx';
import { RoomHead } from './room-head.tsx';
import { Thread } from './thread.tsx';

/** The middle of the page: a channel, the conversation with the app, or its Home tab. */
export function Room(): VNode {
  const { spot } = useGoing();
  const world = useWorld();
  if (spot.at === 'home') return <HomeTab />;
  const channels = world.all('channel:');
  const at = shownAt(spot, channels);
  const channel = channels.find((one) => one.id === at);
  if (channel === undefined) {
    return (
      <main class="room empty">{world.version() === 0 ? 'Opening the workspace…' : 'No channels here.'}</main>
    );
  }
  const messages = world
    .all('message:')
    .filter((message) => message.channel === channel.id && message.threadTs === '');
  return (
    <main
      class="room"
      key={channel.id}
      aria-label={channel.kind === 'im' ? 'Messages with the app' : `#${channel.name}`}
    >
      <RoomHead channel={channel} />
      <MessageList channel={channel.id} messages={messages} threads />
      {channel.archived ? (
        <p class="read-only">This channel is archived.</p>
      ) : (
        <Composer channel={channel} threadTs="" />
      )}
      {spot.thread !== '' && <Thread channel={channel} ts={spot.thread} key={spot.thread} />}
    </main>
  );
}
