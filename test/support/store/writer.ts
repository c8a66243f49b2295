import { writeSync } from 'node:fs';
import { openStore } from '../../../src/store/index.ts';
import { silent } from './harness.ts';
import { askFor, entryOf } from './samples.ts';

/** A process that serves from DATA_DIR (its first argument), asks without end, and says so only when it is stored. */
const store = await openStore({ dataDir: process.argv[2] ?? '', log: silent });
writeSync(1, 'open\n');
for (let n = 0; ; n += 1) {
  const submitted = await store.requests.submit(askFor({ deviceId: `device-${n}` }), entryOf(), []);
  writeSync(1, `${submitted.request?.id}\n`);
}
