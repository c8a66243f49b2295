import { defineConfig } from 'vitest/config';
import { skipReporter, tags } from './test/needs.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    tags,
    reporters: ['default', skipReporter],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
