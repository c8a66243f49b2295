import { StoreError } from './store-error.ts';

/**
 * Tries again what the database did not do, or did without our hearing of it: a connection may be lost between a commit and its
 * answer. For work that counts once however often it is done. What took long is not tried again: somebody waits for an answer.
 */
export async function retryOnce<T>(work: (isSecond: boolean) => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work(false);
  } catch (error) {
    if (!(error instanceof StoreError) || performance.now() - began > SOON_MS) throw error;
    return work(true);
  }
}

const SOON_MS = 1_000;
