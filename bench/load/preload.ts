/** Loaded into a measured process with `--import`: tells the load script how it is, over the channel that spawned it. */
import { sampleThisProcess } from './samples.ts';

sampleThisProcess((sample) => process.send?.(sample));
process.channel?.unref();
