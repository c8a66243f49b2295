import type { Ports } from '../ports.ts';
import type { NewAuditEntry } from '../store-port.ts';

/** Writes an entry unless the same was written a short while ago. @throws when it cannot be written: then nothing may be shown */
export type RecordOnce = (key: string, entry: () => NewAuditEntry) => Promise<void>;

/** More keys than this are not remembered at once; the oldest is written anew. */
const MOST_KEYS = 5_000;

/**
 * For what is shown over and over, with every key that someone types or whenever they open a tab: on the record before it is
 * shown, and not again for `forMs`. Each process remembers for itself: another one may write the same once more.
 */
export function createRecordOnce(
  { store }: Pick<Ports, 'store'>,
  forMs: number,
  monotonic: () => number = () => performance.now(),
): RecordOnce {
  const written = new Map<string, { readonly at: number; readonly entry: Promise<unknown> }>();
  return async (key, entry) => {
    const before = written.get(key);
    if (before && monotonic() - before.at < forMs) return void (await before.entry);
    const now = { at: monotonic(), entry: store.audit.append(entry()) };
    written.delete(key);
    written.set(key, now);
    const [oldest] = written.keys();
    if (written.size > MOST_KEYS && oldest !== undefined) written.delete(oldest);
    try {
      await now.entry;
    } catch (error) {
      if (written.get(key) === now) written.delete(key);
      throw error;
    }
  };
}
