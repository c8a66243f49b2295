import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What each folder or file of `src` may import: others of them, then packages. A new one must declare itself here. */
const WALLS: Readonly<
  Record<string, { readonly imports: readonly string[]; readonly packages: readonly string[] }>
> = {
  helpdesk: { imports: [], packages: ['zod'] },
  kandji: { imports: ['helpdesk', 'cache.ts'], packages: ['zod', 'ky', 'p-limit', 'node:'] },
  'policy-file': { imports: ['helpdesk'], packages: ['zod', 'yaml', 'node:'] },
  store: { imports: ['helpdesk'], packages: ['zod', 'kysely', 'pg', 'node:'] },
  slack: { imports: ['helpdesk', 'cache.ts'], packages: ['@slack/', 'zod', 'node:'] },
  ops: {
    imports: ['helpdesk', 'kandji', 'store', 'slack'],
    packages: ['@prometheus-io/client', '@slack/', 'node:'],
  },
  cli: {
    imports: ['helpdesk', 'kandji', 'policy-file', 'store', 'slack', 'ops', 'config.ts', 'logger.ts'],
    packages: ['@slack/', '@clack/prompts', 'zod', 'yaml', 'node:'],
  },
  'cache.ts': { imports: ['helpdesk'], packages: [] },
  'redact.ts': { imports: [], packages: [] },
  'secrets.ts': { imports: [], packages: [] },
  'logger.ts': { imports: ['helpdesk', 'redact.ts'], packages: ['pino', 'node:'] },
  'config.ts': { imports: ['kandji', 'store', 'slack', 'secrets.ts'], packages: [] },
  'app.ts': {
    imports: [
      'config.ts',
      'logger.ts',
      'redact.ts',
      'helpdesk',
      'kandji',
      'policy-file',
      'store',
      'slack',
      'ops',
    ],
    packages: ['@slack/web-api', 'node:'],
  },
  'main.ts': {
    imports: ['app.ts', 'config.ts', 'logger.ts', 'redact.ts', 'secrets.ts', 'ops', 'cli'],
    packages: ['node:'],
  },
};

/** Within these, what each folder may import of its neighbours. All may import the files beside them. */
const FEATURES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  helpdesk: {
    operations: [],
    policy: ['operations'],
    audit: ['operations', 'policy'],
    fleet: ['policy', 'operations'],
    search: ['operations', 'policy', 'fleet'],
    devices: ['operations', 'policy', 'audit', 'watches'],
    requests: ['operations', 'policy', 'audit', 'devices'],
    cases: ['operations', 'policy', 'audit', 'requests'],
    limits: ['policy', 'audit', 'requests'],
    keys: ['operations', 'policy', 'audit', 'devices', 'requests', 'limits'],
    watches: ['policy', 'fleet'],
    digests: ['fleet'],
    messages: ['policy', 'fleet', 'limits'],
    worker: [
      'operations',
      'policy',
      'audit',
      'requests',
      'cases',
      'limits',
      'keys',
      'watches',
      'digests',
      'fleet',
      'messages',
    ],
  },
  slack: {
    'block-kit': [],
    transport: [],
    commands: ['block-kit'],
    requests: ['block-kit'],
    panels: ['block-kit', 'requests'],
    keys: ['block-kit', 'requests'],
    changes: ['block-kit', 'panels', 'requests', 'keys'],
    devices: ['block-kit', 'panels', 'requests', 'changes', 'cases', 'messages', 'watches'],
    search: ['block-kit', 'commands', 'devices'],
    can: ['block-kit', 'commands', 'requests', 'search'],
    history: ['block-kit', 'commands', 'requests', 'search'],
    cases: ['block-kit', 'requests'],
    freeze: ['block-kit', 'requests'],
    fleet: ['block-kit', 'search', 'messages'],
    messages: ['block-kit', 'requests', 'cases'],
    watches: ['block-kit', 'requests'],
    home: ['block-kit', 'requests', 'search', 'cases', 'freeze', 'keys', 'fleet'],
  },
};

