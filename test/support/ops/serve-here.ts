import { type AppOptions, type RunningApp, startApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { createLogger } from '../../../src/logger.ts';
import type { Simulators } from './simulators.ts';

/** The app in this process, between the simulators. Stop it before the test ends. */
export async function serveHere(
  { slack, environment }: Simulators,
  more: Readonly<Record<string, string | undefined>> = {},
  options: Partial<AppOptions> & { readonly write?: (line: string) => void } = {},
): Promise<RunningApp> {
  const { write = () => undefined, ...rest } = options;
  const config = readConfig({ ...environment, ...more }, () => '');
  const log = createLogger({ level: 'info', secrets: [], write });
  const app = await startApp({ config, log, owner: crypto.randomUUID(), pollMs: 50, ...rest });
  const isSocket = config.slack.way.kind === 'socket';
  slack.connect(isSocket ? 'socket' : { requestUrl: `http://127.0.0.1:${app.port}/slack/events` });
  return app;
}
