import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkNodeVersion } from './ops/startup.ts';
import type { Redactor } from './redact.ts';

/** How long a drain may take before the process goes anyway. */
const DRAIN_MS = 25_000;
/** Signals within this time are one: Ctrl-C on `npm start` comes from the terminal and once more from npm. */
const ONE_SIGNAL_MS = 1_000;

const beside = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readSecret = (path: string) => readFileSync(path, 'utf8').trim();
const write = (text: string) =>
  new Promise<void>((resolve) => {
    process.stdout.write(text, () => resolve());
  });

/** Everything else is imported after the check of Node's version, because an older Node cannot even link it. */
async function main(): Promise<number> {
  const { engines } = JSON.parse(beside('package.json')) as { engines: { node: string } };
  const tooOld = checkNodeVersion(process.version, engines.node);
  if (tooOld !== null) throw new Error(tooOld);
  const [{ runSubcommand }, { readConfig, readLocalConfig }] = await Promise.all([
    import('./cli/index.ts'),
    import('./config.ts'),
  ]);
  const { text: hide, data } = await hidingSecrets();
  const ending = new AbortController();
  let askedAt = 0;
  const end = () => {
    if (!ending.signal.aborted) askedAt = performance.now();
    else if (performance.now() - askedAt > ONE_SIGNAL_MS) process.exit(1);
    ending.abort();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const outcome = await runSubcommand(
    {
      write: (text) => write(hide(text)),
      complain: (line) => process.stderr.write(`${hide(line)}\n`),
      hide: data,
      signal: ending.signal,
      environment: process.env,
      terminal:
        process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : null,
      settings: (environment = process.env) => readConfig(environment, readSecret),
      place: (environment = process.env) => readLocalConfig(environment, readSecret),
      manifest: () => beside('manifest.yml'),
      now: Date.now,
    },
    process.argv.slice(2),
  );
  return outcome === 'serve' ? serve(ending.signal) : outcome;
}

/** Takes the secrets of this environment out of a text for a terminal. */
async function hidingSecrets(): Promise<Pick<Redactor, 'text' | 'data'>> {
  const [{ secretsIn }, { createRedactor }] = await Promise.all([
    import('./secrets.ts'),
    import('./redact.ts'),
  ]);
  return createRedactor(secretsIn(process.env, readSecret));
}

/** Serves until the process is asked to end; asked again a second later or more, it ends at once. */
async function serve(ending: AbortSignal): Promise<number> {
  const [{ startApp }, { readConfig, secretsOf }, { createLogger }] = await Promise.all([
    import('./app.ts'),
    import('./config.ts'),
    import('./logger.ts'),
  ]);
  if (ending.aborted) return 0;
  const config = readConfig(process.env, readSecret);
  const log = createLogger({
    level: config.logLevel,
    secrets: secretsOf(config),
    write: (line) => process.stdout.write(line),
  });
  const broken = Promise.withResolvers<string>();
  process.on('unhandledRejection', (error) => {
    log.error({ event: 'process.unhandled_rejection', error }, 'unhandled rejection');
    broken.resolve('A failure was not handled, so this process ends and a new one should be started.');
  });
  const asked = Promise.withResolvers<null>();
  ending.addEventListener('abort', () => {
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    asked.resolve(null);
  });
  const app = await startApp({ config, log, owner: randomUUID(), ending }).catch((error: unknown) => {
    if (!ending.aborted) throw error;
    log.info({ event: 'app.stopped_early' }, 'Stopped before it was ready');
    return null;
  });
  if (app === null) return 0;
  const why = await Promise.race([asked.promise, app.failed, broken.promise]);
  log[why === null ? 'info' : 'error']({ event: 'app.draining', why: why ?? 'asked to end' }, 'draining');
  setTimeout(() => process.exit(1), DRAIN_MS).unref();
  await app.stop();
  return why === null ? 0 : 1;
}

/** Anyone who reads our output may leave early: `audit export | head`. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  process.exit(await main());
} catch (error) {
  // A Node that is too old cannot import what it needs for this, and its sentence has nothing to hide.
  const { text: hide } = await hidingSecrets().catch(() => ({ text: (text: string) => text }));
  const sentence = hide(error instanceof Error ? error.message : String(error));
  const alreadySaid = error instanceof Error && ['ConfigError', 'CannotStart'].includes(error.name);
  process.stderr.write(alreadySaid ? `${sentence}\n` : `I cannot go on: ${sentence}\n`);
  process.exit(1);
}
