import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { picturesOn } from '../playground/pictures/folders.ts';
import { readConfig } from '../src/config.ts';

const text = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

/** What people read before they change anything, relative to the repository. */
const PAGES = ['', '.github/', 'docs/', 'docs/decisions/'].flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);

const EXAMPLE = text('.env.example');
/** The example with its optional lines switched on. */
const ALL = EXAMPLE.replaceAll(/^# ([A-Z][A-Z_]*=)/gm, '$1');

/** The variables that the pages list, from the table whose head is `Variable`. */
function listedVariables(): string[] {
  const tables = PAGES.flatMap((page) => [
    ...text(page).matchAll(/^\| Variable \|.*\n\|[-| ]+\n((?:\|.*\n)+)/gm),
  ]);
  const firstColumns = tables.flatMap(([, rows = '']) =>
    rows.split('\n').map((row) => row.split('|')[1] ?? ''),
  );
  return firstColumns.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name));
}

const read = (env: NodeJS.Dict<string>) => readConfig(env, () => '');

describe('.env.example', () => {
  test('is accepted as it is, and its defaults change nothing', () => {
    const { SLACK_SIGNING_SECRET: _, ...all } = parseEnv(ALL);
    const asItIs = read(parseEnv(EXAMPLE));
    const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, KANDJI_API_URL, KANDJI_API_TOKEN } = all;
    expect(asItIs).toEqual(read({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, KANDJI_API_URL, KANDJI_API_TOKEN }));
    const { METRICS_PORT, METRICS_HOST, DATABASE_URL, AUDIT_KEY, AUDIT_SIGNED_FROM, ...defaults } = all;
    expect(read(defaults)).toEqual(asItIs);
    expect(read({ ...all, AUDIT_KEY: 'k'.repeat(32) })).toMatchObject({
      databaseUrl: DATABASE_URL,
      metrics: { port: Number(METRICS_PORT), host: METRICS_HOST },
    });
  });

  test('is accepted for HTTP, too', () => {
    const { SLACK_APP_TOKEN: _, ...http } = parseEnv(ALL);
    expect(() => read({ ...http, AUDIT_KEY: 'k'.repeat(32) })).not.toThrow();
  });

  test('has every variable that the pages list, and no other', () => {
    expect(Object.keys(parseEnv(ALL)).toSorted()).toEqual(listedVariables().toSorted());
  });
});

describe('the pages', () => {
  test.each(PAGES)('%s has links that lead somewhere', (page) => {
    const targets = [...text(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
    const broken = targets.filter(
      (target) =>
        !target.includes('://') && !existsSync(new URL(target, new URL(`../${page}`, import.meta.url))),
    );
    expect(broken).toEqual([]);
  });

  test('show the pictures that are kept in docs/pictures, and those only', () => {
    const shown = PAGES.flatMap((page) => picturesOn(text(page)));
    expect(readdirSync(new URL('../docs/pictures/', import.meta.url)).toSorted()).toEqual(
      [...new Set(shown)].toSorted(),
    );
  });

  test('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    const named = PAGES.flatMap((page) => [...text(page).matchAll(/\bnpm run ([a-z][a-z0-9:]*)/g)]).map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('the index of decisions has each record once, in order', () => {
    const records = PAGES.filter((page) => /^docs\/decisions\/\d{4}-/.test(page)).toSorted();
    const listed = [...text('docs/decisions/README.md').matchAll(/\]\((\d{4}-[^)]+)\)/g)];
    expect(listed.map(([, name]) => `docs/decisions/${name}`)).toEqual(records);
  });

  test('the editor and the version manager are told what package.json says', () => {
    const { engines } = JSON.parse(text('package.json')) as { engines: { node: string } };
    expect(engines.node).toContain(`>=${text('.nvmrc').trim()}.`);
    expect(text('.editorconfig')).toContain(
      `max_line_length = ${JSON.parse(text('biome.json')).formatter.lineWidth}`,
    );
  });
});
