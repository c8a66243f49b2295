import { Counter, Histogram, type Registry } from '@prometheus-io/client';
import type { AuditAction } from '../helpdesk/store-port.ts';
import type { ObservedCall } from '../kandji/index.ts';
import type { ObservedInteraction } from '../slack/metrics.ts';

const DECISIONS: ReadonlySet<AuditAction> = new Set(['approved', 'denied', 'withdrew', 'cancelled']);

/** What happened in this process since its start. */
export function createCounts(registry: Registry) {
  const registers = [registry];
  const presses = new Counter({
    name: 'helpdesk_presses_total',
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
    help: 'Steps in the life of requests, as the record names them.',
    labelNames: ['step'] as const,
    registers,
  });
  const calls = new Counter({
    name: 'helpdesk_kandji_calls_total',
    help: 'HTTP calls to Kandji by endpoint template and status; "none" when no answer came.',
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
      presses.inc({ kind, outcome });
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
