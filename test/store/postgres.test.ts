import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditContract } from './contract/audit.ts';
import { cardContract } from './contract/cards.ts';
import { raceContract } from './contract/races.ts';
import { recordContract } from './contract/record.ts';
import { requestContract } from './contract/requests.ts';
import { serverContract } from './contract/server.ts';
import { workContract } from './contract/work.ts';
import { postgresPrograms, startPostgres, type TestPostgres } from './postgres.ts';
import { postgresWorlds } from './postgres-world.ts';

const missing = postgresPrograms() === null;

test('PostgreSQL is installed', (context) => {
  if (!missing) return;
  if (process.env.CI) expect.fail('PostgreSQL is not installed, so the store was not tested on it');
  context.skip('PostgreSQL is not installed (apt-get install postgresql): tested on SQLite only');
});

describe.skipIf(missing)('PostgreSQL', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  const makeWorld = postgresWorlds(() => server);

  serverContract(makeWorld, () => server);
  requestContract(makeWorld);
  cardContract(makeWorld);
  workContract(makeWorld);
  auditContract(makeWorld);
  recordContract(makeWorld);
  raceContract(makeWorld);
});
