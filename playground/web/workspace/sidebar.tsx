import type { ComponentChildren, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { WireChannel } from '../../page/wire.ts';
import { usePage, useWorld } from '../state/page.ts';
import { shownAt, useGoing } from '../state/place.ts';
import { useUnread } from './unread.ts';

/** Channels, the app, and the tour. On a narrow window it is a drawer. */
export function Sidebar(): VNode {
  const going = useGoing();
  const world = useWorld();
  const about = world.get('about');
  const channels = world.all('channel:');
  useLeaveByEsc(going.spot.drawer, () => going.go({ drawer: false }));
  return (
    <>
      <nav class="sidebar" aria-label="Workspace">
        <Group title="Channels">
          {channels
            .filter((channel) => channel.kind !== 'im' && !channel.archived)
            .map((channel) => (
              <Entry key={channel.id} at={channel.id} face={faceOf(channel)} name={channel.name} />
            ))}
        </Group>
        <Group title="Apps">
          {channels
            .filter((channel) => channel.kind === 'im')
            .map((channel) => (
              <Entry key={channel.id} at={channel.id} face="🛠️" name={about?.botName ?? 'App'} />
            ))}
          {about?.homeTab === true && <Entry at="home" face="🏠" name="App Home" />}
        </Group>
        <span class="spacer" />
        {!going.tour && (
          <button type="button" class="entry" onClick={() => going.setTour(true)}>
            <span aria-hidden="true">🧭</span> Take the tour
          </button>
        )}
      </nav>
      {going.spot.drawer && (
        <button
          type="button"
          class="scrim"
          aria-label="Close the list of channels"
          onClick={() => going.go({ drawer: false })}
        />
      )}
    </>
  );
}

function useLeaveByEsc(open: boolean, leave: () => void): void {
  useEffect(() => {
    if (!open) return;
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') leave();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}

function Group({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section class="group" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Entry({ at, face, name }: { at: string; face: string; name: string }): VNode {
  const { spot, go } = useGoing();
  const { me, world } = usePage();
  const here = shownAt(spot, world.all('channel:')) === at;
  const unread = useUnread(me, at, here);
  return (
    <button
      type="button"
      class={`entry${here ? ' here' : ''}${unread > 0 ? ' unread' : ''}`}
      aria-current={here ? 'page' : undefined}
      onClick={() => go({ at, thread: '', json: '' })}
    >
      <span class="face" aria-hidden="true">
        {face}
      </span>
      <span class="entry-name">{name}</span>
      {unread > 0 && (
        <span class="badge">
          {unread}
          <span class="sr-only"> unread</span>
        </span>
      )}
    </button>
  );
}

function faceOf(channel: WireChannel): string {
  return channel.kind === 'private' ? '🔒' : '#';
}
