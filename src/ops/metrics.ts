import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { Log, PolicySource } from '../helpdesk/ports.ts';
import { UNFINISHED } from '../helpdesk/request.ts';
import type { AuditAction } from '../helpdesk/store-port.ts';
import type { ObservedCall } from '../kandji/index.ts';
import type { ObservedInteraction } from '../slack/metrics.ts';
import type { OpenStore, QueueStats } from '../store/index.ts';
import { listenError } from './startup.ts';

const DECISIONS: ReadonlySet<AuditAction> = new Set(['approved', 'denied', 'withdrew', 'cancelled']);

/** What happened in this process since its start. */
function createCounts(registry: Registry) {
  const registers = [registry];
  const interactions = new Counter({
    name: 'helpdesk_interactions_total',
    help: 'What people typed, pressed and submitted in Slack, by kind and how it was answered.',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  });
  const answers = new Histogram({
    name: 'helpdesk_first_answer_seconds',
    help: 'From taking a press in until the person could see a first answer.',
    labelNames: ['kind'] as const,
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20],
    registers,
  });
  const decisions = new Counter({
    name: 'helpdesk_decisions_total',
    help: 'Approvals, denials, withdrawals and cancellations.',
    labelNames: ['decision'] as const,
    registers,
  });
  const steps = new Counter({
    name: 'helpdesk_request_steps_total',
    help: 'Steps in the life of requests, as the audit log names them.',
    labelNames: ['step'] as const,
    registers,
  });
  const calls = new Counter({
    name: 'helpdesk_kandji_calls_total',
    help: 'HTTP calls to Kandji by endpoint template and status; “none” when no answer came.',
    labelNames: ['endpoint', 'status'] as const,
    registers,
  });
  const callSeconds = new Histogram({
    name: 'helpdesk_kandji_call_seconds',
    help: 'How long HTTP calls to Kandji took.',
    labelNames: ['endpoint'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers,
  });
  return {
    press: ({ kind, outcome, firstAnswerMs }: ObservedInteraction): void => {
      interactions.inc({ kind, outcome });
      if (firstAnswerMs !== null) answers.observe({ kind }, firstAnswerMs / 1000);
    },
    kandjiCall: ({ endpoint, status, ms }: ObservedCall): void => {
      calls.inc({ endpoint, status: status === null ? 'none' : String(status) });
      callSeconds.observe({ endpoint }, ms / 1000);
    },
    requestEvent: (action: AuditAction): void => {
      steps.inc({ step: action });
      if (DECISIONS.has(action)) decisions.inc({ decision: action });
    },
  };
}

/** How things stand. The same numbers on every replica: they are the store's. */
function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name, help, labelNames: [...labelNames], registers: [registry] });
  const database = gauge('helpdesk_database_up', '1 when the store could be read for this scrape.');
  const inForce = gauge(
    'helpdesk_policy_in_force',
    '1 when a policy is in force; without one nothing is allowed.',
  );
  const fault = gauge('helpdesk_policy_fault', '1 when the newest policy file was not taken.');
  const requests = gauge('helpdesk_requests', 'Unfinished requests by state.', ['state']);
  const late = gauge('helpdesk_late_seconds', 'By how much the oldest due work is overdue.', ['work']);
  const rejected = gauge(
    'helpdesk_rejected_cards',
    'Cards of unfinished requests that Slack does not take: approvers may not see them.',
  );
  const dead = gauge('helpdesk_dead_jobs', 'Messages that could not be delivered and were given up.');
  const cases = gauge('helpdesk_open_cases', 'Cases of lost devices that are not closed.');
  const watching = gauge('helpdesk_watches', 'Watches on devices that go on.');
  const frozen = gauge('helpdesk_frozen', '1 while changes are frozen.');
  const left = gauge('helpdesk_kandji_calls_left', 'Calls to Kandji that are left in this hour.');
  const devices = gauge('helpdesk_fleet_devices', 'Devices in the index.');
  const age = gauge('helpdesk_fleet_age_seconds', 'Since the last whole walk over the fleet began.');
  const walked = gauge('helpdesk_fleet_calls', 'Calls to Kandji for the index in the last hour.');
  return {
    policy: (policies: PolicySource): void => {
      inForce.set(policies.current() === null ? 0 : 1);
      fault.set(policies.fault() === null ? 0 : 1);
    },
    survey: ({
      unfinished,
      lateMs,
      rejectedCards,
      deadJobs,
      openCases,
      watches,
      frozen: isFrozen,
      callsLeft,
      fleet,
    }: QueueStats): void => {
      database.set(1);
      for (const state of UNFINISHED) requests.set({ state }, unfinished[state] ?? 0);
      for (const [work, ms] of Object.entries(lateMs)) late.set({ work }, ms / 1000);
      rejected.set(rejectedCards.count);
      dead.set(deadJobs);
      cases.set(openCases);
      watching.set(watches);
      frozen.set(isFrozen ? 1 : 0);
      left.set(callsLeft);
      devices.set(fleet.rows);
      age.set(fleet.ageMs / 1000);
      walked.set(fleet.calls);
    },
    /** Nothing old is told as if it were of now. */
    noDatabase: (): void => {
      database.set(0);
      for (const one of [requests, late]) one.reset();
      for (const one of [rejected, dead, cases, watching, frozen, left, devices, age, walked])
        one.set(Number.NaN);
    },
  };
}

