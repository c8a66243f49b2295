import type { DeviceApi, DeviceCommands } from '../helpdesk/ports.ts';
import { createCommands } from './commands.ts';
import { createConsoleLinks } from './console-url.ts';
import { createHttpClient } from './http/http.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { createRead } from './http/read.ts';
import { createSend } from './http/send.ts';
import { createConcurrencyLimit } from './http/slots.ts';
import type { KandjiOptions } from './options.ts';
import { createDeviceApi } from './queries.ts';
import { createRowLog } from './row-log.ts';

const CACHE_MS = 15_000;
const PICKER_CACHE_MS = 60_000;
const TRY_MS = 10_000;

/** Kandji's API as the helpdesk's two ports: reading, which may retry, and changing, which leaves once. */
export function createKandji(options: KandjiOptions): { fleet: DeviceApi; commands: DeviceCommands } {
  const now = options.now ?? Date.now;
  const monotonic = options.monotonic ?? now;
  const wire = createHttpClient({
    apiUrl: options.apiUrl,
    token: options.token,
    fetch: options.fetch ?? fetch,
    slots: createConcurrencyLimit(),
    allowance: createRateLimiter(options.budget, options.log, monotonic),
    onCall: options.onCall ?? (() => undefined),
  });
  const { fleet, forget } = createDeviceApi({
    context: {
      read: createRead({ wire, now: monotonic, tryMs: options.readTimeoutMs ?? TRY_MS }),
      rowLog: createRowLog(options.log),
    },
    links: createConsoleLinks(options.apiUrl, options.webUrl ?? null),
    now,
    monotonic,
    cacheMs: options.cacheMs ?? CACHE_MS,
    pickerCacheMs: options.cacheMs === 0 ? 0 : PICKER_CACHE_MS,
  });
  return { fleet, commands: createCommands({ send: createSend(wire, options.log), forget }) };
}
