// @module-tag postgres
import { afterAll, beforeAll, describe } from 'vitest';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';
import { killCases } from './kill-cases.ts';

describe('kill -9 at each step, on PostgreSQL', () => {
  let server: TestPostgres;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  killCases(() => {
    made += 1;
    return server.createDatabase(`kill_${made}`);
  });
});
