import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sample } from './samples.ts';

/** A process of ours that serves HTTP on a loopback port and says so in its log: a replica, or the app it is compared with. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** From spawn to the log line `ready`, in ms. */
  readonly startMs: number;
  readonly samples: readonly Sample[];
  /** Lines that it logged as errors, and what it wrote to stderr. */
  readonly complaints: readonly string[];
  /** May be sent presses: false once it was asked to end. Of a kill no one knows before it has happened. */
  readonly serving: boolean;
  /** False from its exit on. */
  readonly alive: boolean;
  /** Resolves with how it ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ending>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ChildOptions {
  readonly name: string;
  /** The file that Node runs. */
  readonly main: URL;
  /** All of its environment but PATH. */
  readonly env: Readonly<Record<string, string>>;
}

const START_MS = 30_000;
const PRELOAD = new URL('./preload.ts', import.meta.url).href;

/** Starts it and waits for the log line `{"msg":"ready","port":…}`. @throws Error with what it said when that does not come */
export async function startChild({ name, main, env }: ChildOptions): Promise<Child> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', PRELOAD, fileURLToPath(main)], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const samples: Sample[] = [];
  const complaints: string[] = [];
  let serving = true;
  let alive = true;
  const ended = new Promise<Ending>((resolve) =>
    child.once('exit', (code, signal) => {
      serving = false;
      alive = false;
      resolve({ code, signal });
    }),
  );
  child.on('message', (sample) => samples.push(sample as Sample));
  eachLine(child.stderr, (line) => complaints.push(line));
  const port = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${name} was not ready in time`)), START_MS);
    ended.then(() => reject(new Error(`${name} ended at its start:\n${complaints.join('\n')}`)), reject);
    eachLine(child.stdout, (line) => {
      const said = readLine(line);
      if (said.level === 'error') complaints.push(line);
      if (said.msg !== 'ready' || said.port === undefined) return;
      clearTimeout(late);
      resolve(said.port);
    });
  });
  const startMs = performance.now() - began;
  return {
    name,
    pid: child.pid ?? 0,
    port,
    startMs,
    samples,
    complaints,
    get serving() {
      return serving;
    },
    get alive() {
      return alive;
    },
    end(signal) {
      if (signal === 'SIGTERM') serving = false;
      child.kill(signal);
      return ended;
    },
  };
}

function eachLine(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}

interface Said {
  readonly level?: string;
  readonly msg?: string;
  readonly port?: number;
}

function readLine(line: string): Said {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return {};
  }
}
