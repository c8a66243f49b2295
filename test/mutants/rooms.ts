/** A part of the core, and the tests that are meant to know it: paths or their beginnings, beside those that are slow. */
export interface Room {
  readonly name: string;
  readonly source: readonly string[];
  readonly tests: readonly string[];
}

const STORE = ['test/store/sqlite.test.ts', 'test/store/embedded.test.ts', 'test/store/budget.test.ts'];

export const ROOMS: readonly Room[] = [
  {
    name: 'judging',
    source: ['src/helpdesk/judging/'],
    tests: [
      'test/helpdesk/decide',
      'test/helpdesk/policy-',
      'test/helpdesk/change-',
      'test/helpdesk/request-',
    ],
  },
  {
    name: 'asking',
    source: ['src/helpdesk/asking/'],
    tests: ['test/helpdesk/review-', 'test/helpdesk/request-', 'test/helpdesk/reserve-'],
  },
  {
    name: 'approving',
    source: ['src/helpdesk/approving/'],
    tests: ['test/helpdesk/request-', 'test/helpdesk/settle-', 'test/helpdesk/told-'],
  },
  {
    name: 'running',
    source: ['src/helpdesk/running/'],
    tests: [
      'test/helpdesk/compare-',
      'test/helpdesk/rejected-',
      'test/helpdesk/request-',
      'test/helpdesk/follow-',
    ],
  },
  {
    name: 'operations',
    source: ['src/helpdesk/operations/'],
    tests: [
      'test/helpdesk/catalogue',
      'test/helpdesk/compare-',
      'test/helpdesk/review-',
      'test/helpdesk/request-',
    ],
  },
  { name: 'store: requests', source: ['src/store/requests/'], tests: STORE },
  { name: 'store: audit', source: ['src/store/audit/'], tests: [...STORE, 'test/ops/audit.test.ts'] },
  {
    name: 'store: cards and jobs',
    source: ['src/store/cards/', 'src/store/jobs.ts', 'src/store/take-up.ts'],
    tests: STORE,
  },
  { name: 'store: budget', source: ['src/store/budget/'], tests: STORE },
  {
    name: 'identity',
    source: ['src/slack/identity.ts', 'src/slack/remembered.ts'],
    tests: [
      'test/slack/identity',
      'test/slack/group-',
      'test/slack/remembered',
      'test/e2e/rules',
      'test/e2e/decide',
      'test/e2e/in-time',
    ],
  },
];
