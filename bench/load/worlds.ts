import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kandji, startKandji } from '../../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../../packages/slack-sandbox/src/index.ts';
import { EXAMPLE_POLICY, environmentOf, MANIFEST } from '../../playground/start.ts';
import { startPostgres } from '../../test/support/store/postgres.ts';
import { type Child, startChild } from './child.ts';
import { type Crowd, crowd } from './people.ts';

/** A local Slack, a simulated tenant and a PostgreSQL of their own, and real processes of the app between them. */
export interface Worlds {
  readonly slack: LocalSlack;
  readonly kandji: Kandji;
  readonly crowd: Crowd;
  readonly databaseUrl: string;
  /** Starts a replica and puts it into the rotation. */
  startReplica(name: string): Promise<Child>;
  /** Starts the app that does nothing, alone in the rotation until it ends. */
  startBare(): Promise<Child>;
  /** Kills one of them and starts another in its place. */
  replace(child: Child): Promise<Child>;
  /** A modal of this person has said "one moment" since then, and nothing came. A replica that was killed excuses it. */
  stuck(userId: string, since: number): void;
  /** Modals that stayed stuck although no one was killed. */
  readonly stuckModals: readonly string[];
  /** Epoch ms of each kill. */
  readonly kills: readonly number[];
  /** Whose turn it is: each press goes to the next replica that serves. */
  readonly rotation: Rotation;
  close(): Promise<void>;
}

interface Rotation {
  readonly members: readonly Child[];
  /** Who got the last press. */
  readonly last: Child | null;
}

/** A kill this long before someone began to wait can be the reason. */
const BEFORE_MS = 5_000;
const SLACKS_DEADLINE_MS = 3_000;

const MAIN = new URL('../../src/main.ts', import.meta.url);
const BARE = new URL('../bare.ts', import.meta.url);

export interface WorldsOptions {
  readonly agents: number;
  readonly devices: number;
  /** Ms that Slack waits for an acknowledgement; Slack's own three seconds unless a test is not about time. */
  readonly ackDeadline?: number;
}

export async function startWorlds(options: WorldsOptions): Promise<Worlds> {
  const folder = mkdtempSync(join(tmpdir(), 'kandji-load-'));
  const policyFile = join(folder, 'policy.yml');
  writeFileSync(policyFile, EXAMPLE_POLICY);
  const people = crowd({ agents: options.agents, approvers: 10 });
  const [postgres, slack, kandji] = await Promise.all([
    startPostgres(),
    startSlack({
      manifest: MANIFEST,
      world: people.seed,
      retryEventsAfter: [100, 1_000],
      ackDeadline: options.ackDeadline ?? SLACKS_DEADLINE_MS,
    }),
    startKandji({ devices: options.devices, commandDelay: 500 }),
  ]);
  const databaseUrl = await postgres.createDatabase('helpdesk');
  const children: Child[] = [];
  const kills: number[] = [];
  const stuckModals: string[] = [];
  let turn = 0;
  let last: Child | null = null;
  const next = (): Child | null => {
    const serving = children.filter((child) => child.serving);
    turn += 1;
    last = serving[turn % Math.max(1, serving.length)] ?? null;
    return last;
  };
  slack.connect({
    get requestUrl() {
      return `http://127.0.0.1:${next()?.port ?? 1}/slack/events`;
    },
  });
  const env = {
    ...environmentOf(slack, kandji),
    DATABASE_URL: databaseUrl,
    POLICY_FILE: policyFile,
    // As in the image: code is compiled once, not at each start.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  const start = async (name: string, main: URL, more: Readonly<Record<string, string>> = {}) => {
    const child = await startChild({ name, main, env: { ...env, ...more } });
    children.push(child);
    return child;
  };
  const startReplica = (name: string) => start(name, MAIN);
  return {
    slack,
    kandji,
    crowd: people,
    databaseUrl,
    rotation: {
      get members() {
        return children.filter((child) => child.serving);
      },
      get last() {
        return last;
      },
    },
    kills,
    stuckModals,
    stuck(userId, since) {
      if (!kills.some((at) => at >= since - BEFORE_MS)) stuckModals.push(userId);
    },
    startReplica,
    startBare: () => start('a bare Bolt app', BARE, { ANSWER: '{"text":"You typed something."}' }),
    async replace(child) {
      kills.push(Date.now());
      await child.end('SIGKILL');
      return startReplica(child.name);
    },
    async close() {
      await Promise.all(children.map((child) => child.end('SIGTERM')));
      await Promise.all([slack.close(), kandji.close(), postgres.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
