import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { skipReporter, tags } from './test/needs.ts';
import { unitTests } from './test/support/unit-tests.ts';

const unit = unitTests(fileURLToPath(new URL('.', import.meta.url)));

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

export default defineConfig({
  test: {
    tags,
    reporters: ['default', skipReporter],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: temporaryFolder(),
    projects: [
      // No server, no state between files: they share one world of modules, which is most of the time of such tests.
      { extends: true, test: { name: 'unit', include: unit, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...unit],
        },
      },
    ],
  },
});
