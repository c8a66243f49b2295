import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kandji, type KandjiOptions, startKandji } from '../packages/kandji-simulator/src/index.ts';
import {
  type LocalSlack,
  larkfield,
  startSlack,
  type WorldSeed,
} from '../packages/slack-sandbox/src/index.ts';
import { type AppOptions, type RunningApp, startApp } from '../src/app.ts';
import { readConfig, secretsOf } from '../src/config.ts';
import { createLogger } from '../src/logger.ts';

export interface PlaygroundOptions {
  readonly kandji?: Omit<KandjiOptions, 'now'>;
  /** Where the store and the policy file live. Default: a throw-away folder. */
  readonly dataDir?: string;
  /** Default: the example policy, with Ana's two accounts as one human. */
  readonly policy?: string;
  readonly databaseUrl?: string;
  /** How the app is reached; default HTTP. */
  readonly way?: 'http' | 'socket';
  /** Takes the app's log lines. Default: no one. */
  readonly log?: (line: string) => void;
  readonly logLevel?: string;
  readonly between?: AppOptions['between'];
  readonly pollMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Who works at Larkfield by Kandji's directory is in Slack, too, with the same email address. Default: only the few with a part. */
  readonly colleagues?: boolean;
  /** What the app was installed with; default `manifest.yml`. */
  readonly manifest?: string;
  /** Ms until Slack gives an acknowledgement up; default Slack's own 3 s. */
  readonly ackDeadline?: number;
}

/** A whole Slack, a whole Kandji, and the real app between them. */
export interface Playground {
  readonly slack: LocalSlack;
  readonly kandji: Kandji;
  readonly manifest: string;
  readonly dataDir: string;
  readonly policyFile: string;
  /** Kandji's, Slack's and the app's clocks together; signatures keep real time. */
  readonly clock: { now(): number; forward(ms: number): void };
  readonly app: () => RunningApp;
  /** Another process of the same app would be a second replica: same store, same worlds. Needs `databaseUrl`. */
  startReplica(options?: Pick<AppOptions, 'between'>): Promise<RunningApp>;
  /** Stops the app and starts it again; the worlds go on. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const here = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

export const MANIFEST = here('../manifest.yml');

/** The example's rules, and one human with two accounts. */
export const EXAMPLE_POLICY = `${here('../policy.example.yml')}
people: [[U0ANA, U0ANA2]]
`;

/** For trying things: the example with the rules in force that it only shows, and an approval for two kinds of keys only. */
export const PLAY_POLICY = EXAMPLE_POLICY.replace(
  /^( {2}# - require: .*\n {2}# {3})operations: \[secret\]$/mu,
  '$1operations: [show-recovery-password, show-bypass-code]',
).replace(/^ {2}# ((?:- (?:allow|require):| {2}operations:).*)$/gmu, '  $1');

export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  let offset = 0;
  const clock = {
    now: () => Date.now() + offset,
    forward: (ms: number) => {
      offset += ms;
    },
  };
  const throwAway = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'kandji-playground-'));
  mkdirSync(dataDir, { recursive: true });
  const policyFile = join(dataDir, 'policy.yml');
  writeFileSync(policyFile, options.policy ?? EXAMPLE_POLICY);
  const { manifest = MANIFEST, ackDeadline } = options;
  const kandji = await startKandji({ ...options.kandji, now: clock.now });
  const slack = await startSlack({
    manifest,
    now: clock.now,
    ...(options.colleagues && { world: withColleagues(kandji) }),
    ...(ackDeadline && { ackDeadline }),
  });
  const start = async (extra: Pick<AppOptions, 'between'> = {}) => {
    const config = readConfig(environment({ slack, kandji, dataDir, policyFile }, options), () => '');
    const log = createLogger({
      level: options.logLevel ?? 'info',
      secrets: secretsOf(config),
      write: options.log ?? (() => undefined),
    });
    const between = extra.between ?? options.between;
    return startApp({
      config,
      log,
      owner: `playground-${crypto.randomUUID()}`,
      clockOffset: () => offset,
      ...(between && { between }),
      ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
    });
  };
  let app = await start();
  // The start has looked whether the token works.
  kandji.forgetReceived();
  connect(slack, app, options.way);
  return {
    slack,
    kandji,
    manifest: options.manifest ?? MANIFEST,
    dataDir,
    policyFile,
    clock,
    app: () => app,
    startReplica: start,
    async restart() {
      await app.stop();
      app = await start();
      connect(slack, app, options.way);
    },
    async close() {
      await app.stop();
      await Promise.all([slack.close(), kandji.close()]);
      if (throwAway) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Of a large fleet the first ones are in Slack. */
const MOST_COLLEAGUES = 500;

function withColleagues({ tenant }: Kandji): WorldSeed {
  const seed = larkfield();
  const known = new Set(seed.users.map(({ email }) => email));
  for (const { number, name, email, active, archived } of tenant.users.slice(0, MOST_COLLEAGUES)) {
    // Some have another address there, as in any company.
    if (known.has(email) || !active || archived || number % 6 === 0) continue;
    const id = `U1${number}`;
    const handle = email.replace(/@.*$/, '');
    seed.users.push({ id, name: handle, realName: name, email, teamId: seed.team.id, tz: 'Europe/Berlin' });
    for (const channel of seed.channels)
      if (['it-helpdesk', 'general'].includes(channel.name)) channel.members.push(id);
  }
  return seed;
}

function connect(slack: LocalSlack, app: RunningApp, way: PlaygroundOptions['way']): void {
  slack.connect(way === 'socket' ? 'socket' : { requestUrl: `http://127.0.0.1:${app.port}/slack/events` });
}

function environment(
  worlds: { slack: LocalSlack; kandji: Kandji; dataDir: string; policyFile: string },
  options: PlaygroundOptions,
): Record<string, string> {
  const { slack, kandji, dataDir, policyFile } = worlds;
  const { SLACK_SIGNING_SECRET, ...either } = environmentOf(slack, kandji);
  return {
    ...either,
    ...(options.way === 'socket' ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET }),
    DATA_DIR: dataDir,
    POLICY_FILE: policyFile,
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  };
}

/** What an app between these two is started with, over HTTP; where its store and its policy are comes on top. */
export const environmentOf = (slack: LocalSlack, kandji: Kandji) => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret,
  SLACK_API_URL: slack.apiUrl,
  KANDJI_API_URL: kandji.url,
  KANDJI_API_TOKEN: kandji.token,
  KANDJI_WEB_URL: 'https://larkfield.kandji.io',
  // Only where someone asks for it: otherwise calls of Kandji are counted.
  FLEET_SHARE: '0',
  HOST: '127.0.0.1',
  PORT: '0',
});
