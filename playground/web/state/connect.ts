import type { Patch } from '../../page/wire.ts';
import type { World } from './world.ts';

/** Keeps the world up to date for one person. Reconnects by itself; every connection begins afresh. */
export function connect(
  as: string,
  world: World,
  online: (is: boolean) => void,
  nobody: () => void,
): () => void {
  const source = new EventSource(`/events?as=${encodeURIComponent(as)}`);
  source.addEventListener('open', () => online(true));
  source.addEventListener('error', () => {
    online(false);
    // The browser gives up only when the server said no: no one here has that id.
    if (source.readyState === EventSource.CLOSED) nobody();
  });
  source.addEventListener('message', (event: MessageEvent<string>) => {
    // Our own server wrote it.
    world.apply(JSON.parse(event.data) as Patch);
  });
  return () => source.close();
}
