import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Log } from '../helpdesk/ports.ts';

/**
 * Calls `look` when a file may have changed. It watches the directory, because editors and Kubernetes replace a file
 * instead of writing into it (Kubernetes swaps the link `..data`), and it also calls every `pollMs`, because network
 * file systems tell nothing. Returns what ends it.
 */
export function watchPath(file: string, pollMs: number, look: () => void, log: Log): () => void {
  const poll = setInterval(look, pollMs);
  poll.unref();
  const watcher = watchDirectory(file, look, log);
  return () => {
    clearInterval(poll);
    watcher?.close();
  };
}

function watchDirectory(file: string, look: () => void, log: Log): FSWatcher | null {
  const own = basename(file);
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === own || name.startsWith('..')) look();
    });
    watcher.on('error', (error) => {
      watcher.close();
      log.warn(
        { file, error },
        'The policy file’s directory can no longer be watched; it is read from time to time.',
      );
    });
    return watcher;
  } catch (error) {
    log.warn({ file, error }, 'The policy file’s directory cannot be watched; it is read from time to time.');
    return null;
  }
}
