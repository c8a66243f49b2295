import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Histogram, Registry } from '@prometheus-io/client';
import type { Log, PolicySource } from '../helpdesk/ports.ts';
import type { AuditAction } from '../helpdesk/store-port.ts';
import type { ObservedCall } from '../kandji/index.ts';
import type { ObservedInteraction } from '../slack/metrics.ts';
import type { OpenStore } from '../store/index.ts';
import { createGauges } from './gauges.ts';
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
