import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
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

const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

type Environment = Readonly<Record<string, string>>;

/** `node src/main.ts …` with these variables and nothing else around but PATH. */
export const startMain = (environment: Environment, ...typed: string[]): Started =>
  startMainIn(ROOT, environment, ...typed);

/** The same in another folder that has the project. */
export function startMainIn(cwd: string, environment: Environment, ...typed: string[]): Started {
  const child = spawn(process.execPath, ['src/main.ts', ...typed], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
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
