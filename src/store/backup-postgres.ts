import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { StoreError, StoreRefused } from './database.ts';
import { checkedDatabaseUrl } from './postgres/database-url.ts';

const PROGRAM = 'pg_dump';
const RESTORE =
  'Restore into an empty database with "pg_restore --no-owner --dbname=…", then run "restored".';

/** Runs `pg_dump`, which reads one consistent state while others write. The password travels by the environment, not as an argument. */
export async function backupPostgres(
  databaseUrl: string,
  toFile: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly restoreWith: string }> {
  const url = new URL(checkedDatabaseUrl(databaseUrl));
  const password = decodeURIComponent(url.password);
  url.password = '';
  // pg's own word; libpq says "require" for the same.
  if (url.searchParams.get('sslmode') === 'no-verify') url.searchParams.set('sslmode', 'require');
  const dump = spawn(
    PROGRAM,
    ['--format=custom', `--file=${toFile}`, `--dbname=${url.href}`, '--no-password'],
    {
      env: { ...environment, ...(password === '' ? {} : { PGPASSWORD: password }) },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let complaint = '';
  dump.stderr.on('data', (piece: Buffer) => {
    complaint = `${complaint}${piece.toString()}`.slice(0, 2000);
  });
  const code = await new Promise<number | null>((ended, failed) => {
    dump.once('error', (error) => failed(missing(error)));
    dump.once('close', ended);
  });
  if (code === 0) return { restoreWith: RESTORE };
  rmSync(toFile, { force: true });
  throw new StoreError(`pg_dump did not make the backup: ${complaint.trim() || 'no reason given'}`);
}

const missing = (cause: Error): StoreRefused =>
  new StoreRefused(
    'pg_dump is not installed here. Run it where it is, in the version of your server or newer: ' +
      'pg_dump --format=custom --file=backup.dump --dbname="$DATABASE_URL"',
    { cause },
  );
