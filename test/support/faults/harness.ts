import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Kandji,
  type KandjiOptions,
  startKandji,
} from '../../../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../../../packages/slack-sandbox/src/index.ts';
import { larkfield } from '../../../packages/slack-sandbox/src/world/larkfield.ts';
import type { WorldSeed } from '../../../packages/slack-sandbox/src/world/types.ts';
import { EXAMPLE_POLICY, environmentOf, MANIFEST } from '../../../playground/start.ts';
import { type OpenStore, openStore } from '../../../src/store/index.ts';
import { NO_LOG } from '../helpdesk/harness.ts';
import type { Orders } from './app-messages.ts';
import { type AppProcess, startProcess } from './start-process.ts';

/** A Slack and a Kandji that outlive every process of the app. */
export interface FaultWorld {
  readonly slack: LocalSlack;
  readonly kandji: Kandji;
  /** Kandji's, Slack's and the database's clocks together. */
  forward(ms: number): void;
  /** An app in a process of its own; the newest is the one that Slack talks to. */
  start(orders?: Orders): Promise<AppProcess>;
  /** A look into the store from outside; not while an embedded store changes hands. */
  store(): Promise<OpenStore>;
  /** POST, PATCH and DELETE that reached Kandji, notes left out. */
  commands(): ReturnType<Kandji['received']>;
}

export interface FaultWorldOptions {
  /** `null`: the embedded store. */
  readonly databaseUrl: string | null;
  readonly policy?: string;
  readonly kandji?: KandjiOptions;
  readonly seed?: WorldSeed;
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what ends the world; default: with the test. */
  readonly atEnd?: (close: () => Promise<void>) => void;
}

/** A busy machine is no failure: nothing here is about Slack's three seconds. */
const PATIENCE_MS = 25_000;

export async function openFaultWorld(options: FaultWorldOptions): Promise<FaultWorld> {
  let offset = 0;
  const now = () => Date.now() + offset;
  const dataDir = mkdtempSync(join(tmpdir(), 'faults-'));
  const policyFile = join(dataDir, 'policy.yml');
  writeFileSync(policyFile, options.policy ?? EXAMPLE_POLICY);
  const seed = options.seed ?? larkfield();
  const slack = await startSlack({ manifest: MANIFEST, now, world: seed, ackDeadline: PATIENCE_MS });
  const kandji = await startKandji({
    devices: 12,
    commandDelay: 50,
    rateLimit: false,
    ...options.kandji,
    now,
  });
  const environment = {
    ...environmentOf(slack, kandji),
    DATA_DIR: dataDir,
    POLICY_FILE: policyFile,
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  };
  const apps: AppProcess[] = [];
  const stores: OpenStore[] = [];
  (options.atEnd ?? onTestFinished)(async () => {
    for (const app of apps) app.signal('SIGKILL');
    await Promise.all([...apps.map(({ gone }) => gone), ...stores.map((store) => store.close())]);
    await Promise.all([slack.close(), kandji.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    slack,
    kandji,
    forward: (ms) => {
      offset += ms;
      for (const app of apps) app.forward(offset);
    },
    start: async (orders = {}) => {
      const app = await startProcess(environment, { offset, ...orders });
      app.forward(offset);
      apps.push(app);
      if (app.port > 0) slack.connect({ requestUrl: `http://127.0.0.1:${app.port}/slack/events` });
      return app;
    },
    store: async () => {
      const store = await openStore({
        dataDir,
        databaseUrl: options.databaseUrl,
        log: NO_LOG,
        clockOffset: () => offset,
        exclusive: false,
      });
      stores.push(store);
      return store;
    },
    commands: () =>
      kandji.received().filter(({ method, template }) => method !== 'GET' && !template?.endsWith('/notes')),
  };
}
