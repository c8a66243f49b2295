import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The embedded store's file in its DATA_DIR. */
export const dataFile = (dataDir: string): string => join(dataDir, 'helpdesk.sqlite');

const filesIn = (dataDir: string): readonly string[] => {
  const file = dataFile(dataDir);
  return [file, `${file}-wal`, `${file}-shm`, join(dataDir, 'instance.lock')];
};

/** Files of the store that every user of this machine may read, with their modes, such as `0644`. */
export const openToAll = (dataDir: string): readonly { readonly file: string; readonly mode: string }[] =>
  filesIn(dataDir).flatMap((file) => {
    const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
    return (mode & 0o007) === 0 ? [] : [{ file, mode: `0${mode.toString(8)}` }];
  });

/**
 * Makes the file for its owner alone, and takes it back from everybody where it was made with a common umask. A group that somebody let in
 * on purpose stays. SQLite gives what it adds beside it the same mode (SQLite docs, "Write-Ahead Logging"). What belongs to somebody
 * else stays as it is, and doctor says so.
 */
export function keepPrivate(dataDir: string): void {
  closeSync(openSync(dataFile(dataDir), 'a', 0o600));
  for (const { file } of openToAll(dataDir))
    try {
      chmodSync(file, 0o600);
    } catch {
      // Not ours to change.
    }
}
