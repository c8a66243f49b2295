import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kandji, startKandji } from '../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack, type WorldSeed } from '../packages/slack-sandbox/src/index.ts';
import { EXAMPLE_POLICY, environmentOf, MANIFEST } from '../playground/start.ts';
import { type Child, startChild } from './load/child.ts';

const MAIN = new URL('../src/main.ts', import.meta.url);
const BARE = new URL('./bare.ts', import.meta.url);

/** A local Slack and a simulated tenant, between which processes are measured: the helpdesk, and a bare Bolt app. */
export interface Bed {
  readonly slack: LocalSlack;
  readonly kandji: Kandji;
  /** Starts the helpdesk with a store of its own, or with this database. Slack's payloads go to the last one started. */
  startHelpdesk(databaseUrl?: string): Promise<Child>;
  /** Starts an app that is nothing but Bolt: `/kandji` is acked with this text. */
  startBare(answer: string): Promise<Child>;
  close(): Promise<void>;
}

export interface BedOptions {
  /** What every call to Kandji takes, in ms. */
  readonly latency?: number;
  readonly world?: WorldSeed;
  /** In the simulated tenant. */
  readonly devices?: number;
  /** For the helpdesk, beside what it needs. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function makeBed({ latency = 0, world, devices, env }: BedOptions = {}): Promise<Bed> {
  const folder = mkdtempSync(join(tmpdir(), 'kandji-bench-'));
  const policyFile = join(folder, 'policy.yml');
  // As in the image: code is compiled once, not at each start.
  const compiled = join(folder, 'compiled');
  writeFileSync(policyFile, EXAMPLE_POLICY);
  const slack = await startSlack({ manifest: MANIFEST, ...(world && { world }) });
  // The tenant's own limits are off: it is our app that is measured. Our own budget stays on.
  const kandji = await startKandji({
    ...{ latency, rateLimit: false, commandDelay: 50 },
    ...(devices !== undefined && { devices }),
  });
  const children: Child[] = [];
  const start = async (name: string, main: URL, more: Record<string, string>) => {
    const child = await startChild({
      name,
      main,
      env: {
        ...environmentOf(slack, kandji),
        NODE_COMPILE_CACHE: compiled,
        POLICY_FILE: policyFile,
        ...env,
        ...more,
      },
    });
    children.push(child);
    slack.connect({ requestUrl: `http://127.0.0.1:${child.port}/slack/events` });
    return child;
  };
  return {
    slack,
    kandji,
    startHelpdesk: (databaseUrl) =>
      start('helpdesk', MAIN, {
        DATA_DIR: mkdtempSync(join(folder, 'data-')),
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      }),
    startBare: (answer) => start('bare', BARE, { ANSWER: answer }),
    async close() {
      await Promise.all(children.map((child) => child.end('SIGTERM')));
      await Promise.all([slack.close(), kandji.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
