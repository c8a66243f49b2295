import { writeSync } from 'node:fs';
import { openStore } from '../../../src/store/index.ts';
import { silent } from './harness.ts';
import { limitDesk, limitWorld } from './limit-desk.ts';

/** A replica of its own process that sends what is due until it is killed. Arguments: where its store is, as JSON; its policy. */
const [where = '{}', policy = '', offset = '0'] = process.argv.slice(2);
const store = await openStore({ log: silent, ...JSON.parse(where), clockOffset: () => Number(offset) });
const world = limitWorld(policy);
// Kandji heard it: that is known even when this process does not live to write it down.
world.leaves = (deviceId) => void writeSync(1, `${deviceId}\n`);
const desk = limitDesk(store, world);
writeSync(1, 'open\n');
await desk.drain();
writeSync(1, 'done\n');
await store.close();
