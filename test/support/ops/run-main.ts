import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from '../store/until.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The real process, started as the image starts it. */
export interface Started {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  /** Its port, once it says that it is ready. */
  port(): Promise<number>;
}

type Environment = Readonly<Record<string, string>>;

/** Where the test runner has Node keep what it compiled. */
const { NODE_COMPILE_CACHE } = process.env;
export const COMPILE_CACHE = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

/** `node src/main.ts …` with these variables and nothing else around but PATH. Killed after the test. */
export function startMain(environment: Environment, ...typed: string[]): Started {
  const started = startMainIn(ROOT, environment, ...typed);
  onTestFinished(() => void started.child.kill('SIGKILL'));
  return started;
}

/** The same in another folder that has the project, until it is stopped. */
export function startMainIn(cwd: string, environment: Environment, ...typed: string[]): Started {
  const child = spawn(process.execPath, ['src/main.ts', ...typed], {
    cwd,
    env: { PATH: process.env.PATH, ...COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = () => {
    const line = out.split('\n').find((one) => one.includes('"msg":"ready"'));
    return line === undefined ? null : (JSON.parse(line) as { port: number }).port;
  };
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    port: async () => {
      await until(async () => ready() !== null || child.exitCode !== null);
      const port = ready();
      if (port === null) throw new Error(`it did not start: ${out}${err}`);
      return port;
    },
  };
}
