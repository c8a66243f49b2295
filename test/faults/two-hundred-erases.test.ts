// @module-tag postgres
import { afterAll, beforeAll, test } from 'vitest';
import { twoHundredErases } from '../support/helpdesk/two-hundred-erases.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

test('of two hundred approved erases ten leave over two replicas on one PostgreSQL, and 190 are on hold', async () => {
  await twoHundredErases(await server.createMigrated('erases'));
}, 300_000);
