import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { execForm, type Instruction, type Stage } from './dockerfile.ts';

/** What came of a Dockerfile's last stage. */
export interface Image {
  /** Its root directory on this machine. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly ports: readonly number[];
}

interface Building {
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string | null;
  command: string[];
  healthcheck: string[];
  ports: number[];
}

/**
 * Performs a Dockerfile's steps, each stage in a folder of its own under `place`. An instruction or command that it does not
 * know is an error, so that nothing is passed over.
 */
export function build(stages: readonly Stage[], context: string, place: string): Image {
  const roots = new Map<string, string>();
  const ignored = readFileSync(join(context, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  let last: Building | undefined;
  for (const [index, stage] of stages.entries()) {
    last = {
      root: join(place, `stage-${index}`),
      workdir: '/',
      env: {},
      user: null,
      command: [],
      healthcheck: [],
      ports: [],
    };
    putNode(last.root);
    for (const step of stage.steps) perform(step, last, { context, ignored, roots });
    if (stage.name) roots.set(stage.name, last.root);
  }
  if (!last) throw new Error('the Dockerfile has no stage');
  return last;
}

interface Sources {
  readonly context: string;
  readonly ignored: readonly string[];
  readonly roots: ReadonlyMap<string, string>;
}

function perform({ name, rest }: Instruction, at: Building, sources: Sources): void {
  switch (name) {
    case 'WORKDIR':
      at.workdir = posix.resolve(at.workdir, rest);
      mkdirSync(join(at.root, at.workdir), { recursive: true });
      return;
    case 'ENV':
      for (const [, key = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) at.env[key] = value;
      return;
    case 'COPY':
      copy(rest, at, sources);
      return;
    case 'RUN':
      run(rest, at);
      return;
    case 'USER':
      at.user = rest;
      return;
    case 'EXPOSE':
      at.ports.push(Number(rest));
      return;
    case 'CMD':
      at.command = execForm(rest);
      return;
    case 'HEALTHCHECK':
      at.healthcheck = execForm(rest);
      return;
    case 'VOLUME':
      return;
    default:
      throw new Error(`this test does not know how to perform ${name} ${rest}`);
  }
}

function copy(rest: string, at: Building, { context, ignored, roots }: Sources): void {
  const [first = '', ...others] = rest.split(/\s+/);
  const stage = /^--from=(.+)$/.exec(first)?.[1];
  const from = stage === undefined ? context : roots.get(stage);
  if (from === undefined) throw new Error(`COPY from an unknown stage: ${rest}`);
  const paths = stage === undefined ? [first, ...others] : others;
  const to = paths.pop() ?? '';
  for (const path of paths) {
    if (stage === undefined && ignored.includes(path.split('/')[0] ?? ''))
      throw new Error(`${path} is copied and ignored`);
    if (!existsSync(join(from, path))) throw new Error(`${path} is copied and does not exist`);
    const target = join(at.root, posix.resolve(at.workdir, to), /\/$/.test(to) ? basename(path) : '');
    cpSync(join(from, path), target, { recursive: true, verbatimSymlinks: true });
  }
}

/** Someone without rights, when the tests run as root: Debian's `nobody`. Otherwise the user who runs them. */
export const ORDINARY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** What a `node:` image brings. */
function putNode(root: string): void {
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
}

/** The image's own variables, with its absolute paths put under its root. */
export const environmentIn = ({ env, root }: Pick<Image, 'env' | 'root'>): Record<string, string> => ({
  PATH: join(root, 'usr/local/bin'),
  ...Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.startsWith('/') ? join(root, value) : value]),
  ),
});

/** `npm ci` and Node run as they stand, the latter as the image's user; folders of that user are made inside the image's root. */
function run(command: string, at: Building): void {
  const cwd = join(at.root, at.workdir);
  if (/^npm ci( --[\w=-]+)*$/.test(command)) {
    const env = {
      ...process.env,
      NODE_ENV: '',
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
    };
    execFileSync('sh', ['-c', command], { cwd, env, stdio: 'pipe', timeout: 120_000 });
    return;
  }
  if (/^node [^;&|<>]*"[^"&|<>]*"$/.test(command)) {
    const who = at.user === null ? {} : ORDINARY;
    const env = environmentIn(at);
    execFileSync('/bin/sh', ['-c', command], { cwd, env, ...who, stdio: 'pipe', timeout: 60_000 });
    return;
  }
  const made = /^mkdir ((?:\/\w+ ?)+) && chown node:node \1$/.exec(command)?.[1];
  if (made === undefined) throw new Error(`this test does not know how to run ${command}`);
  for (const folder of made.split(' ')) {
    mkdirSync(join(at.root, folder));
    if (ORDINARY.uid !== undefined) chownSync(join(at.root, folder), ORDINARY.uid, ORDINARY.gid);
  }
}
