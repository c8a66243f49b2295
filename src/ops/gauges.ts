import { Gauge, type Registry } from '@prometheus-io/client';
import type { PolicySource } from '../helpdesk/ports.ts';
import { UNFINISHED } from '../helpdesk/request.ts';
import type { QueueStats } from '../store/index.ts';

/** How things stand. The same numbers on every replica: they are the store's. */
export function createGauges(registry: Registry) {
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
  const left = gauge('helpdesk_kandji_calls_left', 'Calls to Kandji that are left to us in this hour.');
  return {
    policy: (policies: PolicySource): void => {
      inForce.set(policies.current() === null ? 0 : 1);
      fault.set(policies.fault() === null ? 0 : 1);
    },
    survey: ({ unfinished, lateMs, rejectedCards, deadJobs, callsLeft }: QueueStats): void => {
      database.set(1);
      for (const state of UNFINISHED) requests.set({ state }, unfinished[state] ?? 0);
      for (const [work, ms] of Object.entries(lateMs)) late.set({ work }, ms / 1000);
      rejected.set(rejectedCards.count);
      dead.set(deadJobs);
      left.set(callsLeft);
    },
    /** Nothing old is told as if it were of now. */
    noDatabase: (): void => {
      database.set(0);
      for (const one of [requests, late]) one.reset();
      for (const one of [rejected, dead, left]) one.set(Number.NaN);
    },
  };
}
