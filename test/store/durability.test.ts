import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase, type Database, type Durability, type Tx } from '../../src/store/database.ts';
import { sqliteConnections } from '../../src/store/sqlite.ts';
import { temporaryFolder } from '../support/store/harness.ts';

/** SQLite's own numbers (SQLite docs, `pragma synchronous`). */
const NORMAL = 1;
const FULL = 2;

let database: Database;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  const file = join(folder.path, 'helpdesk.sqlite');
  database = createDatabase('sqlite', sqliteConnections(file), () => 0);
});
afterEach(async () => {
  await database.close();
  folder.remove();
});

const level = async ({ db }: Tx): Promise<number | undefined> => {
  const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
  return rows[0]?.synchronous;
};

test('what lasts waits for the disk; what is for now does not', async () => {
  expect(await database.read(level)).toBe(FULL);
  expect(await database.transaction(level)).toBe(FULL);
  expect(await database.read(level, 'relaxed')).toBe(NORMAL);
  expect(await database.transaction(level, 'relaxed')).toBe(NORMAL);
  expect(await database.read(level)).toBe(FULL);
});

test('side by side each keeps its own', async () => {
  const ways = Array.from(
    { length: 40 },
    (_, index): Durability => (index % 3 === 0 ? 'relaxed' : 'durable'),
  );
  const seen = await Promise.all(
    ways.map((lasts, index) =>
      index % 2 === 0 ? database.read(level, lasts) : database.transaction(level, lasts),
    ),
  );
  expect(seen).toEqual(ways.map((lasts) => (lasts === 'relaxed' ? NORMAL : FULL)));
});

test('after a failure as well', async () => {
  const fails = async (): Promise<never> => {
    throw new TypeError('a mistake of ours');
  };
  await expect(database.transaction(fails, 'relaxed')).rejects.toThrow('a mistake of ours');
  await expect(database.read(fails, 'relaxed')).rejects.toThrow('a mistake of ours');
  expect(await database.transaction(level)).toBe(FULL);
});
