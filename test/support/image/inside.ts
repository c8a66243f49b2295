import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../store/until.ts';
import { environmentIn, type Image, ORDINARY } from './build.ts';

/** How something in the image ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** The image's tree, ready to be run by someone who owns nothing in it but the data. */
export interface Container {
  /** Runs words of the image, `node` being the Node that runs the tests, until they end. */
  exec(words: readonly string[], env?: Readonly<Record<string, string>>): Ended;
  start(words: readonly string[], env: Readonly<Record<string, string>>): Running;
}

/** Makes everything read-only but `data`, and runs as the image's user would: not as root. */
export function contain(image: Image, data: string): Container {
  const node = join(image.root, 'usr/local/bin/node');
  freeze(image.root);
  chmodSync(join(image.root, data), 0o700);
  const how = (env: Readonly<Record<string, string>>) => ({
    cwd: join(image.root, image.workdir),
    env: { ...environmentIn(image), ...env },
    ...ORDINARY,
  });
  const program = ([first = '', ...others]: readonly string[]) => ({
    first: first === 'node' ? node : first,
    others,
  });
  return {
    exec(words, env = {}) {
      const { first, others } = program(words);
      const { status, stdout, stderr } = spawnSync(first, others, {
        ...how(env),
        encoding: 'utf8',
        timeout: 20_000,
      });
      return { status, stdout, stderr };
    },
    start(words, env) {
      const { first, others } = program(words);
      const child = spawn(first, others, { ...how(env), stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      const ended = new Promise<Ended>((resolve) =>
        child.once('close', (status) => resolve({ status, stdout, stderr })),
      );
      return { signal: (name) => void child.kill(name), ended };
    },
  };
}

function freeze(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) freeze(path);
    else if (entry.isFile()) chmodSync(path, entry.name === 'node' ? 0o555 : 0o444);
  }
  chmodSync(folder, 0o555);
}

/** Waits until the app answers yes at `/readyz`. @throws Error with what it said when it ended before that */
export async function ready(port: number, running: Running): Promise<void> {
  const over = running.ended.then(({ status, stdout, stderr }) => {
    throw new Error(`it ended with ${status}: ${stdout}${stderr}`);
  });
  const yes = until(
    async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.status === 200,
  );
  await Promise.race([yes, over]);
}
