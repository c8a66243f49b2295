import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '../playground/browser.ts';
import { findPostgres } from './support/store/find-postgres.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'machine-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Puts programs that do nothing, or say `says`, into a folder of this machine. */
function install(folder: string, programs: readonly string[], says = ''): string {
  const home = join(root, folder);
  mkdirSync(home, { recursive: true });
  for (const program of programs) {
    writeFileSync(join(home, program), `#!/bin/sh\nprintf '%s' '${says}'\n`);
    chmodSync(join(home, program), 0o755);
  }
  return home;
}

const SERVER = ['initdb', 'postgres', 'psql', 'pg_dump', 'pg_restore'];
const found = (environment: Readonly<Record<string, string>> = {}) => findPostgres(environment, root);

describe('PostgreSQL is found', () => {
  test.each([
    'usr/lib/postgresql/15/bin',
    'usr/pgsql-17/bin',
    'opt/homebrew/opt/postgresql@17/bin',
    'usr/local/opt/postgresql@16/bin',
    'home/linuxbrew/.linuxbrew/opt/postgresql@17/bin',
    'Applications/Postgres.app/Contents/Versions/17/bin',
  ])('in %s', (folder) => {
    const home = install(folder, SERVER);
    expect(found()).toBe(home);
  });

  test('in its newest version that is complete', () => {
    install('usr/lib/postgresql/9/bin', SERVER);
    const home = install('usr/lib/postgresql/16/bin', SERVER);
    install('usr/lib/postgresql/17/bin', ['psql', 'pg_dump', 'pg_restore']);
    expect(found()).toBe(home);
  });

  test('on the PATH, also by a link to one of its programs', () => {
    install('usr/lib/postgresql/17/bin', SERVER);
    const home = install('Cellar/postgresql@16/16.4/bin', SERVER);
    const links = join(root, 'links');
    mkdirSync(links);
    symlinkSync(join(home, 'initdb'), join(links, 'initdb'));
    expect(found({ PATH: `/nowhere:${home}` })).toBe(home);
    expect(found({ PATH: `/nowhere:${links}` })).toBe(home);
  });

  test('by what pg_config says', () => {
    const home = install('somewhere/else', SERVER);
    const path = install('bin', ['pg_config'], home);
    expect(found({ PATH: path })).toBe(home);
  });

  test('in POSTGRES_BIN alone when that is set', () => {
    const packaged = install('usr/lib/postgresql/17/bin', SERVER);
    const own = install('own', SERVER);
    expect(found({ POSTGRES_BIN: own, PATH: packaged })).toBe(own);
    expect(found({ POSTGRES_BIN: '/nowhere', PATH: packaged })).toBeNull();
  });

  test('not on a bare machine, nor where only its client is', () => {
    expect(found()).toBeNull();
    expect(found({ PATH: install('bin', ['psql', 'pg_dump', 'pg_restore']) })).toBeNull();
  });
});

describe('Chromium is found', () => {
  test('on the PATH, and in CHROMIUM alone when that is set', () => {
    const home = install('bin', ['chromium']);
    expect(findChromium({ PATH: `/nowhere:${home}` })).toBe(join(home, 'chromium'));
    expect(findChromium({ PATH: home, CHROMIUM: '/nowhere/chromium' })).toBeUndefined();
    expect(findChromium({ CHROMIUM: join(home, 'chromium') })).toBe(join(home, 'chromium'));
  });
});
