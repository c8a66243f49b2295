import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { openStore } from '../../../src/store/index.ts';
import { findPostgres } from './find-postgres.ts';
import { until } from './until.ts';

/** A real PostgreSQL of one's own, with its default durability, reachable only through a socket in a folder of its own. */
export interface TestPostgres {
  /** Runs one of its own programs, `pg_restore` for instance. */
  run(program: string, typed: readonly string[]): SpawnSyncReturns<string>;
  /** A PATH on which its programs come first. */
  readonly path: string;
  /** Address of one of its databases, for DATABASE_URL; as `role` instead of the superuser when given. */
  url(database: string, role?: string): string;
  /** An empty one. */
  createDatabase(name: string): Promise<string>;
  /** One that has our tables, and was never served from: a copy, because making the tables anew takes most of a short test's time. */
  createMigrated(name: string): Promise<string>;
  /**
   * Stops the server and starts it again on the same data. `fast`: it ends connections and writes everything out. `crash`: its
   * processes quit at once, and it recovers from its log (PostgreSQL docs, "Shutting Down the Server"). `whileDown` runs in between.
   */
  restart(how: 'fast' | 'crash', whileDown?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const TEMPLATE = 'migrated';

/** Text is sorted as on most servers, so not bytewise by itself. ICU's needs nothing installed on the machine. */
const LOCALE = ['--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];

/** The address of a socket has at most 103 bytes on macOS (`sun_path`), and its name is added to the folder's. */
const LONGEST_FOLDER = 60;

/** Stops by itself when this process ends, however it ends: its keeper waits for our end of a pipe. */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPostgres();
  if (programs === null)
    throw new Error('PostgreSQL was not found: apt install postgresql, or brew install postgresql');
  const folder = mkdtempSync(join(tmpdir().length <= LONGEST_FOLDER ? tmpdir() : '/tmp', 'pg-'));
  const as = unprivileged();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', ...LOCALE, '--no-sync'],
    { ...as, encoding: 'utf8', cwd: folder },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const server = `"${join(programs, 'postgres')}" -D "${data}" -k "${folder}" -c listen_addresses= -c max_connections=200`;
  const keeper = spawn('sh', ['-c', keeping(server)], {
    ...as,
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((done) => keeper.once('exit', () => done()));
  const url = (database: string, role = 'postgres') =>
    `postgres://${role}@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const ask = async (statement: string) => {
    const client = new Client({ connectionString: url('postgres') });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  const answers = () =>
    ask('select 1').then(
      () => true,
      () => false,
    );
  await until(answers);
  let template: Promise<void> | null = null;
  const makeTemplate = async () => {
    await ask(`create database ${TEMPLATE}`);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const store = await openStore({ databaseUrl: url(TEMPLATE), log, exclusive: false });
    await store.close();
  };
  return {
    url,
    run: (program, typed) => spawnSync(join(programs, program), typed, { encoding: 'utf8' }),
    path: `${programs}${delimiter}${process.env.PATH}`,
    createDatabase: async (name) => {
      await ask(`create database "${name}"`);
      return url(name);
    },
    createMigrated: async (name) => {
      template ??= makeTemplate();
      await template;
      await ask(`create database "${name}" template ${TEMPLATE}`);
      return url(name);
    },
    restart: async (how, whileDown = async () => undefined) => {
      const down = once(keeper.stdout, 'data');
      keeper.stdin.write(how === 'fast' ? 'INT\n' : 'QUIT\n');
      await down;
      await whileDown().finally(() => keeper.stdin.write('start\n'));
      await until(answers);
    },
    stop: async () => {
      keeper.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Shell: runs the server, stops it by the signals that it reads and says so, and starts it again on any word after that. */
const keeping = (server: string): string => `
  ${server} </dev/null >/dev/null &
  while read signal; do
    kill -$signal $!; wait $!; echo down
    read start || exit
    ${server} </dev/null >/dev/null &
  done
  kill -INT $!; wait $!`;

/** `initdb` and the server refuse to run as root. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout);
    const gid = Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout);
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error('root may not run PostgreSQL, and there is neither a user postgres nor nobody');
}
