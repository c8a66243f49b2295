import { readFile } from 'node:fs/promises';
import { startKandji } from '../../../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../../../packages/slack-sandbox/src/index.ts';
import { startPage } from '../../../playground/page/index.ts';
import { startSmallApp } from './small-app.ts';

/** Both simulators, the page and a tiny app. */
export interface SmallPlayground {
  readonly url: string;
  readonly slack: LocalSlack;
  /** How often the app was restarted from the page. */
  restarts(): number;
  close(): Promise<void>;
}

/** Starts everything on free ports. */
export async function startSmallPlayground(): Promise<SmallPlayground> {
  const manifest = await readFile(new URL('../../../manifest.yml', import.meta.url), 'utf8');
  let ahead = 0;
  let restarts = 0;
  const now = (): number => Date.now() + ahead;
  const forward = (ms: number): void => {
    ahead += ms;
  };
  const restartApp = async (): Promise<void> => {
    restarts += 1;
  };
  const slack = await startSlack({ manifest, now, ackDeadline: 400 });
  const kandji = await startKandji({ now, devices: 12 });
  const app = await startSmallApp(slack);
  const page = await startPage({
    slack,
    kandji,
    manifest,
    clock: { now, forward },
    restartApp,
  });
  return {
    url: page.url,
    slack,
    restarts: () => restarts,
    async close() {
      await page.close();
      await app.stop();
      await kandji.close();
      await slack.close();
    },
  };
}
