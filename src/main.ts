import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startApp } from './app.ts';
import { ConfigError, readConfig, secretsOf } from './config.ts';
import { createLogger } from './logger.ts';

/** How long a drain may take before the process goes anyway. */
const DRAIN_MS = 25_000;

const write = (line: string) => process.stdout.write(line);

async function serve(): Promise<void> {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8').trim());
  const log = createLogger({ level: config.logLevel, secrets: secretsOf(config), write });
  const app = await startApp({ config, log, owner: randomUUID() });
  let leaving = false;
  const leave = (signal: string) => {
    if (leaving) process.exit(1);
    leaving = true;
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'the drain failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
}

try {
  await serve();
} catch (error) {
  const sentence =
    error instanceof ConfigError
      ? error.message
      : `I cannot start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
