import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { type Kandji, startKandji } from '../../../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../../../packages/slack-sandbox/src/index.ts';
import { postSigned } from '../../../packages/slack-sandbox/src/sender/http.ts';
import { MANIFEST } from '../../../playground/start.ts';
import { createHelpdesk, type Helpdesk } from '../../../src/helpdesk/index.ts';
import type { Log, Ports } from '../../../src/helpdesk/ports.ts';
import { createKandji } from '../../../src/kandji/index.ts';
import { boltLogger, createSlackApp } from '../../../src/slack/app.ts';
import { createNotifiers } from '../../../src/slack/notifiers.ts';
import { createTransport } from '../../../src/slack/transport/index.ts';
import { createUsers } from '../../../src/slack/users.ts';
import { openStore } from '../../../src/store/index.ts';
import { policyFrom } from '../helpdesk/harness.ts';

const TEAM = 'T0LARK';
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What one payload came to. */
export interface Taken {
  /** Everything that Slack was given because of it, as text: the ack and every call. */
  readonly shown: string;
  /** `METHOD path` of each call to Kandji. */
  readonly kandji: readonly string[];
  /** The modal that was opened for it. */
  readonly viewId: string;
}

/** The real app between a local Slack that knows the people, and a simulated Kandji, fed payload by payload over signed HTTP. */
export interface EntryApp {
  readonly slack: LocalSlack;
  readonly ports: Ports;
  readonly helpdesk: Helpdesk;
  /** Posts one payload as Slack would, signed, and waits until everything of it is done. */
  take(body: object): Promise<Taken>;
  /** Moves the clock by which roles age. */
  forward(ms: number): void;
  close(): Promise<void>;
}

/** Questions about people and channels, which the local Slack answers; every other call is kept and succeeds. */
const QUESTIONS = new Set(['users.info', 'usergroups.list', 'auth.test', 'conversations.info']);

export async function openEntryApp(policyText: string): Promise<EntryApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kandji-entries-'));
  const [slack, tenant] = await Promise.all([
    startSlack({ manifest: MANIFEST }),
    startKandji({ rateLimit: false, commandDelay: 0 }),
  ]);
  const store = await openStore({ dataDir, log: SILENT, budget: { perSecond: 1e6 } });
  const calls = recorded();
  const clientOptions = { slackApiUrl: slack.apiUrl, fetch: calls.fetch };
  const client = new WebClient(slack.botToken, clientOptions);
  const policy = policyFrom(policyText);
  const policies = { current: () => policy, fault: () => null };
  const clock = { at: 0 };
  const now = () => clock.at;
  const people = createUsers({ client, policies, teamId: TEAM, log: SILENT, now });
  const kandji = createKandji({
    apiUrl: new URL(`${tenant.url}/api/v1`),
    token: tenant.token,
    budget: store.budget,
    log: SILENT,
    cacheMs: 0,
  });
  const speaking = { command: '/kandji', policies, teamId: TEAM, log: SILENT, now: Date.now };
  const ports: Ports = {
    ...kandji,
    store,
    people,
    policies,
    ...createNotifiers(speaking, () => client),
    log: SILENT,
  };
  const helpdesk = createHelpdesk(ports);
  const noHealth = () => undefined;
  const logger = boltLogger(SILENT);
  const transport = createTransport({
    way: { kind: 'http', signingSecret: slack.signingSecret },
    apiUrl: slack.apiUrl,
    host: '127.0.0.1',
    port: 0,
    health: { '/healthz': noHealth, '/readyz': noHealth },
    logger,
  });
  const built = createSlackApp({
    receiver: transport.receiver,
    token: slack.botToken,
    clientOptions,
    logger,
    withReference: (_ref, work) => work(),
  });
  built.attach({
    command: '/kandji',
    helpdesk,
    ports: { ...ports, people },
    client,
    now: Date.now,
    teamId: TEAM,
    botUserId: 'UBOTKANDJI',
    wake: () => undefined,
  });
  await built.app.init();
  // An event is acked before its listeners run.
  const { processEvent } = built.app;
  let processing: Promise<void> = Promise.resolve();
  built.app.processEvent = (event) => (processing = processEvent.call(built.app, event));
  const url = `http://127.0.0.1:${await transport.start()}/slack/events`;
  return {
    slack,
    ports,
    helpdesk,
    async take(body) {
      const before = callsTo(tenant).length;
      const signing = { secret: slack.signingSecret };
      const answer = await postSigned({ url, ...onTheWire(body), signing, deadline: SLACK_WAITS_MS });
      if (answer.outcome !== 'answered' || answer.status !== 200)
        throw new Error(`not acked: ${JSON.stringify(answer)}`);
      await processing;
      await built.drained();
      const { said, viewId } = calls.spent();
      return { shown: JSON.stringify([answer.body, said]), kandji: callsTo(tenant).slice(before), viewId };
    },
    forward: (ms) => {
      clock.at += ms;
    },
    async close() {
      await transport.stop();
      await Promise.all([store.close(), slack.close(), tenant.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Slack gives up on an answer then. */
const SLACK_WAITS_MS = 3_000;

/** Events as JSON, commands as a form, everything else as JSON in a form (Slack docs, Verifying requests). */
function onTheWire(body: object): { readonly contentType: string; readonly body: string } {
  if ('event' in body) return { contentType: 'application/json', body: JSON.stringify(body) };
  const fields = 'command' in body ? (body as Record<string, string>) : { payload: JSON.stringify(body) };
  return {
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
  };
}

const callsTo = (tenant: Kandji): string[] =>
  tenant.received().map(({ method, path }) => `${method} ${path}`);

/** A way to Slack that keeps what is sent there. */
function recorded() {
  const said: unknown[] = [];
  let opened = 0;
  const send: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = new URL(url).pathname.replace('/api/', '');
    if (QUESTIONS.has(method)) return fetch(url, init);
    said.push([
      method,
      String(init?.body ?? '').includes('=') ? argumentsOf(String(init?.body)) : init?.body,
    ]);
    if (method === 'views.open' || method === 'views.push') opened += 1;
    const answer = { ok: true, ts: `1.${said.length}`, channel: 'C0HELP', view: { id: `V${opened}` } };
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
  };
  return {
    fetch: send,
    spent: () => ({ said: said.splice(0), viewId: `V${opened}` }),
  };
}

const argumentsOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));
