import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../src/', import.meta.url));

/** What each room may import: other rooms, then packages. A new room must declare itself here. */
const ROOMS: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>
> = {
  helpdesk: { rooms: [], packages: ['zod'] },
  kandji: { rooms: ['helpdesk'], packages: ['zod', 'ky', 'p-limit', 'node:'] },
  policy: { rooms: ['helpdesk'], packages: ['zod', 'yaml', 'node:'] },
  store: { rooms: ['helpdesk'], packages: ['zod', 'kysely', 'pg', 'node:'] },
  slack: { rooms: ['helpdesk'], packages: ['@slack/', 'zod', 'node:crypto', 'node:http'] },
  ops: {
    rooms: ['helpdesk', 'kandji', 'policy', 'store', 'slack'],
    packages: ['@prometheus-io/client', '@slack/', 'yaml', 'node:'],
  },
  'redact.ts': { rooms: [], packages: [] },
  'secrets.ts': { rooms: [], packages: [] },
  'logger.ts': { rooms: ['redact.ts', 'helpdesk'], packages: ['pino', 'node:'] },
  'config.ts': { rooms: ['secrets.ts', 'kandji', 'store'], packages: [] },
  'app.ts': {
    rooms: ['config.ts', 'logger.ts', 'redact.ts', 'helpdesk', 'kandji', 'policy', 'store', 'slack', 'ops'],
    packages: ['@slack/web-api', 'node:'],
  },
  'main.ts': {
    rooms: ['app.ts', 'config.ts', 'logger.ts', 'redact.ts', 'secrets.ts', 'ops'],
    packages: ['node:'],
  },
};

/** Within `helpdesk`: what each folder may import of its neighbours. All may import the words beside them, which import none of these but `operations`. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  operations: [],
  judging: ['operations'],
  finding: ['judging', 'operations'],
  showing: ['judging', 'operations'],
  asking: ['judging', 'operations', 'showing'],
  approving: ['judging', 'operations'],
  running: ['judging', 'operations', 'asking'],
};

interface Source {
  /** Relative to src/. */
  readonly path: string;
  readonly text: string;
}

const roomOf = (path: string): string => path.split('/')[0] ?? path;

/** Every import, re-export and dynamic import of a source. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map((match) => match[1] ?? '');

const STATIC = /^(?:import\b[^'";]*?|export\s+(?:type\s+)?(?:\*[^'";]*|\{[^}]*\}\s*)from\s*)'([^']+)';/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'/g;

function broken({ path, text }: Source): string[] {
  const room = roomOf(path);
  const allowed = ROOMS[room];
  if (!allowed) return [`${path}: the room "${room}" has not declared what it may import`];
  return importsOf(text).flatMap((wanted) => {
    if (!wanted.startsWith('.')) {
      const fine = allowed.packages.some(
        (one) => wanted === one || wanted.startsWith(/[:/]$/.test(one) ? one : `${one}/`),
      );
      return fine ? [] : [`${path} imports the package ${wanted}`];
    }
    const target = relative(ROOT, resolve(ROOT, dirname(path), wanted));
    if (target.startsWith('..')) return [`${path} imports ${wanted}, outside src`];
    const other = roomOf(target);
    return other === room || allowed.rooms.includes(other) ? [] : [`${path} imports the room ${other}`];
  });
}

const folderOf = (path: string): string => (path.split('/').length > 2 ? (path.split('/')[1] ?? '') : '');

function foldersMixed({ path, text }: Source): string[] {
  if (roomOf(path) !== 'helpdesk' || path === 'helpdesk/index.ts') return [];
  const folder = folderOf(path);
  const allowed = folder === '' ? ['operations'] : FOLDERS[folder];
  if (!allowed) return [`${path}: the folder "${folder}" has not declared what it may import`];
  return importsOf(text)
    .filter((wanted) => wanted.startsWith('.'))
    .map((wanted) => folderOf(relative(ROOT, resolve(ROOT, dirname(path), wanted))))
    .filter((other) => other !== '' && other !== folder && !allowed.includes(other))
    .map((other) => `${path} imports the folder ${other}`);
}

/** The first circle of imports, those of types included, as the files along it. */
function circleIn(all: readonly Source[]): readonly string[] {
  const wanted = new Map(
    all.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter((one) => one.startsWith('.'))
        .map((one) => relative(ROOT, resolve(ROOT, dirname(path), one))),
    ]),
  );
  const fine = new Set<string>();
  const follow = (path: string, way: readonly string[]): readonly string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (fine.has(path)) return [];
    for (const next of wanted.get(path) ?? []) {
      const circle = follow(next, [...way, path]);
      if (circle.length > 0) return circle;
    }
    fine.add(path);
    return [];
  };
  return all.map(({ path }) => follow(path, [])).find((circle) => circle.length > 0) ?? [];
}

