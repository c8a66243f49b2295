import { WebClient, type WebClientOptions } from '@slack/web-api';
import { type Config, secretsOf } from './config.ts';
import { createHelpdesk } from './helpdesk/index.ts';
import { knownIn } from './helpdesk/policy/known-people.ts';
import { createPolicyChangeLog } from './helpdesk/policy/policy-change-log.ts';
import type { Policy } from './helpdesk/policy.ts';
import type { Log, Ports } from './helpdesk/ports.ts';
import { createStopwatch, SLACK_TRIES_MS, SLACK_TRY_MS, START_RETRY_AFTER_MS } from './helpdesk/timing.ts';
import { startWorker } from './helpdesk/worker/worker.ts';
import { withReference } from './logger.ts';
import { createHealth, createWatchdog } from './ops/health.ts';
import { kandjiStartFault } from './ops/kandji-access.ts';
import { connectKandji } from './ops/kandji-with-index.ts';
import { createMetrics, serveMetrics } from './ops/metrics.ts';
import { checkChannelsOnStart } from './ops/policy-channels.ts';
import { checkPolicyNamesOnStart } from './ops/policy-names.ts';
import { startDailyAuditHead, startForgettingViews } from './ops/scheduled.ts';
import { listenError, openAll, readBotIdentity, unlessAborted } from './ops/startup.ts';
import { watchPolicy } from './policy-file/index.ts';
import { createRedactor } from './redact.ts';
import { boltLogger, createSlackApp } from './slack/app.ts';
import { SINGLE_ATTEMPT } from './slack/notifier.ts';
import { createNotifiers } from './slack/notifiers.ts';
import { createTransport } from './slack/transport/index.ts';
import { createRateLimitedFetch } from './slack/transport/rate-limited-fetch.ts';
import { createUsers } from './slack/users.ts';
import { openStore } from './store/index.ts';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** Tells workers of several processes apart. */
  readonly owner: string;
  /** Milliseconds added to every clock that decides something, for "time forward". Signatures keep real time. */
  readonly clockOffset?: () => number;
  /** Lets a test stand between the helpdesk and the world (fault points). */
  readonly between?: (ports: Ports) => Ports;
  /** How often due work is looked for when no one wakes the worker, in ms. */
  readonly pollMs?: number;
  /** After how long without a word from Slack over Socket Mode the app gives up, in ms. */
  readonly silentMs?: number;
  /** For so long a start over Socket Mode tries again where Slack's answer may pass by itself, in ms. */
  readonly startWaitMs?: number;
  /** A start that is under way is given up when this is aborted. */
  readonly ending?: AbortSignal;
}

export interface RunningApp {
  readonly port: number;
  /** Where metrics are served; `null` when METRICS_PORT is not set. */
  readonly metricsPort: number | null;
  /** Resolves with a sentence when this process should make way for a new one; usually never. */
  readonly failed: Promise<string>;
  /** Takes in nothing new, finishes what was taken in, lets go of the store. */
  stop(): Promise<void>;
}

/** So long at most a look that the start makes by the way may take. */
const GLANCE_MS = 3_000;

/** Connects, builds the app and listens. @throws Error with a sentence when something needed is not in order. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const clients = await connect(options);
  return listen(options, clients, buildApp(options, clients));
}

type ExternalClients = Awaited<ReturnType<typeof connect>>;
type BuiltApp = ReturnType<typeof buildApp>;

/** What must answer before anything can be built: the database, and Slack to say whose token this is. */
async function connect({ config, log, ending, clockOffset = () => 0 }: AppOptions) {
  const logger = boltLogger(log);
  const redactor = createRedactor(secretsOf(config));
  const hiding = redactor.fetch(fetch);
  const clientOptions: WebClientOptions = {
    slackApiUrl: config.slack.apiUrl,
    timeout: SLACK_TRY_MS,
    retryConfig: { retries: 2, factor: 2, minTimeout: 300, maxRetryTime: SLACK_TRIES_MS },
    // No one who pressed waits for Slack's `Retry-After`: they are answered another way.
    rejectRateLimitedCalls: true,
    fetch: createRateLimitedFetch(hiding),
    logger,
  };
  /** One for each purpose: a 429 pauses a whole client. */
  const clientOf = (own: WebClientOptions = {}) =>
    new WebClient(config.slack.botToken, { ...clientOptions, ...own });
  const client = clientOf();
  const { databaseUrl, dataDir, auditKey, auditSignedFrom } = config;
  const metrics = createMetrics({ ofProcess: config.metrics !== null });
  const patientFetch = createRateLimitedFetch(hiding, START_RETRY_AFTER_MS);
  const opening = openStore({
    databaseUrl,
    dataDir,
    auditKey,
    auditSignedFrom,
    budget: { background: config.fleetShare },
    hide: redactor.data,
    log,
    clockOffset,
  });
  const { store, self } = await openAll({
    opening: opening.then(metrics.observed),
    greeting: readBotIdentity(clientOf({ rejectRateLimitedCalls: false, fetch: patientFetch })),
    kandjiFault: kandjiStartFault(config.kandji, GLANCE_MS),
    ending,
  });
  return { client, clientOf, clientOptions, logger, metrics, redactor, self, store };
}

