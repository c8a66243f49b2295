/** A part of the core, and the tests that are meant to know it: paths or their beginnings, beside those that are slow. */
export interface Room {
  readonly name: string;
  readonly source: readonly string[];
  readonly tests: readonly string[];
}

const STORE = ['test/store/sqlite.test.ts', 'test/store/embedded.test.ts', 'test/store/rate-limit.test.ts'];

/** Whole requests, from the first press to the end. */
const LIVES = ['test/helpdesk/requests/', 'test/helpdesk/worker/'];

export const ROOMS: readonly Room[] = [
  { name: 'policy', source: ['src/helpdesk/policy/'], tests: ['test/helpdesk/policy/', ...LIVES] },
  { name: 'requests', source: ['src/helpdesk/requests/'], tests: LIVES },
  { name: 'worker', source: ['src/helpdesk/worker/'], tests: LIVES },
  {
    name: 'operations',
    source: ['src/helpdesk/operations/'],
    tests: ['test/helpdesk/operations/', 'test/slack/commands/parse', ...LIVES],
  },
  { name: 'store: requests', source: ['src/store/requests/'], tests: STORE },
  {
    name: 'store: audit',
    source: ['src/store/audit/'],
    tests: [...STORE, 'test/store/forget', 'test/cli/audit.test.ts'],
  },
  { name: 'store: cards and jobs', source: ['src/store/cards.ts', 'src/store/job-queue.ts'], tests: STORE },
  { name: 'store: rate limit', source: ['src/store/rate-limit.ts'], tests: STORE },
  {
    name: 'users',
    source: ['src/slack/users.ts', 'src/cache.ts'],
    tests: ['test/slack/users', 'test/cache', 'test/e2e/rules', 'test/e2e/decide', 'test/e2e/in-time'],
  },
];
