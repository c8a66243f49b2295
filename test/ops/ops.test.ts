import { describe, expect, test, vi } from 'vitest';
import { createHealth, createWatchdog } from '../../src/ops/health.ts';
import { createMetrics } from '../../src/ops/metrics.ts';
import { nextAuditHead, startDailyAuditHead } from '../../src/ops/scheduled.ts';
import { checkNodeVersion } from '../../src/ops/startup.ts';
import { StoreError } from '../../src/store/index.ts';
import { silent } from '../support/store/harness.ts';

describe('which Node will do', () => {
  const range = '^24.15.0 || >=26.0.0';
  test.each(['v24.15.0', 'v24.20.1', 'v26.0.0', 'v27.1.0'])('%s does', (version) => {
    expect(checkNodeVersion(version, range)).toBeNull();
  });
  test.each(['v20.20.2', 'v22.22.0', 'v24.14.9', 'v25.9.0'])(
    '%s does not, and hears what to do',
    (version) => {
      expect(checkNodeVersion(version, range)).toBe(
        `This needs Node ^24.15.0 or >=26.0.0, and ${version} runs it. Use “npm start”, which brings its own Node after “npm ci”, or install a newer one.`,
      );
    },
  );
});

describe('the daily head', () => {
  test.each([
    ['2026-11-23T05:59:59.999Z', 'audit-head:2026-11-23', 1],
    ['2026-11-23T06:00:00.000Z', 'audit-head:2026-11-24', 86_400_000],
    ['2026-11-23T23:00:00.000Z', 'audit-head:2026-11-24', 7 * 3_600_000],
  ])('at %s the next is %s', (now, key, inMs) => {
    expect(nextAuditHead(Date.parse(now))).toEqual({ key, inMs });
  });

  test('replicas plan one job; a database that is away is not the end', async () => {
    const jobs = new Set<string>();
    const add = async ({ key }: { readonly key: string }) => void jobs.add(key);
    const store = { jobs: { add } as never, now: async () => Date.parse('2026-11-23T12:00:00Z') };
    const broken = { ...store, now: () => Promise.reject(new StoreError('gone')) };
    const planned = [store, store, broken].map((one) => startDailyAuditHead(one, silent));
    await vi.waitFor(() => expect([...jobs]).toEqual(['audit-head:2026-11-24']));
    for (const one of planned) one.stop();
  });
});

describe('the watchdog', () => {
  /** A clock and a timer that the test moves. */
  function world() {
    vi.useFakeTimers();
    let at = 0;
    const dog = createWatchdog({ now: () => at, silentMs: 60_000, lookMs: 10_000 });
    let said: string | null = null;
    void dog.silence.then((sentence) => {
      said = sentence;
    });
    const pass = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        at += 1000;
        await vi.advanceTimersByTimeAsync(1000);
      }
    };
    const sleep = (ms: number) => {
      at += ms;
    };
    const end = () => {
      dog.stop();
      vi.useRealTimers();
    };
    return { dog, pass, sleep, end, said: () => said };
  }

  test('barks after silence, not while something is heard', async () => {
    const { dog, pass, said, end } = world();
    for (let minute = 0; minute < 5; minute += 1) {
      await pass(55);
      dog.alive();
    }
    expect(said()).toBeNull();
    await pass(75);
    expect(said()).toBe('Nothing was heard from Slack for 60 s, so this process makes way for a new one.');
    end();
  });

  test('a machine that slept gets as long again', async () => {
    const { pass, sleep, said, end } = world();
    sleep(3_600_000);
    await pass(60);
    expect(said()).toBeNull();
    await pass(30);
    expect(said()).not.toBeNull();
    end();
  });
});

test('once draining, never ready again', () => {
  const health = createHealth();
  const status = () => {
    const codes: number[] = [];
    const response = {
      writeHead: (code: number) => {
        codes.push(code);
        return { end: () => undefined };
      },
    };
    health.routes['/readyz']({} as never, response as never);
    return codes[0];
  };
  expect(status()).toBe(503);
  health.ready();
  expect(status()).toBe(200);
  health.draining();
  health.ready();
  expect(status()).toBe(503);
});

test('while the database is away, metrics say so and tell nothing old', async () => {
  const metrics = createMetrics({ ofProcess: true });
  const policies = { current: () => null, fault: () => 'broken' };
  const survey = {
    unfinished: { unknown: 2 },
    lateMs: { requests: 5000, cards: 0, jobs: 0, cases: 0, watches: 0, messages: 0 },
    openCases: 2,
    watches: 0,
    rejectedCards: { count: 3, why: 'is_archived' },
    deadJobs: 1,
    frozen: false,
    callsLeft: 7000,
    fleet: { tenant: '', last: null, ageMs: 0, rows: 0, calls: 0, skipped: [] },
    findings: {
      fileVaultOff: { rows: 0, ageMs: null, isLacking: false },
      failedItems: { rows: 0, ageMs: null, isLacking: false },
      calls: 0,
    },
  };
  const up = await metrics.text({ policies, store: { survey: async () => survey } });
  expect(up).toContain('helpdesk_database_up 1');
  expect(up).toContain('helpdesk_requests{state="unknown"} 2');
  expect(up).toContain('helpdesk_late_seconds{work="requests"} 5');
  expect(up).toContain('helpdesk_rejected_cards 3');
  expect(up).toContain('helpdesk_policy_in_force 0');
  expect(up).toContain('helpdesk_policy_fault 1');
  const down = await metrics.text({
    policies,
    store: { survey: () => Promise.reject(new StoreError('gone')) },
  });
  expect(down).toContain('helpdesk_database_up 0');
  expect(down).not.toContain('state="unknown"');
  expect(down).toContain('helpdesk_kandji_calls_left Nan');
});
