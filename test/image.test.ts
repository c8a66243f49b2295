import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, startKandji } from '../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../packages/slack-sandbox/src/index.ts';
import { build, type Image } from './support/image/build.ts';
import { readDockerfile } from './support/image/dockerfile.ts';
import { type Container, contain, ready } from './support/image/inside.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const text = (file: string) => readFileSync(join(PROJECT, file), 'utf8');
const DOCKERFILE = readDockerfile(text('Dockerfile'));

let place: string;
let image: Image;
let container: Container;
let slack: LocalSlack;
let kandji: Kandji;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'image-'));
  chmodSync(place, 0o755);
  image = build(DOCKERFILE, PROJECT, place);
  const policy = join(image.root, image.env.POLICY_FILE ?? '');
  mkdirSync(join(policy, '..'), { recursive: true });
  writeFileSync(policy, text('policy.example.yml'));
  container = contain(image, image.env.DATA_DIR ?? '');
  [slack, kandji] = await Promise.all([startSlack({ manifest: text('manifest.yml') }), startKandji()]);
}, 180_000);

afterAll(async () => {
  await Promise.all([slack?.close(), kandji?.close()]);
  thaw(place);
  rmSync(place, { recursive: true, force: true });
});

describe('the Dockerfile', () => {
  test('has two stages on the same Node, one that the app runs on', () => {
    expect(DOCKERFILE.map(({ name }) => name)).toEqual(['packages', null]);
    const images = new Set(DOCKERFILE.map((stage) => stage.image));
    expect([...images]).toEqual([expect.stringMatching(/^node:\d+-slim$/)]);
    const major = Number(/\d+/.exec([...images][0] ?? '')?.[0]);
    expect(JSON.parse(text('package.json')).engines.node).toContain(`>=${major}.`);
  });

  test('runs as someone without rights, by exec, on the default port', () => {
    expect(image.user).toBe('node');
    expect(image.command).toEqual(['node', 'src/main.ts']);
    expect(image.ports).toEqual([3000]);
    expect(image.env).toMatchObject({ NODE_ENV: 'production', DATA_DIR: '/data' });
  });
});

describe("the image's tree", () => {
  const app = () => join(image.root, image.workdir);

  test('holds the app and nothing of its workshop', () => {
    expect(readdirSync(app()).sort()).toEqual([
      'LICENSE',
      'manifest.yml',
      'node_modules',
      'package.json',
      'src',
    ]);
    expect(filesIn(join(app(), 'src')).sort()).toEqual(filesIn(join(PROJECT, 'src')).sort());
  });

  test('holds each production package, and no other', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as {
      packages: Record<string, { dev?: true; optional?: true; devOptional?: true; peer?: true; link?: true }>;
    };
    // The workspaces are not in the image, so neither are npm's links to them.
    const isOurs = (path: string, link?: true) => link === true || !path.startsWith('node_modules/');
    const wanted = Object.entries(packages).flatMap(([path, { dev, optional, devOptional, peer, link }]) =>
      isOurs(path, link) || dev || optional || devOptional || peer ? [] : [path],
    );
    const installed = JSON.parse(readFileSync(join(app(), 'node_modules/.package-lock.json'), 'utf8'));
    expect(Object.keys(installed.packages).sort()).toEqual(wanted.sort());
    const { devDependencies, optionalDependencies } = JSON.parse(text('package.json'));
    const there = new Set(packageNames(join(app(), 'node_modules')));
    const tools = Object.keys({ ...devDependencies, ...optionalDependencies });
    expect(tools.filter((name) => there.has(name) && !wanted.includes(`node_modules/${name}`))).toEqual([]);
    expect(Object.keys(optionalDependencies).filter((name) => there.has(name))).toEqual([]);
  });
});

test('its code is compiled before, for the user who runs it', () => {
  const compiled = join(image.root, image.env.NODE_COMPILE_CACHE ?? 'unset');
  expect(filesIn(compiled).length).toBeGreaterThan(filesIn(join(PROJECT, 'src')).length);
});

describe('the app in the image', () => {
  test('with nothing set says in one message all that is missing, and ends with 1', () => {
    const { status, stdout, stderr } = container.exec(image.command);
    expect(stdout).toBe('');
    for (const name of [
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'SLACK_APP_TOKEN',
      'KANDJI_API_URL',
      'KANDJI_API_TOKEN',
    ])
      expect(stderr).toContain(name);
    expect(stderr.match(/cannot start/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at |\.ts:\d+/m);
    expect(status).toBe(1);
  });

  test('becomes ready, is healthy, and drains when it is asked to end', async () => {
    const before = filesIn(image.root);
    const port = await freePort();
    const running = container.start(image.command, {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      KANDJI_API_URL: kandji.url,
      KANDJI_API_TOKEN: kandji.token,
      PORT: String(port),
      HOST: '127.0.0.1',
    });
    try {
      await ready(port, running);
      const health = container.exec(image.healthcheck, { PORT: String(port) });
      expect(health).toMatchObject({ status: 0, stderr: '' });
      slack.connect({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
      const ana = slack.as('U0ANA');
      await ana.command('C0HELP', '/kandji H4TX90QLM2');
      await slack.until(() => ana.sees('C0HELP').find(({ words }) => words.includes("Noor's")), 'a card');
    } finally {
      running.signal('SIGTERM');
    }
    const { status, stderr } = await running.ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(container.exec(image.healthcheck, { PORT: String(port) }).status).toBe(1);
    const data = `${image.env.DATA_DIR?.slice(1)}/`;
    expect(filesIn(image.root).filter((file) => !before.includes(file) && !file.startsWith(data))).toEqual(
      [],
    );
  });
});

describe('a fault in the Dockerfile is found', () => {
  const built = (dockerfile: string) => () =>
    build(readDockerfile(dockerfile), PROJECT, join(place, 'planted'));

  test.each([
    ['FROM node:26\nCOPY test ./test', /copied and ignored/],
    ['FROM node:26\nCOPY attic ./attic', /does not exist/],
    ['FROM node:26\nCOPY --from=nowhere /app ./app', /unknown stage/],
    ['FROM node:26\nRUN curl https://example.com | sh', /does not know how to run/],
    ['FROM node:26\nRUN npm ci && npm run build', /does not know how to run/],
    ['FROM node:26\nADD x y', /does not know how to perform/],
    ['FROM node:26\nCMD node src/main.ts', /JSON/],
  ])('%j', (dockerfile, sentence) => expect(built(dockerfile)).toThrow(sentence));
});

/** Every file under a folder, relative to it. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The packages in a node_modules, at any depth. */
function packageNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === 'package.json')
    .map((entry) => entry.parentPath.split('node_modules/').at(-1) ?? '');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** What was made read-only is made removable. */
function thaw(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory() && entry.name !== 'node_modules') thaw(join(folder, entry.name));
}
