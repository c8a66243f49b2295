import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenStore, openStore } from '../src/store/index.ts';
import { entryOf } from '../test/support/store/samples.ts';
import { atLeast, type Measurement, median, perSecond } from './figure.ts';

const ENTRIES = 30_000;
const AT_ONCE = 250;
const ROUNDS = 3;

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** How fast the whole record is checked: hashes, signatures and texts, every entry. */
export const verify: Measurement = {
  name: 'verify',
  title: `Checking the record (${ENTRIES.toLocaleString('en')} signed entries with texts, embedded store)`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'kandji-bench-'));
    const store = await openStore({
      dataDir: folder,
      auditKey: 'bench-audit-key-of-32-characters',
      log: QUIET,
    });
    try {
      await fill(store);
      const rates: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const began = performance.now();
        const { ok, entries } = await store.audit.verify();
        if (!ok) throw new Error('the record does not hold');
        rates.push(entries / ((performance.now() - began) / 1000));
      }
      return [atLeast('audit verify', median(rates), 50_000, perSecond)];
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Entries that are written at the same time share a transaction. */
async function fill({ audit }: OpenStore): Promise<void> {
  for (let written = 0; written < ENTRIES; written += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => audit.append(entryOf())));
}
