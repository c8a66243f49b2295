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
  const dead = gauge('helpdesk_dead_jobs', 'Messages that could not be delivered and are not tried again.');
  const cases = gauge('helpdesk_open_cases', 'Cases of lost devices that are not closed.');
  const watching = gauge('helpdesk_watches', 'Watches on devices that go on.');
  const frozen = gauge('helpdesk_frozen', '1 while changes are frozen.');
  const left = gauge('helpdesk_kandji_calls_left', 'Calls to Kandji that are left in this hour.');
  const devices = gauge('helpdesk_fleet_devices', 'Devices in the index.');
  const age = gauge('helpdesk_fleet_age_seconds', 'Since the last whole walk over the fleet began.');
  const walked = gauge('helpdesk_fleet_calls', 'Calls to Kandji for the index in the last hour.');
  const took = gauge('helpdesk_fleet_walk_seconds', 'How long the last whole walk over the fleet took.');
  const held = gauge(
    'helpdesk_fleet_walk_held',
    '1 when so many devices were missing in the last walk that none was taken for gone.',
  );
  const skipped = gauge(
    'helpdesk_fleet_walk_skipped',
    "Parts of Kandji's list that it did not give in the last walk.",
  );
  const found = gauge('helpdesk_fleet_findings', 'Macs with FileVault off, and failed library items.', [
    'kind',
  ]);
  const foundAge = gauge(
    'helpdesk_fleet_findings_age_seconds',
    'Since the last whole reading of them began; absent before there was one.',
    ['kind'],
  );
  const lacking = gauge(
    'helpdesk_fleet_findings_lacking',
    '1 where Kandji does not give them: not in the plan, or not for the token.',
    ['kind'],
  );
  const foundCalls = gauge(
    'helpdesk_fleet_findings_calls',
    'Calls to Kandji for them: of the reading under way, or of the last.',
  );
  const ofFindings = ({ fileVaultOff, failedItems, calls }: QueueStats['findings']): void => {
    foundCalls.set(calls);
    foundAge.reset();
    for (const [kind, { rows, ageMs, isLacking }] of [
      ['filevault-off', fileVaultOff],
      ['item-failed', failedItems],
    ] as const) {
      found.set({ kind }, rows);
      if (ageMs !== null) foundAge.set({ kind }, ageMs / 1000);
      lacking.set({ kind }, isLacking ? 1 : 0);
    }
  };
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
      findings,
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
      const { last } = fleet;
      took.set(last ? (last.endedAt - last.asOf) / 1000 : Number.NaN);
      held.set(last?.isHeld ? 1 : 0);
      skipped.set(last?.skipped ?? 0);
      ofFindings(findings);
    },
    /** Nothing old is told as if it were of now. */
    noDatabase: (): void => {
      database.set(0);
      for (const one of [requests, late, found, foundAge, lacking]) one.reset();
      for (const one of [rejected, dead, cases, watching, frozen, left]) one.set(Number.NaN);
      for (const one of [devices, age, walked, took, held, skipped, foundCalls]) one.set(Number.NaN);
    },
  };
}
