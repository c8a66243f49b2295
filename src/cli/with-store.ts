import { existsSync } from 'node:fs';
import type { Log } from '../helpdesk/ports.ts';
import { type OpenStore, openStore } from '../store/index.ts';
import { dataFile } from '../store/sqlite.ts';
import type { CommandIo } from './command.ts';

/** Warnings and errors as lines to standard error; the rest is of no interest to a person who typed a command. */
export const plainLog = ({ complain }: Pick<CommandIo, 'complain'>): Log => ({
  info: () => undefined,
  warn: (_facts, message) => complain(`! ${message}`),
  error: (_facts, message) => complain(`✗ ${message}`),
});

/**
 * Opens the store beside the process that serves from it, and closes it afterwards.
 * @param how `exclusive`: no process may be serving from an embedded one
 */
export async function withStore<T>(
  outside: CommandIo,
  work: (store: OpenStore) => Promise<T>,
  how: { readonly exclusive: boolean } = { exclusive: false },
): Promise<T> {
  const { databaseUrl, dataDir, auditKey, auditSignedFrom } = outside.place();
  if (databaseUrl === null && !existsSync(dataFile(dataDir)))
    throw new Error(
      `There is no store in ${dataDir} (DATA_DIR), and DATABASE_URL is not set. Is this the environment of the helpdesk?`,
    );
  const store = await openStore({
    databaseUrl,
    dataDir,
    auditKey,
    auditSignedFrom,
    log: plainLog(outside),
    hide: outside.hide,
    ...how,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
