import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpoints } from './endpoints/index.ts';
import type { Faults } from './faults/fault.ts';
import { createFaults } from './faults/faults.ts';
import { createFrontDoor } from './front-door.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createTokens } from './http/tokens.ts';
import { createTraffic, type TrafficEntry, type TrafficMatch } from './http/traffic.ts';
import { createKeyStore, type KeyStore } from './life/device-keys.ts';
import { createLife } from './life/life.ts';
import { createRecords, type Records } from './life/records.ts';
import { type KandjiOptions, settle } from './options.ts';
import type { Behaviour, Device } from './tenant/device.ts';
import { createTenant, type Tenant } from './tenant/tenant.ts';

export type { Fault, Faults } from './faults/fault.ts';
export type { TrafficEntry } from './http/traffic.ts';
export type { KandjiOptions } from './options.ts';
export type { Device } from './tenant/device.ts';
export { NAMED } from './tenant/named-ids.ts';
export type { Tenant } from './tenant/tenant.ts';

/** A whole Kandji tenant on one loopback port. */
export interface Kandji {
  /** `http://127.0.0.1:PORT`; the API lives under `/api/v1`. */
  readonly url: string;
  /** A token with every permission. */
  readonly token: string;
  readonly tenant: Tenant;
  /** Library items, parameters, commands, activity and notes of a device. */
  readonly records: Records;
  /** Keys, PINs and codes of a device, and who read them. */
  readonly keys: KeyStore;
  /** A new token with exactly these `METHOD /template` rows. */
  permit(permissions: readonly string[]): string;
  grantPermission(token: string, row: string): void;
  revokePermission(token: string, row: string): void;
  /** From now on the token is refused with 401. */
  revokeToken(token: string): void;
  readonly faults: Faults;
  /** The last 5,000 requests, in order. */
  readonly traffic: readonly TrafficEntry[];
  /** Called with each request when it has ended; returns the way to stop. */
  onTraffic(listener: (entry: TrafficEntry) => void): () => void;
  received(match?: TrafficMatch): TrafficEntry[];
  /** From now on `received` begins anew. */
  forgetReceived(): void;
  setLatency(ms: number): void;
  setOnline(deviceId: string, online: boolean): void;
  /** Someone types the PIN into a locked Mac: it is online again. */
  unlock(deviceId: string): void;
  setDeviceBehaviour(deviceId: string, behaviour: Behaviour): void;
  /** Brings check-ins, commands and libraries up to `now()`; every request does so, too. */
  advance(): void;
  /** Breaks what is open and frees the port. */
  close(): Promise<void>;
}

/** Starts a tenant; rejects when the port is taken. */
export async function startKandji(options: KandjiOptions = {}): Promise<Kandji> {
  const settings = settle(options);
  const tenant = createTenant(settings);
  const records = createRecords((id) => tenant.blueprint(id)?.name ?? '', settings.now);
  const life = createLife(tenant, records, settings);
  const keys = createKeyStore(settings.now, settings.rotateKeysOnRead);
  const tokens = createTokens();
  const faults = createFaults(settings.seed);
  const traffic = createTraffic();
  const limits = createRateLimits(settings.now, settings.rateLimit);
  const server = createServer();
  const world = { settings, tenant, records, life, keys, url: () => addressOf(server) };
  let latency = settings.latency;
  const receive = createFrontDoor({
    world,
    endpoints: endpoints(settings.legacyTenant),
    tokens,
    limits,
    faults,
    traffic,
    latency: () => latency,
  });
  server.on('request', (request, response) => {
    receive(request, response).catch(() => request.socket.destroy());
  });
  await listening(server, settings.port);
  const found = (id: string): Device => {
    const device = tenant.device(id);
    if (device === undefined) throw new Error(`The simulated tenant has no device ${id}`);
    return device;
  };
  return {
    url: addressOf(server),
    token: tokens.issue('Helpdesk', 'all'),
    tenant,
    records,
    keys,
    permit: (rows) => tokens.issue('Helpdesk', rows),
    grantPermission: tokens.grant,
    revokePermission: tokens.revoke,
    revokeToken: tokens.end,
    faults: { add: faults.add, clear: faults.clear },
    traffic: traffic.entries,
    onTraffic: traffic.listen,
    received: (match = {}) => traffic.matching(match),
    forgetReceived: traffic.forget,
    setLatency(ms) {
      latency = ms;
    },
    setOnline: (id, online) => life.setOnline(found(id), online),
    unlock: (id) => {
      found(id).locked = false;
      life.setOnline(found(id), true);
    },
    setDeviceBehaviour: (id, behaviour) => life.setBehaviour(found(id), behaviour),
    advance: life.advance,
    close: () => closed(server),
  };
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
