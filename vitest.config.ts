import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { skipReporter, tags } from './test/needs.ts';
import { unitTests } from './test/support/unit-tests.ts';

const unit = unitTests(fileURLToPath(new URL('.', import.meta.url)));

export default defineConfig({
  test: {
    tags,
    reporters: ['default', skipReporter],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      // No server, no state between files: they share one world of modules, which is most of the time of such tests.
      { extends: true, test: { name: 'unit', include: unit, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...unit],
        },
      },
    ],
  },
});
