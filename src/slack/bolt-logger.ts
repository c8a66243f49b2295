import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../helpdesk/ports.ts';

/** Bolt's own words in our log. Its debug lines hold request bodies, so they are not written. */
export function boltLogger(log: Log): Logger {
  const text = (parts: readonly unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.info({ from: 'bolt' }, text(parts)),
    warn: (...parts) => log.warn({ from: 'bolt' }, text(parts)),
    error: (...parts) => log.error({ from: 'bolt' }, text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
