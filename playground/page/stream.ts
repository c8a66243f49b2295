import type { ServerResponse } from 'node:http';
import type { Item, Patch } from './wire.ts';

/** Changes that come close together go out as one patch. */
const GATHER_MS = 25;
const HEARTBEAT_MS = 1000;

export interface Streams {
  /** Keeps a window up to date until it goes away. `items` is asked after every change. */
  open(response: ServerResponse, items: () => Item[]): void;
  /** Something changed. */
  changed(): void;
  close(): void;
}

/** Server-sent events: each window gets the items that changed since its last patch. */
export function createStreams(): Streams {
  const windows = new Set<() => void>();
  let planned: NodeJS.Timeout | undefined;
  const sendAll = (): void => {
    planned = undefined;
    for (const send of windows) send();
  };
  const changed = (): void => {
    if (windows.size > 0) planned ??= setTimeout(sendAll, GATHER_MS);
  };
  // What a simulator does by itself, such as an answer under way, is told at the latest now.
  const heartbeat = setInterval(changed, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    changed,
    open(response, items) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      const sent = new Map<string, string>();
      let fresh = true;
      const send = (): void => {
        const patch = difference(items(), sent, fresh);
        if (fresh || patch.set.length + patch.gone.length > 0)
          response.write(`data: ${JSON.stringify(patch)}\n\n`);
        fresh = false;
      };
      response.on('close', () => windows.delete(send));
      windows.add(send);
      send();
    },
    close() {
      clearInterval(heartbeat);
      clearTimeout(planned);
      windows.clear();
    },
  };
}

function difference(items: readonly Item[], sent: Map<string, string>, fresh: boolean): Patch {
  const now = new Set(items.map((item) => item.key as string));
  const gone = [...sent.keys()].filter((key) => !now.has(key));
  for (const key of gone) sent.delete(key);
  const set = items.filter((item) => {
    const text = JSON.stringify(item.value);
    if (sent.get(item.key) === text) return false;
    sent.set(item.key, text);
    return true;
  });
  return { fresh, set, gone };
}
