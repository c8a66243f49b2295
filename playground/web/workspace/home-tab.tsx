import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Blocks } from '../blocks/block.tsx';
import { SurfaceContext } from '../elements/surface.ts';
import { usePage, useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { AppTabs } from './room-head.tsx';

/** The app's Home tab, as it was published for this person. Opening it tells the app. */
export function HomeTab(): VNode {
  const { send, me } = usePage();
  const { go } = useGoing();
  const world = useWorld();
  const view = world.get('home');
  useEffect(() => {
    void send('home', {});
  }, [send, me]);
  return (
    <main class="room" aria-label="App Home">
      <div class="room-head">
        <h1>{world.get('about')?.botName ?? 'App'}</h1>
        <AppTabs here="home" />
        <span class="spacer" />
        {view && (
          <button type="button" class="quiet" onClick={() => go({ beside: 'inside', json: 'home' })}>
            {'{ }'} JSON
          </button>
        )}
      </div>
      <div class="home-tab">
        {view ? (
          <SurfaceContext.Provider
            value={{
              key: `view:${view.id}`,
              place: { kind: 'view', viewId: view.id },
              blocks: view.blocks,
              errors: view.errors,
              values: view.values,
              disabled: false,
            }}
          >
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        ) : (
          <p class="quiet-text">The app has not published a Home tab for you yet.</p>
        )}
      </div>
    </main>
  );
}