interface Source {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** Every import, re-export and dynamic import of a source. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map((match) => match[1] ?? '');

const STATIC = /^(?:import\b[^'";]*?|export\s+(?:type\s+)?(?:\*[^'";]*|\{[^}]*\}\s*)from\s*)'([^']+)';/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'/g;

/** The project's own files that a source imports, relative to the project. */
const filesOf = ({ path, text }: Source): string[] =>
  importsOf(text)
    .filter((wanted) => wanted.startsWith('.'))
    .map((wanted) => relative(ROOT, resolve(ROOT, dirname(path), wanted)));

/** `src/slack/home/x.ts` → `slack` at depth 1, `home` at depth 2; a file directly there is its own name at depth 1, else ''. */
const topOf = (path: string): string => path.split('/')[1] ?? '';
const featureOf = (path: string): string => (path.split('/').length > 3 ? (path.split('/')[2] ?? '') : '');

function brokenWalls(source: Source): string[] {
  const { path, text } = source;
  const top = topOf(path);
  const wall = WALLS[top];
  if (!wall) return [`${path}: "${top}" has not declared what it may import`];
  const packages = importsOf(text)
    .filter((wanted) => !wanted.startsWith('.'))
    .filter(
      (wanted) =>
        !wall.packages.some(
          (one) => wanted === one || wanted.startsWith(/[:/]$/.test(one) ? one : `${one}/`),
        ),
    )
    .map((wanted) => `${path} imports the package ${wanted}`);
  const others = filesOf(source).flatMap((target) => {
    if (!target.startsWith('src/')) return [`${path} imports ${target}, outside src`];
    const other = topOf(target);
    return other === top || wall.imports.includes(other) ? [] : [`${path} imports ${other}`];
  });
  return [...packages, ...others];
}

function brokenFeatures(source: Source): string[] {
  const features = FEATURES[topOf(source.path)];
  const feature = featureOf(source.path);
  if (!features || feature === '') return [];
  const allowed = features[feature];
  if (!allowed) return [`${source.path}: the folder "${feature}" has not declared what it may import`];
  return filesOf(source)
    .filter((target) => topOf(target) === topOf(source.path))
    .map(featureOf)
    .filter((other) => other !== '' && other !== feature && !allowed.includes(other))
    .map((other) => `${source.path} imports the folder ${other}`);
}

/** The first circle in a graph, as the nodes along it. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const fine = new Set<string>();
  const follow = (node: string, path: readonly string[]): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (fine.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const circle = follow(next, [...path, node]);
      if (circle.length > 0) return circle;
    }
    fine.add(node);
    return [];
  };
  return [...graph.keys()].map((node) => follow(node, [])).find((circle) => circle.length > 0) ?? [];
}

/** Imports between files, those of types included. */
const fileGraph = (all: readonly Source[]) => new Map(all.map((source) => [source.path, filesOf(source)]));

/** Imports between the folders that stand side by side in `parent`. */
function folderGraph(all: readonly Source[], parent: string): ReadonlyMap<string, readonly string[]> {
  const folderOf = (path: string): string | null => {
    const [folder, ...rest] = path.startsWith(`${parent}/`) ? path.slice(parent.length + 1).split('/') : [];
    return folder !== undefined && rest.length > 0 ? folder : null;
  };
  const graph = new Map<string, string[]>();
  for (const source of all) {
    const from = folderOf(source.path);
    if (from === null) continue;
    const targets = filesOf(source)
      .map(folderOf)
      .filter((to): to is string => to !== null && to !== from);
    graph.set(from, [...(graph.get(from) ?? []), ...targets]);
  }
  return graph;
}

/** A text asked for words with a space between them: sentences are for people, decisions are made from codes. */
const SENTENCE =
  /\.(?:startsWith|endsWith|includes)\(\s*(['"`])(?:(?!\1).)*(?:[A-Za-z] | [A-Za-z])(?:(?!\1).)*\1/;

/** What one file alone may do with a key. */
const ONCE = [
  ['Secret.open(', 'src/slack/keys/key-window.ts'],
  ['new Secret(', 'src/kandji/device-keys.ts'],
  ['keys.read(', 'src/helpdesk/keys/show-key.ts'],
] as const;

function rulesBroken({ path, text }: Source): string[] {
  const rules: string[] = [];
  if (
    path !== 'src/main.ts' &&
    /\bprocess\.|from 'node:process'/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))
  )
    rules.push('touches process');
  if (/^export default/m.test(text)) rules.push('has a default export');
  if (/^let /m.test(text)) rules.push('has module-level state');
  if (/^src\/(?:helpdesk|slack)\//.test(path) && SENTENCE.test(text))
    rules.push('decides by the words of a sentence');
  for (const [what, only] of ONCE)
    if (path !== only && text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').includes(what))
      rules.push(`has ${what}, which is for ${only}`);
  if (text.split('\n').length > 251) rules.push('is longer than 250 lines');
  return rules.map((rule) => `${path} ${rule}`);
}

/** npm links the packages into node_modules, where Node runs no TypeScript. */
const importsThroughLinks = ({ path, text }: Source): string[] =>
  importsOf(text)
    .filter((wanted) => wanted.includes('@kandji-helpdesk/'))
    .map((wanted) => `${path} imports ${wanted}`);

const sourcesIn = (folder: string): Source[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/node_modules/'))
    .map((file) => ({ path: relative(ROOT, file), text: readFileSync(file, 'utf8') }));

const src = sourcesIn('src');
const everything = [...src, ...sourcesIn('playground'), ...sourcesIn('packages')];

/** Folders that have folders. */
const parents = [
  ...new Set(
    everything.flatMap(({ path }) => path.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))),
  ),
].filter((parent) => parent !== '');

describe('the walls', () => {
  test('src imports only what it may', () => expect(src.flatMap(brokenWalls)).toEqual([]));
  test('features import only the features below them', () => expect(src.flatMap(brokenFeatures)).toEqual([]));
  test('no file imports itself through others', () => expect(circleIn(fileGraph(everything))).toEqual([]));
  test.each(parents)('no folder in %s imports itself through its siblings', (parent) =>
    expect(circleIn(folderGraph(everything, parent))).toEqual([]),
  );
  test('the rules of the house hold', () => expect(src.flatMap(rulesBroken)).toEqual([]));
  test('the packages know nothing of the app or the playground', () =>
    expect(
      sourcesIn('packages').flatMap((source) =>
        source.path.includes('/test/')
          ? []
          : filesOf(source)
              .filter((target) => !target.startsWith(source.path.split('/').slice(0, 2).join('/')))
              .map((target) => `${source.path} imports ${target}`),
      ),
    ).toEqual([]));
  test('the packages are imported by their paths', () =>
    expect([...everything, ...sourcesIn('test'), ...sourcesIn('bench')].flatMap(importsThroughLinks)).toEqual(
      [],
    ));
});

describe('a planted fault is found', () => {
  test.each([
    [
      { path: 'src/helpdesk/x.ts', text: "import { App } from '@slack/bolt';" },
      'src/helpdesk/x.ts imports the package @slack/bolt',
    ],
    [
      { path: 'src/helpdesk/x.ts', text: "import { x } from '../store/index.ts';" },
      'src/helpdesk/x.ts imports store',
    ],
    [
      { path: 'src/kandji/x.ts', text: "export type { x } from '../slack/ids.ts';" },
      'src/kandji/x.ts imports slack',
    ],
    [
      { path: 'src/store/x.ts', text: "const x = await import('ky');" },
      'src/store/x.ts imports the package ky',
    ],
    [
      { path: 'src/slack/x.ts', text: "import x from '../../playground/start.ts';" },
      'src/slack/x.ts imports playground/start.ts, outside src',
    ],
    [{ path: 'src/attic/x.ts', text: '' }, 'src/attic/x.ts: "attic" has not declared what it may import'],
  ])('%o', (source, sentence) => expect(brokenWalls(source)).toContain(sentence));

  test.each([
    ['src/helpdesk/policy/x.ts', '../worker/worker.ts', 'imports the folder worker'],
    ['src/helpdesk/attic/x.ts', './y.ts', 'the folder "attic" has not declared what it may import'],
    ['src/slack/requests/x.ts', '../search/search.ts', 'imports the folder search'],
  ])('%s with %s', (path, wanted, words) =>
    expect(brokenFeatures({ path, text: `import { x } from '${wanted}';` }).join()).toContain(words),
  );

  const circle: readonly Source[] = [
    { path: 'src/store/x.ts', text: "import { y } from './y.ts';" },
    { path: 'src/store/y.ts', text: "import './z.ts';\nexport type { W } from './sub/w.ts';" },
    { path: 'src/store/sub/w.ts', text: "import type { X } from '../x.ts';" },
  ];
  test('a circle of files, of types only', () =>
    expect(circleIn(fileGraph(circle))).toEqual([
      'src/store/x.ts',
      'src/store/y.ts',
      'src/store/sub/w.ts',
      'src/store/x.ts',
    ]));

  test('a circle of sibling folders that is none of files', () =>
    expect(
      circleIn(
        folderGraph(
          [
            { path: 'src/store/a/x.ts', text: "import { y } from '../b/y.ts';" },
            { path: 'src/store/b/z.ts', text: "import type { W } from '../a/w.ts';" },
          ],
          'src/store',
        ),
      ),
    ).toEqual(['a', 'b', 'a']));

  test.each([
    "import { startKandji } from '@kandji-helpdesk/kandji-simulator';",
    "export { x } from '../node_modules/@kandji-helpdesk/slack-sandbox/src/index.ts';",
  ])('%s', (text) =>
    expect(importsThroughLinks({ path: 'test/x.test.ts', text })).toEqual([
      expect.stringMatching(/^test\/x\.test\.ts imports .*@kandji-helpdesk/),
    ]),
  );

  test.each([
    ['process.exit(1)', 'touches process'],
    ['export default 1;', 'has a default export'],
    ['let count = 0;', 'has module-level state'],
    ["const who = said.startsWith('Kandji refused it') ? 1 : 2;", 'decides by the words of a sentence'],
    ['what.endsWith(" on")', 'decides by the words of a sentence'],
    ['\n'.repeat(260), 'is longer than 250 lines'],
  ])('%s', (text, rule) =>
    expect(rulesBroken({ path: 'src/slack/x.ts', text })).toEqual([`src/slack/x.ts ${rule}`]),
  );
});
