import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { type LocalSlack, type SlackOptions, startSlack } from '../src/index.ts';

export const MANIFEST = readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8');

export interface Bench {
  slack: LocalSlack;
  app: App;
  /** What reached `app.error`. */
  errors: unknown[];
  stop(): Promise<void>;
}

/** A local Slack and a tiny real Bolt app over HTTP; `listen` registers the app's listeners, `unanswered` is Bolt's patience in ms. */
export async function startBench(
  listen: (app: App) => void,
  options: Partial<SlackOptions> & { unanswered?: number } = {},
): Promise<Bench> {
  const { unanswered = 3001 } = options;
  const slack = await startSlack({ manifest: MANIFEST, retryEventsAfter: [0, 5, 5], ...options });
  const receiver = new HTTPReceiver({
    signingSecret: slack.signingSecret,
    endpoints: '/slack/events',
    logLevel: LogLevel.ERROR,
    logger: silent(),
    unhandledRequestTimeoutMillis: unanswered,
  });
  const app = new App({
    receiver,
    token: slack.botToken,
    deferInitialization: true,
    convoStore: false,
    logger: silent(),
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      timeout: 10_000,
      retryConfig: { retries: 1, factor: 1, minTimeout: 10, maxTimeout: 20 },
    },
  });
  const errors: unknown[] = [];
  app.error(async (error) => {
    errors.push(error);
    throw error;
  });
  listen(app);
  await app.init();
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as unknown as Server;
  const { port } = server.address() as AddressInfo;
  slack.connect({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return {
    slack,
    app,
    errors,
    async stop() {
      const stopped = app.stop();
      server.closeAllConnections();
      await stopped;
      await slack.close();
    },
  };
}

/** Bolt's log, unheard: the tests provoke what it complains about. */
export function silent() {
  const quiet = (): void => undefined;
  return {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: quiet,
    setLevel: quiet,
    getLevel: () => LogLevel.ERROR,
    setName: quiet,
  };
}