/** Everything between the external clients and the transport. */
function buildApp(options: AppOptions, clients: ExternalClients) {
  const { config, log, owner, clockOffset = () => 0, between = (ports) => ports, pollMs = 1_000 } = options;
  const { client, clientOf, clientOptions, logger, metrics, redactor, self, store } = clients;
  const { teamId } = self;
  const now = () => Date.now() + clockOffset();
  const health = createHealth();
  const watchdog =
    config.slack.way.kind === 'socket'
      ? createWatchdog({ now: () => performance.now(), silentMs: options.silentMs })
      : null;
  const rules = createPolicyChangeLog({ store, log, owner });
  const policies = watchPolicy({
    file: config.policyFile,
    log,
    onChange: (policy, before) => {
      health.ready();
      people.forgetGroups();
      rules.policyChanged(policy, before);
      void checkPolicy(policy);
    },
    onFault: rules.policyBroken,
    onMended: rules.policyMended,
  });
  const sinceStart = createStopwatch();
  const ages = createStopwatch({ wall: now, steady: () => performance.now() });
  const people = createUsers({
    client: clientOf(),
    policies,
    ...self,
    log,
    now: ages,
    known: (groups) => knownIn(store, groups),
    onGroupChanged: rules.groupChanged,
  });
  const glancing = clientOf({ ...SINGLE_ATTEMPT, timeout: GLANCE_MS });
  const checkPolicy = async (policy: Policy | null) => {
    const look = { client: glancing, teamId, people, store, log, command: config.command };
    await Promise.all([
      checkPolicyNamesOnStart({ ...look, people: createUsers({ ...look, policies }) }, policy),
      checkChannelsOnStart(look, policy),
    ]);
  };
  const { keeper, ...kandji } = connectKandji({
    ...config.kandji,
    ...{ store, owner, log, fleetShare: config.fleetShare },
    now,
    monotonic: ages,
    onCall: metrics.kandjiCall,
  });
  const speaking = { policies, teamId, log, now, monotonic: ages, command: config.command };
  const { membersOf, nameOf } = people;
  const { consoleUrl } = kandji.fleet;
  const shown = createNotifiers({ ...speaking, consoleUrl, membersOf, nameOf }, clientOf);
  const ports = between({ ...kandji, ...shown, store, people, policies, log });
  const transport = createTransport({
    way: config.slack.way,
    apiUrl: config.slack.apiUrl,
    host: config.host,
    port: config.port,
    health: health.routes,
    logger,
    startWaitMs: options.startWaitMs,
    ...(watchdog && { alive: watchdog.alive }),
  });
  const slack = createSlackApp({
    receiver: transport.receiver,
    token: config.slack.botToken,
    clientOptions,
    hide: redactor.data,
    logger,
    withReference,
    observe: metrics.press,
  });
  keeper.start();
  const worker = startWorker(ports, { owner, monotonic: sinceStart }, { pollMs });
  slack.attach({
    helpdesk: createHelpdesk(ports),
    ports: { ...ports, people },
    client,
    now,
    teamId,
    command: config.command,
    botUserId: self.userId,
    wake: worker.wake,
  });
  return { health, checkPolicy, keeper, policies, rules, slack, watchdog, transport, worker };
}

/** Listens, says so, and knows how to leave. */
async function listen(
  { config, log, ending }: AppOptions,
  { metrics, store }: ExternalClients,
  built: BuiltApp,
): Promise<RunningApp> {
  const { health, checkPolicy, keeper, policies, rules, slack, watchdog, transport, worker } = built;
  const head = startDailyAuditHead(store, log);
  const views = startForgettingViews(store, log);
  const close = async () => {
    watchdog?.stop();
    head.stop();
    views.stop();
    await Promise.all([worker.stop(), keeper.stop()]);
    policies.close();
    await rules.stop();
    await store.close();
  };
  const giveUp = async (error: unknown) => {
    await close();
    throw error;
  };
  const policy = policies.current();
  const beginning = Promise.all([slack.app.init(), rules.started(policy), checkPolicy(policy)]);
  await unlessAborted(beginning, ending).catch(giveUp);
  const metricsServer =
    config.metrics &&
    (await serveMetrics(config.metrics, () => metrics.text({ store, policies }), log).catch(giveUp));
  const port = await transport.start(ending).catch((error: unknown) => {
    metricsServer?.stop();
    return giveUp(listenError(error, config.port));
  });
  if (policies.current()) health.ready();
  const inForce = { policy: policies.current()?.hash ?? null, fault: policies.fault() };
  log.info({ event: 'app.ready', port, way: config.slack.way.kind, store: store.kind, ...inForce }, 'ready');
  return {
    port,
    metricsPort: metricsServer?.port ?? null,
    failed: Promise.race([store.replaced, ...(watchdog ? [watchdog.silence] : [])]),
    stop: async () => {
      health.draining();
      await transport.stop();
      await slack.drained();
      metricsServer?.stop();
      await close();
    },
  };
}
