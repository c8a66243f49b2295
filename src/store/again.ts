import { setTimeout as pause } from 'node:timers/promises';
import { causesOf } from './store-error.ts';

/** So often PostgreSQL may undo our work before we give up. */
const TRIES = 400;
/** For so long another process may hold the SQLite file: whoever pressed must be told within Slack's 3 s. */
const MOST_WAIT_MS = 1_500;

/**
 * Runs `work` again when the database undid it for somebody else's sake: a deadlock (40P01) or a serialisation failure (40001) of
 * PostgreSQL, or a SQLite file that another process is writing to (5, SQLITE_BUSY). Between tries the process is free.
 */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      const goesOn = isHeld(error)
        ? performance.now() - began < MOST_WAIT_MS
        : tried < TRIES && isUndone(error);
      if (!goesOn) throw error;
      await pause(5 + Math.random() * 15);
    }
  }
}

const isUndone = (error: unknown): boolean =>
  causesOf(error).some(({ code }) => code === '40P01' || code === '40001');

const isHeld = (error: unknown): boolean => causesOf(error).some(({ errcode }) => errcode === 5);
