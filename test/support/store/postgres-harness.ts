import { Client } from 'pg';
import { type World, worldWith } from './harness.ts';
import type { TestPostgres } from './postgres.ts';

/** Databases on one server, each for one test. `empty`: without our tables. */
export function postgresWorlds(
  server: () => TestPostgres,
  { empty = false }: { readonly empty?: boolean } = {},
): () => Promise<World & { readonly url: string; readonly name: string }> {
  let made = 0;
  return async () => {
    made += 1;
    const name = `${empty ? 'empty' : 'helpdesk'}_${made}`;
    const url = empty ? await server().createDatabase(name) : await server().createMigrated(name);
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