function rulesBroken({ path, text }: Source): string[] {
  const rules: string[] = [];
  if (
    path !== 'main.ts' &&
    /\bprocess\.|from 'node:process'/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))
  )
    rules.push('touches process');
  if (/^export default/m.test(text)) rules.push('has a default export');
  if (/^let /m.test(text)) rules.push('has module-level state');
  if (text.split('\n').length > 251) rules.push('is longer than 250 lines');
  return rules.map((rule) => `${path} ${rule}`);
}

const sources: Source[] = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ path: relative(ROOT, file), text: readFileSync(file, 'utf8') }));

describe('the rooms', () => {
  test('import only what they may', () => expect(sources.flatMap(broken)).toEqual([]));
  test('tell one story within helpdesk', () => expect(sources.flatMap(foldersMixed)).toEqual([]));
  test('import nobody who imports them', () => expect(circleIn(sources)).toEqual([]));
  test('keep the rules of the house', () => expect(sources.flatMap(rulesBroken)).toEqual([]));
});

describe('a planted fault is found', () => {
  test.each([
    [
      { path: 'helpdesk/x.ts', text: "import { App } from '@slack/bolt';" },
      'helpdesk/x.ts imports the package @slack/bolt',
    ],
    [
      { path: 'helpdesk/x.ts', text: "import { x } from '../store/index.ts';" },
      'helpdesk/x.ts imports the room store',
    ],
    [
      { path: 'kandji/x.ts', text: "export type { x } from '../slack/ids.ts';" },
      'kandji/x.ts imports the room slack',
    ],
    [{ path: 'store/x.ts', text: "const x = await import('ky');" }, 'store/x.ts imports the package ky'],
    [
      { path: 'slack/x.ts', text: "import x from '../../playground/start.ts';" },
      'slack/x.ts imports ../../playground/start.ts, outside src',
    ],
    [{ path: 'attic/x.ts', text: '' }, 'attic/x.ts: the room "attic" has not declared what it may import'],
  ])('%o', (source, sentence) => expect(broken(source)).toContain(sentence));

  test.each([
    ['helpdesk/judging/x.ts', '../running/worker.ts', 'imports the folder running'],
    ['helpdesk/request.ts', './judging/decide.ts', 'imports the folder judging'],
    ['helpdesk/attic/x.ts', './y.ts', 'the folder "attic" has not declared what it may import'],
  ])('%s with %s', (path, wanted, words) =>
    expect(foldersMixed({ path, text: `import { x } from '${wanted}';` }).join()).toContain(words),
  );

  test('a circle, of types only', () =>
    expect(
      circleIn([
        { path: 'store/x.ts', text: "import { y } from './y.ts';" },
        { path: 'store/y.ts', text: "import './z.ts';\nexport type { W } from './sub/w.ts';" },
        { path: 'store/sub/w.ts', text: "import type { X } from '../x.ts';" },
      ]),
    ).toEqual(['store/x.ts', 'store/y.ts', 'store/sub/w.ts', 'store/x.ts']));

  test.each([
    ['process.exit(1)', 'touches process'],
    ['export default 1;', 'has a default export'],
    ['let count = 0;', 'has module-level state'],
    ['\n'.repeat(260), 'is longer than 250 lines'],
  ])('%s', (text, rule) => expect(rulesBroken({ path: 'slack/x.ts', text })).toEqual([`slack/x.ts ${rule}`]));
});
