import type { VNode } from 'preact';
import type { WireChannel } from '../../page/wire.ts';
import { useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';

/** The line over the messages: where this is, what it is for, who is here. */
export function RoomHead({ channel }: { channel: WireChannel }): VNode {
  const about = useWorld().get('about');
  const app = channel.kind === 'im';
  return (
    <div class="room-head">
      <h1>
        {app ? (about?.botName ?? 'App') : `${channel.kind === 'private' ? '🔒 ' : '# '}${channel.name}`}
      </h1>
      {app ? <AppTabs here="messages" /> : <span class="topic">{channel.topic}</span>}
      {channel.shared && <span class="tag">shared with another company</span>}
      <span class="spacer" />
      {!app && (
        <span class="members" title="Members">
          👥 {channel.members.length}
        </span>
      )}
    </div>
  );
}

/** Home and Messages of the app. */
export function AppTabs({ here }: { here: 'home' | 'messages' }): VNode {
  const { go } = useGoing();
  const world = useWorld();
  const dm = world.all('channel:').find((channel) => channel.kind === 'im');
  const tab = (name: 'home' | 'messages', label: string, at: string): VNode => (
    <button
      type="button"
      class={`tab${here === name ? ' here' : ''}`}
      aria-current={here === name ? 'page' : undefined}
      onClick={() => go({ at, thread: '' })}
    >
      {label}
    </button>
  );
  return (
    <span class="tabs">
      {world.get('about')?.homeTab === true && tab('home', 'Home', 'home')}
      {dm !== undefined && tab('messages', 'Messages', dm.id)}
    </span>
  );
}
