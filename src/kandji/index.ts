import type { FindingsSource } from '../helpdesk/fleet/findings.ts';
import type { FleetSource } from '../helpdesk/fleet/walk.ts';
import type { DeviceObserver } from '../helpdesk/fleet/walker.ts';
import type { BackgroundReads, DeviceApi, DeviceCommands, DeviceKeys, Log } from '../helpdesk/ports.ts';
import type { BudgetStore } from '../helpdesk/store-port.ts';
import { createCommands } from './commands.ts';
import { createConsoleLinks } from './console-url.ts';
import { createRowLog } from './context.ts';
import { createDeviceKeys } from './device-keys.ts';
import { createFindingsSource } from './findings-source.ts';
import { backgroundContext, createFleetSource } from './fleet-source.ts';
import { createConcurrencyLimit, createHttpClient, type ObservedCall } from './http/http.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { createRead } from './http/retry.ts';
import { createSend } from './http/send.ts';
import { createDeviceApi } from './queries.ts';

export { consoleAddress, kandjiAddress } from './console-url.ts';
export type { ObservedCall } from './http/http.ts';
export { ADD_NOTE, FOR_REPORTS, PERMISSIONS, READ_NOTES } from './permissions.ts';

const CACHE_MS = 15_000;
const PICKER_CACHE_MS = 60_000;
const TRY_MS = 10_000;

/** Kandji's API as the helpdesk's ports: reading, which may retry; changing, which leaves once; and keys, which are read once. */
export function createKandji(options: KandjiOptions): {
  fleet: DeviceApi;
  commands: DeviceCommands;
  keys: DeviceKeys;
  source: FleetSource & FindingsSource;
  background: BackgroundReads;
} {
  const now = options.now ?? Date.now;
  const monotonic = options.monotonic ?? now;
  const wire = createHttpClient({
    apiUrl: options.apiUrl,
    token: options.token,
    fetch: options.fetch ?? fetch,
    slots: createConcurrencyLimit(),
    rateLimiter: createRateLimiter(options.budget, options.log, monotonic),
    onCall: options.onCall ?? (() => undefined),
  });
  const observe = options.observe ?? (() => () => undefined);
  const tryMs = options.readTimeoutMs ?? TRY_MS;
  const rowLog = createRowLog(options.log);
  const { fleet, forget } = createDeviceApi({
    context: { read: createRead({ wire, now: monotonic, tryMs }), rowLog },
    observe,
    links: createConsoleLinks(options.apiUrl, options.webUrl ?? null),
    now,
    monotonic,
    cacheMs: options.cacheMs ?? CACHE_MS,
    pickerCacheMs: options.cacheMs === 0 ? 0 : PICKER_CACHE_MS,
  });
  const inBackground = backgroundContext({ wire, rowLog, tryMs });
  const commands = createCommands({ send: createSend(wire, options.log), forget });
  const source = createFleetSource(inBackground);
  return {
    fleet,
    commands: { ...commands, updateDevice: observedUpdate(commands.updateDevice, observe) },
    keys: createDeviceKeys(wire),
    source: { ...source, ...createFindingsSource(inBackground) },
    background: { ...source, share: options.backgroundShare ?? 0.05 },
  };
}

/** Kandji answers a change of the record with the device as it is then. */
const observedUpdate =
  (update: DeviceCommands['updateDevice'], observe: DeviceObserver): DeviceCommands['updateDevice'] =>
  async (deviceId, patch, call) => {
    const shown = observe();
    const sent = await update(deviceId, patch, call);
    if (sent.outcome === 'accepted' && sent.device) shown({ devices: [sent.device] });
    return sent;
  };

/** What the Kandji client is made of. */
export interface KandjiOptions {
  /** As checked by `kandjiAddress`. */
  readonly apiUrl: URL;
  readonly token: string;
  /** The console's address, where it cannot be derived. */
  readonly webUrl?: string | null;
  /** Each HTTP call takes from it before it leaves. */
  readonly budget: BudgetStore;
  readonly log: Log;
  readonly fetch?: typeof fetch;
  /** Epoch ms; default the system's clock. */
  readonly now?: () => number;
  /** Ms, never set: how old an answer is. Default `now`. */
  readonly monotonic?: () => number;
  /** How long an answer is kept for equal reads, in ms; default 15,000. Lists for pickers: 60,000. */
  readonly cacheMs?: number;
  /** Called with every device that a read shows. */
  readonly observe?: DeviceObserver;
  /** Part of Kandji's hour for reads in the background: 0.05. */
  readonly backgroundShare?: number;
  /** Called with every HTTP call, for metrics. */
  readonly onCall?: (call: ObservedCall) => void;
  /** For one try of a read, in ms; default 10,000. All tries together get two and a half times as long. */
  readonly readTimeoutMs?: number;
}
