import { AsyncLocalStorage } from 'node:async_hooks';
import { pino } from 'pino';
import type { Log } from './helpdesk/ports.ts';
import { createRedactor, HIDDEN } from './redact.ts';

/** One press and everything that follows from it share a reference, which the person sees, too, when something fails. */
const references = new AsyncLocalStorage<string>();

/** Runs `work` so that every log line in it carries `ref`. */
export const withReference = <T>(ref: string, work: () => T): T => references.run(ref, work);

export interface LoggerOptions {
  /** `debug`, `info`, `warn`, `error` or `silent`. */
  readonly level: string;
  /** Values that must never appear, whatever they are called. */
  readonly secrets: readonly string[];
  /** Takes whole lines. */
  readonly write: (line: string) => void;
}

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Fits every {@link Log}. */
export type Logger = Readonly<
  Record<Level, (facts: Readonly<Record<string, unknown>>, message: string) => void>
>;

/** JSON lines. Each line is searched for secrets as a whole, so that nothing depends on the name of a field. */
export function createLogger({ level, secrets, write }: LoggerOptions): Logger {
  const hide = hiding(secrets);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const ref = references.getStore();
        return ref ? { ref } : {};
      },
    },
    { write: (line: string) => write(hide(line)) },
  );
  const at = (name: Level) => (facts: Readonly<Record<string, unknown>>, message: string) =>
    logger[name](plain(facts), message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Errors become facts; nothing else of them (request bodies, headers) goes along. */
const plain = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, value instanceof Error ? errorFacts(value) : value]),
  );

function errorFacts(error: Error): Record<string, unknown> {
  const { code, status, data } = error as {
    code?: unknown;
    status?: unknown;
    data?: { error?: unknown; response_metadata?: unknown };
  };
  return {
    name: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    ...(data?.error !== undefined && { slack: data.error, metadata: data.response_metadata }),
    stack: error.stack,
    ...(error.cause instanceof Error && { cause: errorFacts(error.cause) }),
  };
}

/** Slack's tokens, bearer tokens, response_urls and trigger ids, by their looks. */
const LOOKS_SECRET =
  /xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|Bearer [\w.~+/-]+=*|https?:\/\/[^\s"\\]*\/(?:commands|actions|response)\/[^\s"\\]+|\b\d+\.\d{9,}\.[0-9a-f]{16,}\b/g;

/** The same two by their names. The line stays JSON. */
const NAMED_SECRET = /("(?:trigger_id|response_url)":)"(?:[^"\\]|\\.)*"/g;

function hiding(secrets: readonly string[]): (line: string) => string {
  const { line: hide } = createRedactor(secrets);
  return (line) => hide(line).replace(NAMED_SECRET, `$1"${HIDDEN}"`).replace(LOOKS_SECRET, HIDDEN);
}
