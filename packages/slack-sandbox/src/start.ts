import type { AddressInfo } from 'node:net';
import { apiServer } from './api/server.ts';
import { APP_TOKEN, BOT_TOKEN, type Core, SIGNING_SECRET } from './core.ts';
import { faultPlan } from './faults.ts';
import type { LocalSlack, SlackOptions } from './local-slack.ts';
import { readManifest } from './manifest.ts';
import { messageDrafts } from './person/message-drafts.ts';
import { personAt } from './person/person.ts';
import { responseUrls } from './response-urls.ts';
import { createEvents } from './sender/events.ts';
import { createSender } from './sender/sender.ts';
import { createSockets } from './sender/sockets.ts';
import { describeTraffic, type SlackTraffic, trafficLog } from './traffic.ts';
import { triggers } from './triggers.ts';
import { until, type Watch, watch } from './until.ts';
import { createViewStore } from './views/view-store.ts';
import { larkfield } from './world/larkfield.ts';
import { createWorld } from './world/world.ts';

const ACK_DEADLINE = 3000;
const EVENT_RETRIES = [0, 60_000, 300_000];

/** Starts a Slack on this machine, for one app. Listens on loopback only. */
export async function startSlack(options: SlackOptions): Promise<LocalSlack> {
  const changes = watch();
  const parts: { core?: Core } = {};
  const server = apiServer(() => {
    if (parts.core === undefined) throw new Error('Slack has not started yet.');
    return parts.core;
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  await promise;
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { core, stop } = assemble(options, base, changes);
  parts.core = core;
  server.on('upgrade', core.sockets.upgrade);
  return publicFace(core, changes, base, async () => {
    stop();
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    server.closeAllConnections();
    await closed.promise;
  });
}

function assemble(options: SlackOptions, base: string, changes: Watch): { core: Core; stop(): void } {
  const { now = Date.now, latency = 0, pingEvery = 1000 } = options;
  const { changed } = changes;
  const seed = options.world ?? larkfield();
  const manifest = readManifest(options.manifest);
  const log = trafficLog(changed);
  const retryAfter = options.retryEventsAfter ?? EVENT_RETRIES;
  const sockets = createSockets({ base: () => base, appId: seed.app.appId, pingEvery, changed });
  const deadline = options.ackDeadline ?? ACK_DEADLINE;
  const sender = createSender({ log, sockets, secret: SIGNING_SECRET, deadline });
  const events = createEvents({ manifest, sender, world: () => world, retryAfter });
  const world = createWorld(seed, { now, changed, emit: (event) => void events.emit(event) });
  const core: Core = {
    manifest,
    world,
    views: createViewStore(changed),
    drafts: messageDrafts(changed),
    triggers: triggers(now),
    responseUrls: responseUrls(now, () => base, world.team.id),
    faults: faultPlan(latency),
    log,
    sender,
    sockets,
    files: new Map(),
    apiUrl: `${base}/api/`,
    emit: events.emit,
    now,
  };
  const stop = (): void => {
    events.stop();
    sockets.close();
  };
  return { core, stop };
}

function publicFace(core: Core, changes: Watch, base: string, close: () => Promise<void>): LocalSlack {
  const { log, sender } = core;
  return {
    apiUrl: `${base}/api/`,
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    appToken: APP_TOKEN,
    manifest: core.manifest,
    world: core.world,
    faults: core.faults,
    traffic: log.entries,
    sockets: core.sockets,
    deliver: {
      raw: sender.raw,
      async replay(entry, extra = {}) {
        if (entry.kind !== 'delivery') throw new Error('Only what Slack sent can be replayed.');
        return sender.raw({ body: entry.body, contentType: entry.contentType, ...extra });
      },
    },
    file(id) {
      const { name = '', content, isComplete } = core.files.get(id) ?? {};
      return isComplete && content !== undefined ? { name, content } : undefined;
    },
    connect: sender.connect,
    as: (userId) => personAt(core, userId),
    until: (probe, what = 'a change', ms = 20_000) =>
      until(changes, probe, what, ms, () => lastOf(log.entries)),
    onChange: changes.onChange,
    refused: () => log.entries.filter((entry) => entry.problems.length > 0),
    close,
  };
}

function lastOf(entries: readonly SlackTraffic[]): string {
  const last = entries.slice(-12).map(describeTraffic);
  return last.length === 0
    ? 'Nothing passed between Slack and the app.'
    : `The last traffic:\n${last.join('\n')}`;
}
