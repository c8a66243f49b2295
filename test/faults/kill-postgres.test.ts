// @module-tag postgres
import { afterAll, beforeAll, describe } from 'vitest';
import { killCases } from '../support/faults/kill-cases.ts';
import { killFleet } from '../support/faults/kill-fleet.ts';
import { killKeys } from '../support/faults/kill-keys.ts';
import { killLostDevice } from '../support/faults/kill-lost-device.ts';
import { killWalk } from '../support/faults/kill-walk.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

describe('kill -9 at each step, on PostgreSQL', () => {
  let server: TestPostgres;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  const database = () => {
    made += 1;
    return server.createMigrated(`kill_${made}`);
  };
  killCases(database);
  killLostDevice(database);
  killKeys(database);
  killWalk(database);
  killFleet(database);
});
