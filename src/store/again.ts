import { setTimeout as pause } from 'node:timers/promises';
import { causesOf } from './store-error.ts';

/** For so long others may keep us waiting before we give up: 5 s in steps of about 12 ms. */
const TRIES = 400;

/**
 * Runs `work` again when the database undid it for somebody else's sake: a deadlock (40P01) or a serialisation failure (40001) of
 * PostgreSQL, or a SQLite file that another process is writing to (5, SQLITE_BUSY). Between tries the process is free.
 */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried >= TRIES || !isPassing(error)) throw error;
      await pause(5 + Math.random() * 15);
    }
  }
}

const isPassing = (error: unknown): boolean =>
  causesOf(error).some(({ code, errcode }) => code === '40P01' || code === '40001' || errcode === 5);
