import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { until } from './support/store/until.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const WORKSPACES = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`);

type Manifest = Readonly<Record<string, unknown>>;
const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));

describe.each(WORKSPACES)('%s', (folder) => {
  test('is private and brings no package of its own', () => {
    const { name, private: closed, type, ...rest } = manifestOf(folder);
    expect({ name, closed, type }).toEqual({
      name: `@kandji-helpdesk/${folder.slice('packages/'.length)}`,
      closed: true,
      type: 'module',
    });
    expect(Object.keys(rest).filter((key) => /dependencies|bin|exports|main/i.test(key))).toEqual([]);
  });

  test('says how it is started from a clone', () => {
    expect(readFileSync(join(ROOT, folder, 'README.md'), 'utf8')).toContain(
      `npm start --workspace ${folder}`,
    );
  });
});

test('a production install in a whole checkout brings nothing for them', () => {
  const checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  onTestFinished(() => rmSync(checkout, { recursive: true, force: true }));
  for (const name of ['package.json', 'package-lock.json', 'packages'])
    cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  execFileSync('npm', ['ci', '--omit=dev', '--omit=optional', '--ignore-scripts'], {
    cwd: checkout,
    env: { ...process.env, NODE_ENV: '', npm_config_prefer_offline: 'true', npm_config_audit: 'false' },
    stdio: 'pipe',
    timeout: 120_000,
  });
  const at = (path: string) => join(checkout, path);
  const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true; optional?: true; devOptional?: true; peer?: true; link?: true }>;
  };
  const installed = Object.keys(
    JSON.parse(readFileSync(at('node_modules/.package-lock.json'), 'utf8')).packages,
  ).filter((path) => path.startsWith('node_modules/') && !lstatSync(at(path)).isSymbolicLink());
  const production = Object.entries(packages).flatMap(([path, { dev, optional, devOptional, peer, link }]) =>
    path.startsWith('node_modules/') && !dev && !optional && !devOptional && !peer && !link ? [path] : [],
  );
  expect(installed.toSorted()).toEqual(production.toSorted());
  // npm links each workspace, so that its scripts can be run by name.
  const links = readdirSync(at('node_modules/@kandji-helpdesk')).map((name) =>
    readlinkSync(at(`node_modules/@kandji-helpdesk/${name}`)),
  );
  expect(links.toSorted()).toEqual(WORKSPACES.map((folder) => `../../${folder}`).toSorted());
  expect(WORKSPACES.filter((folder) => existsSync(at(`${folder}/node_modules`)))).toEqual([]);
}, 180_000);

describe('the start command', () => {
  test('of kandji-simulator prints where it listens and what its token is', async () => {
    const { settings, end } = await startWorkspace('kandji-simulator', ['--port', '0', '--devices', '12']);
    const { KANDJI_API_URL = '', KANDJI_API_TOKEN = '' } = settings;
    const list = (token: string) =>
      fetch(`${KANDJI_API_URL}/api/v1/devices?limit=5`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await list(KANDJI_API_TOKEN)).json()).toHaveLength(5);
    expect((await list('another')).status).toBe(401);
    await end();
    await expect(list(KANDJI_API_TOKEN)).rejects.toThrow('fetch failed');
  });

  test('of slack-sandbox prints where it listens and its tokens, and does what is typed', async () => {
    const { settings, type, out, end } = await startWorkspace('slack-sandbox', [
      '--port',
      '0',
      '--manifest',
      'manifest.yml',
    ]);
    expect(Object.keys(settings)).toEqual(['SLACK_API_URL', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']);
    const whoAmI = (token = '') =>
      fetch(`${settings.SLACK_API_URL}auth.test`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
    expect(await (await whoAmI(settings.SLACK_BOT_TOKEN)).json()).toMatchObject({ ok: true });
    type('U0DANA C0HELP My iPad is lost');
    await until(async () => out().includes('#it-helpdesk Dana Li: My iPad is lost'));
    type('U0DANA C0HELP /kandji help');
    await until(async () => out().includes('/kandji failed with the error'));
    type('U0NOBODY C0HELP Hello');
    await until(async () => out().includes('U0NOBODY'));
    await end();
    await expect(whoAmI(settings.SLACK_BOT_TOKEN)).rejects.toThrow('fetch failed');
  });

  test('of slack-sandbox gives the signing secret to an app that listens over HTTP', async () => {
    const { settings, end } = await startWorkspace('slack-sandbox', [
      '--port=0',
      '--request-url=http://127.0.0.1:9/slack/events',
    ]);
    expect(Object.keys(settings)).toEqual(['SLACK_API_URL', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET']);
    await end();
  });

  test.each([
    ['kandji-simulator', ['--devices', 'many'], '--devices takes a whole number, not "many".'],
    ['slack-sandbox', ['--manifest', 'nowhere.yml'], 'nowhere.yml'],
    ['slack-sandbox', ['--request-url', 'elsewhere'], '--request-url takes an address'],
  ])('of %s says what is wrong with %j', async (name, options, sentence) => {
    await expect(startWorkspace(name, options)).rejects.toThrow(sentence);
  });
});

/** `npm start --workspace packages/NAME -- …`, typed at the top of the clone. Resolves once it has printed its settings. */
async function startWorkspace(name: string, options: readonly string[]) {
  const child = spawn('npm', ['start', '--workspace', `packages/${name}`, '--', ...options], {
    cwd: ROOT,
    detached: true,
    stdio: 'pipe',
  });
  const group = -(child.pid ?? Number.NaN);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString();
    });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(group, 'SIGTERM');
    await closed;
  };
  onTestFinished(end);
  await until(async () => printed.includes('Stop it with Ctrl+C.') || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`${name} did not start: ${printed}`);
  const settings = Object.fromEntries(
    [...printed.matchAll(/^([A-Z_]+)=(\S+)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
  return {
    settings,
    out: () => printed,
    type: (line: string) => void child.stdin.write(`${line}\n`),
    end,
  };
}
