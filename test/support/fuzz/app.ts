import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { startKandji } from '../../../packages/kandji-simulator/src/index.ts';
import {
  checkMessage,
  checkOptions,
  checkView,
  startSlack,
} from '../../../packages/slack-sandbox/src/index.ts';
import { MANIFEST, PLAY_POLICY } from '../../../playground/start.ts';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import type { Log, Ports } from '../../../src/helpdesk/ports.ts';
import { createKandji } from '../../../src/kandji/index.ts';
import { parsePolicy } from '../../../src/policy-file/index.ts';
import { boltLogger, createSlackApp } from '../../../src/slack/app.ts';
import { createNotifiers } from '../../../src/slack/notifiers.ts';
import { acceptPayload } from '../../../src/slack/transport/accept-payload.ts';
import { createUsers } from '../../../src/slack/users.ts';
import { openStore } from '../../../src/store/index.ts';
import { type Captured, captureDay } from './capture.ts';
import { slackStandIn } from './slack-stand-in.ts';

/** The real Bolt app with its real store, fed by hand. */
export interface FuzzApp {
  readonly captured: readonly Captured[];
  /** Gives it one payload as a receiver would, and waits until everything is done. @returns what is wrong with that */
  take(body: unknown): Promise<readonly string[]>;
  /** Calls to Slack, answers that were drawn and checked. */
  readonly counts: () => { readonly slackCalls: number; readonly acks: number };
  close(): Promise<void>;
}

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Nothing is slowed down: only the number of payloads counts here. */
const BOUNDLESS = { perSecond: 1e6, perHour: 1e9 };

export async function openFuzzApp(): Promise<FuzzApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kandji-fuzz-'));
  const captured = await captureDay(dataDir);
  const [slack, tenant] = await Promise.all([
    startSlack({ manifest: MANIFEST }),
    startKandji({ rateLimit: false, commandDelay: 0 }),
  ]);
  const store = await openStore({ dataDir, log: SILENT, budget: BOUNDLESS });
  const standIn = slackStandIn();
  const clientOptions = {
    slackApiUrl: slack.apiUrl,
    fetch: standIn.fetch,
    // The default is ten tries in half an hour.
    retryConfig: { retries: 2, minTimeout: 10 },
  };
  const client = new WebClient(slack.botToken, clientOptions);
  const parsed = parsePolicy(PLAY_POLICY, 'policy.yml');
  if (!parsed.ok) throw new Error('the policy of the playground is broken');
  const policies = { current: () => parsed.policy, fault: () => null };
  const people = createUsers({ client, policies, teamId: 'T0LARK', log: SILENT });
  const kandji = createKandji({
    apiUrl: new URL(`${tenant.url}/api/v1`),
    token: tenant.token,
    budget: store.budget,
    log: SILENT,
    fetch: remembered(),
    cacheMs: 600_000,
  });
  const speaking = { command: '/kandji', policies, teamId: 'T0LARK', log: SILENT, now: Date.now };
  const ports: Ports = {
    ...kandji,
    store,
    people,
    policies,
    ...createNotifiers(speaking, () => client),
    log: SILENT,
  };
  const receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const built = createSlackApp({
    receiver,
    token: slack.botToken,
    clientOptions,
    logger: boltLogger(SILENT),
    withReference: (_ref, work) => work(),
  });
  built.attach({
    teamId: 'T0LARK',
    helpdesk: createHelpdesk(ports),
    ports: { ...ports, people },
    client,
    command: '/kandji',
    now: Date.now,
    botUserId: 'UBOTKANDJI',
    wake: () => undefined,
  });
  await built.app.init();
  const counts = { acks: 0 };
  return {
    captured,
    counts: () => ({ slackCalls: standIn.calls(), acks: counts.acks }),
    async take(body) {
      const given = body as Record<string, unknown>;
      const wrong: string[] = [];
      let acked = false;
      const ack = async (response?: unknown) => {
        acked = true;
        counts.acks += 1;
        wrong.push(...wrongAck(given.type, response));
      };
      const processEvent: typeof built.app.processEvent = (event) =>
        built.app.processEvent(event).catch((error: unknown) => {
          if (!isBolts(error)) wrong.push(`it threw ${error instanceof Error ? error.stack : String(error)}`);
          throw error;
        });
      await acceptPayload({ processEvent }, { body, ack }, boltLogger(SILENT));
      await built.drained();
      if (!acked) wrong.push('it was not acked');
      return [...wrong, ...standIn.broken.splice(0)];
    },
    async close() {
      await Promise.all([store.close(), slack.close(), tenant.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Bolt reads some parts before anything of ours runs. */
const isBolts = (error: unknown): boolean =>
  error instanceof TypeError &&
  /^ {4}at .*\/@slack\/bolt\//m.exec(error.stack ?? '')?.index === error.stack?.indexOf('    at ');

/** Everything that an acknowledgement can show. */
function wrongAck(type: unknown, response: unknown): string[] {
  if (typeof response !== 'object' || response === null) return [];
  const { view, blocks, options, text } = response as Record<string, unknown>;
  return [
    ...(view === undefined ? [] : checkView(view)),
    ...(blocks === undefined ? [] : checkMessage({ text, blocks })),
    ...(type === 'block_suggestion' ? checkOptions({ options }) : []),
  ].map((problem) => `the ack: ${problem}`);
}

/** Reads go over the wire once. */
function remembered(): typeof fetch {
  const known = new Map<string, Promise<{ status: number; text: string }>>();
  return async (input, init) => {
    if ((init?.method ?? 'GET') !== 'GET') return fetch(input, init);
    const url = input instanceof Request ? input.url : String(input);
    const answer =
      known.get(url) ??
      fetch(url, init).then(async (response) => ({ status: response.status, text: await response.text() }));
    known.set(url, answer);
    answer.catch(() => known.delete(url));
    const { status, text } = await answer;
    return new Response(text, { status, headers: { 'content-type': 'application/json' } });
  };
}
