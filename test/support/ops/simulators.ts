import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Kandji, startKandji } from '../../../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../../../packages/slack-sandbox/src/index.ts';
import { EXAMPLE_POLICY, environmentOf, MANIFEST } from '../../../playground/start.ts';

/** A Slack, a Kandji and a folder; no app yet. */
export interface Simulators {
  readonly slack: LocalSlack;
  readonly kandji: Kandji;
  readonly folder: string;
  readonly policyFile: string;
  /** What the app would be started with. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Started for one test, closed after it. */
export async function startSimulators(
  options: { readonly policy?: string; readonly manifest?: string; readonly pingEvery?: number } = {},
): Promise<Simulators> {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-ops-'));
  const policyFile = join(folder, 'policy.yml');
  writeFileSync(policyFile, options.policy ?? EXAMPLE_POLICY);
  const { manifest = MANIFEST, pingEvery = 1000 } = options;
  const slack = await startSlack({ manifest, pingEvery });
  const kandji = await startKandji();
  onTestFinished(async () => {
    await Promise.all([slack.close(), kandji.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const environment = {
    ...environmentOf(slack, kandji),
    DATA_DIR: join(folder, 'data'),
    POLICY_FILE: policyFile,
  };
  return { slack, kandji, folder, policyFile, environment };
}
