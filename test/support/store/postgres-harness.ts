import { Client } from 'pg';
import { type World, worldWith } from './harness.ts';
import type { TestPostgres } from './postgres.ts';

/** Databases on one server, each for one test. */
export function postgresWorlds(
  server: () => TestPostgres,
): () => Promise<World & { readonly url: string; readonly name: string }> {
  let made = 0;
  return async () => {
    made += 1;
    const name = `helpdesk_${made}`;
    const url = await server().createDatabase(name);
    const sql = async (statement: string) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      return client
        .query(statement)
        .then((result) => result.rows)
        .finally(() => client.end());
    };
    return { ...worldWith('postgres', { databaseUrl: url }, sql, async () => undefined), url, name };
  };
}