/** What this process counts. No label ever carries an id, a name or a text. */
export interface Metrics {
  press(seen: ObservedInteraction): void;
  kandjiCall(call: ObservedCall): void;
  /** The same store; what happens to requests is counted. */
  observed(store: OpenStore): OpenStore;
  /** Prometheus' text format. Reads the store; while that fails, what it would tell is left out. */
  text(from: { readonly store: Pick<OpenStore, 'survey'>; readonly policies: PolicySource }): Promise<string>;
}

/**
 * A registry of its own, so that several apps in one process do not mix.
 * @param options.ofProcess also memory, CPU and event loop, which costs a little all the time
 */
export function createMetrics(options: { readonly ofProcess: boolean }): Metrics {
  const registry = new Registry();
  if (options.ofProcess) collectDefaultMetrics({ register: registry });
  const counts = createCounts(registry);
  const gauges = createGauges(registry);
  return {
    press: counts.press,
    kandjiCall: counts.kandjiCall,
    observed: (store) => observeStore(store, counts.requestEvent),
    text: async ({ store, policies }) => {
      gauges.policy(policies);
      await store.survey().then(gauges.survey, gauges.noDatabase);
      return registry.metrics();
    },
  };
}

/** The same store; each step of a request or a case that was really written is told. */
function observeStore(store: OpenStore, step: (action: AuditAction) => void): OpenStore {
  const { requests, cases } = store;
  return {
    ...store,
    cases: {
      ...cases,
      open: async (opening, entry) => {
        const opened = await cases.open(opening, entry);
        if (opened.kind === 'opened') step(entry.action);
        return opened;
      },
      change: async (caseId, next) => {
        let action: AuditAction | null = null;
        const changed = await cases.change(caseId, (one, now) => {
          const after = next(one, now);
          action = after?.entry?.action ?? null;
          return after;
        });
        if (changed?.changed && action !== null) step(action);
        return changed;
      },
    },
    requests: {
      ...requests,
      submit: async (request, entry, jobs) => {
        const submitted = await requests.submit(request, entry, jobs);
        if (submitted.kind === 'created') step(entry.action);
        return submitted;
      },
      change: async (requestId, next, locking) => {
        let action: AuditAction | null = null;
        const noting: typeof next = (request, lease) => {
          const state = next(request, lease);
          action = state?.entry.action ?? null;
          return state;
        };
        const changed = await requests.change(requestId, noting, locking);
        if (changed?.changed && action !== null) step(action);
        return changed;
      },
    },
  };
}

export interface MetricsServer {
  readonly port: number;
  stop(): void;
}

/**
 * `GET /metrics` on a port of its own.
 * @throws CannotStart when the port cannot be had
 */
export async function serveMetrics(
  where: { readonly host: string; readonly port: number },
  text: () => Promise<string>,
  log: Log,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const isMetrics = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    if (!isMetrics) return void response.writeHead(404).end();
    text().then(
      (body) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body),
      (error: unknown) => {
        log.warn({ event: 'metrics.failed', err: error }, 'Could not serve metrics');
        response.writeHead(500).end();
      },
    );
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(where.port, where.host, resolve);
  await promise.catch((error: unknown) => {
    throw listenError(error, where.port, 'METRICS_PORT');
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : where.port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
