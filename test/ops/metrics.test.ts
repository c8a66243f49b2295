import { readFileSync } from 'node:fs';
import { Registry } from '@prometheus-io/client';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { RunningApp } from '../../src/app.ts';
import { createGauges } from '../../src/ops/gauges.ts';
import { approvalCard, approve, askForLostModeOff, LOST_IPAD } from '../support/e2e/approve-steps.ts';
import { ANA, APPROVALS, BEN, DANA, HELP } from '../support/e2e/harness.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { sqliteWorld } from '../support/store/sqlite.ts';
import { until } from '../support/store/until.ts';

let world: Simulators;
let app: RunningApp;
beforeEach(async () => {
  world = await startSimulators();
  app = await serveHere(world, { METRICS_PORT: '0' });
});
afterEach(() => app.stop());

const scrape = async () => {
  const answer = await fetch(`http://127.0.0.1:${app.metricsPort}/metrics`);
  expect(answer.status).toBe(200);
  return answer.text();
};

/** The value of one line, such as `helpdesk_requests{state="pending"}`. */
const lineValue = (text: string, line: string): number | null => {
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? null : Number(found.slice(line.length + 1));
};

/** Scrapes until a line has this value. */
const becomes = (line: string, value: number) => until(async () => lineValue(await scrape(), line) === value);

describe('what is counted', () => {
  test('a press, its first answer, and the calls to Kandji that it took', async () => {
    await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await becomes('helpdesk_interactions_total{kind="command",outcome="answered"}', 1);
    const text = await scrape();
    expect(lineValue(text, 'helpdesk_first_answer_seconds_count{kind="command"}')).toBe(1);
    expect(text).toMatch(/helpdesk_kandji_calls_total\{endpoint="GET \/devices",status="200"\} [1-9]/);
    expect(lineValue(text, 'helpdesk_kandji_calls_left')).toBeLessThan(8_000);
  });

  test('someone who may not is refused; a fault of Kandji counts as failed', async () => {
    await world.slack.as(DANA).command(HELP, '/kandji H4TX90QLM2');
    await becomes('helpdesk_interactions_total{kind="command",outcome="refused"}', 1);
    world.kandji.faults.add({ kind: 'status', status: 401 });
    await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await becomes('helpdesk_interactions_total{kind="command",outcome="failed"}', 1);
    expect(await scrape()).toMatch(/status="401"\} [1-9]/);
  });

  test('requests by state, and decisions', async () => {
    await askForLostModeOff(world);
    await becomes('helpdesk_requests{state="pending"}', 1);
    await approvalCard(world);
    await approve(world);
    await becomes('helpdesk_decisions_total{decision="approved"}', 1);
    await becomes('helpdesk_requests{state="pending"}', 0);
    await becomes('helpdesk_request_steps_total{step="sent"}', 1);
    await becomes('helpdesk_request_steps_total{step="completed"}', 1);
  });
});

test('what is wrong over the fleet, with no age before it was read', async () => {
  const text = await scrape();
  expect(lineValue(text, 'helpdesk_fleet_findings{kind="item-failed"}')).toBe(0);
  expect(lineValue(text, 'helpdesk_fleet_findings_lacking{kind="filevault-off"}')).toBe(0);
  expect(text).not.toMatch(/^helpdesk_fleet_findings_age_seconds\{/mu);
});

test('how the last walk over the fleet went, and nothing of it while the store cannot be read', async () => {
  const stored = await sqliteWorld();
  onTestFinished(() => stored.close());
  const store = await stored.open();
  const registry = new Registry();
  const gauges = createGauges(registry);
  const survey = await store.survey();
  const last = { asOf: 1_000, endedAt: 41_000, calls: 7, rows: 90, missing: 20, isHeld: true, skipped: 2 };
  const values = async () => {
    const text = await registry.metrics();
    return ['seconds', 'held', 'skipped'].map((one) => lineValue(text, `helpdesk_fleet_walk_${one}`));
  };
  gauges.survey(survey);
  expect(await values()).toEqual([Number.NaN, 0, 0]);
  gauges.survey({ ...survey, fleet: { ...survey.fleet, last } });
  expect(await values()).toEqual([40, 1, 2]);
  gauges.noDatabase();
  expect(await values()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test('no label carries an id, a name or a serial', async () => {
  await askForLostModeOff(world);
  await approve(world);
  await becomes('helpdesk_request_steps_total{step="completed"}', 1);
  const labels = [...(await scrape()).matchAll(/\{([^}]*)\}/g)].map(([, text]) => text ?? '').join('\n');
  const device = world.kandji.tenant.deviceBySerial(LOST_IPAD);
  for (const id of [ANA, BEN, HELP, APPROVALS, LOST_IPAD, device?.id ?? 'no device', 'Dana'])
    expect(labels).not.toContain(id);
  expect(labels).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
});

test('every metric that the alert rules name is there, and every state they ask for exists', async () => {
  const text = await scrape();
  const file = readFileSync(new URL('../../docs/deploy/alerts.yml', import.meta.url), 'utf8');
  const { groups } = parse(file) as { groups: { rules: { alert: string; expr: string }[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(10);
  const known = [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, name, type]) => ({ name, type }));
  for (const { alert, expr } of rules) {
    const named = [...expr.matchAll(/\b(helpdesk|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);
    expect(named.length, alert).toBeGreaterThan(0);
    for (const name of named) {
      const base = name.replace(/_bucket$/, '');
      expect(
        known.map((one) => one.name),
        alert,
      ).toContain(base);
    }
  }
  for (const state of ['pending', 'claimed', 'sending', 'sent', 'unknown'])
    expect(lineValue(text, `helpdesk_requests{state="${state}"}`)).toBe(0);
});

test('it is not on the port of presses, and tells nothing else', async () => {
  expect((await fetch(`http://127.0.0.1:${app.port}/metrics`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${app.metricsPort}/`)).status).toBe(404);
});
