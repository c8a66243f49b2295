// @module-tag postgres
import { afterAll, beforeAll, describe, test } from 'vitest';
import { eraseProperties } from '../support/helpdesk/floor-properties.ts';
import { floorStories } from '../support/helpdesk/floor-stories.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

describe('the floor on PostgreSQL', () => {
  let server: TestPostgres;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  const database = async (): Promise<string> => {
    made += 1;
    return server.createMigrated(`floor_${made}`);
  };

  floorStories(database);

  test(
    'whatever happens between, no erase leaves without a living approval by another human whom the policy names',
    () => eraseProperties(10, database),
    240_000,
  );
});
