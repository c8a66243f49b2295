import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { skipReporter, tags } from './test/needs.ts';
import { LongestFirst } from './test/support/longest-first.ts';
import { testKinds } from './test/support/test-kinds.ts';

const { unit, isolated, others } = testKinds(fileURLToPath(new URL('.', import.meta.url)));

/** Linux keeps this folder in memory. */
const MEMORY = '/dev/shm';
/** All that the tests have at once, twenty times over. */
const ROOMY_BYTES = 4e9;

/**
 * Most tests open a store of their own, and most of that is waiting for the disk: in memory it took a fifth of the time.
 * Containers often give this folder 64 MB and let nothing run from it; then, and where TMPDIR is set, nothing changes.
 */
function temporaryFolder(): { TMPDIR?: string } {
  if (process.env.TMPDIR !== undefined || !existsSync('/proc/mounts') || !existsSync(MEMORY)) return {};
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, at]) => at === MEMORY);
  const { bavail, bsize } = statfsSync(MEMORY);
  const runs = mount?.[2] === 'tmpfs' && mount[3]?.startsWith('rw') && !mount[3].includes('noexec');
  return runs && bavail * bsize >= ROOMY_BYTES ? { TMPDIR: MEMORY } : {};
}

const temporary = temporaryFolder();

/** Processes that tests start share what was compiled once: half of the processor time of a start. */
const compiled = { NODE_COMPILE_CACHE: join(temporary.TMPDIR ?? tmpdir(), 'kandji-helpdesk-compiled') };

export default defineConfig({
  test: {
    tags,
    reporters: ['default', skipReporter],
    pool: 'forks',
    // Files wait more than they compute, for timers, processes and disks: two at a time left a processor idle.
    maxWorkers: Math.max(4, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { ...compiled, ...temporary },
    // Files of one worker share their modules: importing them anew for each file was a third of all processor time.
    projects: [
      { extends: true, test: { name: 'unit', include: unit, isolate: false } },
      { extends: true, test: { name: 'whole', include: others, isolate: false } },
      { extends: true, test: { name: 'isolated', include: isolated } },
    ],
  },
});
