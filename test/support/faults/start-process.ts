import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { COMPILE_CACHE } from '../ops/run-main.ts';
import type { Deed, FromApp, Orders, ToApp } from './app-messages.ts';

/** How something that was asked of the app ended. `dead`: the process was gone before it answered. */
export type Answered =
  | { readonly how: 'done'; readonly request: HelpdeskRequest }
  | { readonly how: 'refused'; readonly code: string | null; readonly reason: string }
  | { readonly how: 'dead' };

/** The app in a process of its own. */
export interface AppProcess {
  readonly pid: number;
  /** 0: it died at its point before it was ready. */
  readonly port: number;
  /** What it wrote, whole lines of JSON and what Node says when it dies. */
  readonly output: () => string;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
  isGone(): boolean;
  /** Something waits at its point for {@link AppProcess.go}. */
  isHeld(): boolean;
  go(): void;
  /** Stopped by SIGSTOP (`T` in its state). */
  isStopped(): boolean;
  signal(signal: NodeJS.Signals): void;
  forward(offset: number): void;
  does(userId: string, deed: Deed): Promise<Answered>;
  /** Drains and leaves. */
  leave(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('./app-process.ts', import.meta.url));

/** Starts it with the same Node as this one and waits until it is ready. */
export async function startProcess(
  environment: Readonly<Record<string, string>>,
  orders: Orders,
): Promise<AppProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...COMPILE_CACHE, ...environment, ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let held = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  const ready = Promise.withResolvers<number>();
  const waiting = new Map<number, (answer: Answered) => void>();
  child.on('message', (message: FromApp) => {
    if (message.kind === 'ready') return ready.resolve(message.port);
    if (message.kind === 'held') {
      held = true;
      return;
    }
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'refused') answer?.({ how: 'refused', code: message.code, reason: message.reason });
    else answer?.({ how: 'done', request: message.result as HelpdeskRequest });
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const answer of waiting.values()) answer({ how: 'dead' });
      waiting.clear();
      if (child.signalCode === null) ready.reject(new Error(`the app did not start: ${output}`));
      else ready.resolve(0);
      resolve();
    });
  });
  const port = await ready.promise;
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const send = (message: ToApp) => {
    if (child.connected) child.send(message, () => undefined);
  };
  let count = 0;
  return {
    pid: child.pid ?? 0,
    port,
    output: () => output,
    gone,
    isGone,
    isStopped: () => !isGone() && stateOf(child) === 'T',
    isHeld: () => held,
    go: () => send({ kind: 'go' }),
    signal: (signal) => void child.kill(signal),
    forward: (offset) => send({ kind: 'forward', offset }),
    does: (userId, deed) =>
      new Promise((resolve) => {
        if (isGone()) return resolve({ how: 'dead' });
        count += 1;
        waiting.set(count, resolve);
        send({ kind: 'do', id: count, userId, ...deed });
      }),
    leave: async () => {
      send({ kind: 'leave' });
      await gone;
    },
  };
}

/** The one letter of its state: `R`, `S`, `T`, … (Linux: proc(5), for an image may lack `ps`; elsewhere: ps(1)). */
function stateOf({ pid }: ChildProcess): string {
  const state =
    process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')
      : spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state.slice(0, 1);
}
