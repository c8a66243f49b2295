import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the tests run of it. Where these are, the others are. */
const PROGRAMS = ['initdb', 'postgres', 'psql', 'pg_dump', 'pg_restore'];

/** Where packages keep the server's programs beside the PATH: Debian, Red Hat, Homebrew (ARM, Intel, Linux), Postgres.app. */
const FOLDERS = [
  'usr/lib/postgresql/*/bin',
  'usr/pgsql-*/bin',
  'opt/homebrew/opt/postgresql*/bin',
  'usr/local/opt/postgresql*/bin',
  'home/linuxbrew/.linuxbrew/opt/postgresql*/bin',
  'Applications/Postgres.app/Contents/Versions/*/bin',
];

/**
 * Folder of PostgreSQL's server programs: `POSTGRES_BIN` alone when it is set, else the first of the PATH, `pg_config --bindir`
 * and the folders of packages, the newest version first. `null` when there is none.
 * @param root where the packages' folders begin
 */
export function findPostgres(environment: Environment = process.env, root = '/'): string | null {
  const { POSTGRES_BIN, PATH = '' } = environment;
  if (POSTGRES_BIN) return programsIn(POSTGRES_BIN);
  for (const folder of PATH.split(delimiter)) {
    const found = folder === '' ? null : programsIn(folder);
    if (found !== null) return found;
  }
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8', env: { PATH } });
  const packaged = FOLDERS.flatMap((folder) => globSync(folder, { cwd: root })).sort(newestFirst);
  const others = [
    ...(asked.status === 0 ? [asked.stdout.trim()] : []),
    ...packaged.map((one) => join(root, one)),
  ];
  return others.map(programsIn).find((found) => found !== null) ?? null;
}

/** The PATH links single programs here and there: what counts is the folder that has them all. */
function programsIn(folder: string): string | null {
  try {
    const home = dirname(realpathSync(join(folder, 'initdb')));
    for (const program of PROGRAMS) accessSync(join(home, program), constants.X_OK);
    return home;
  } catch {
    return null;
  }
}

const versionOf = (folder: string): number => Number(/\d+/.exec(folder)?.[0] ?? 0);
const newestFirst = (a: string, b: string): number => versionOf(b) - versionOf(a);
