import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy-file/index.ts';

const file = (digests: string): string => `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup] }
digests:
${digests}`;

const GOOD =
  '  - { report: not-seen, days: 14, every: monday 09:00, timezone: Europe/Berlin, channel: C0FLEET }\n';

const problems = (digests: string): readonly string[] => {
  const parsed = parsePolicy(file(digests), 'policy.yml');
  return parsed.ok ? [] : parsed.problems.map(({ line, message }) => `${line}: ${message}`);
};

describe('digests in the policy', () => {
  it('are read with their defaults', () => {
    const parsed = parsePolicy(
      file(
        `${GOOD}  - { report: os-below, below: "15.3", every: Day 7:05, timezone: UTC, channel: C0FLEET }
  - { report: not-seen, every: sunday 23:59, timezone: America/New_York, channel: C0FLEET }
  - { report: by-model, every: day 00:00, timezone: UTC, channel: C0FLEET }
`,
      ),
      'policy.yml',
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const at = (weekday: number | null, hour: number, minute: number, timeZone: string) => ({
      schedule: { weekday, hour, minute, timeZone },
      channel: 'C0FLEET',
    });
    expect(parsed.policy.digests).toEqual([
      { report: 'not-seen', argument: '14', ...at(1, 9, 0, 'Europe/Berlin') },
      { report: 'os-below', argument: '15.3', ...at(null, 7, 5, 'UTC') },
      { report: 'not-seen', argument: '14', ...at(0, 23, 59, 'America/New_York') },
      { report: 'by-model', argument: '', ...at(null, 0, 0, 'UTC') },
    ]);
  });

  it('are none without the key', () => {
    const parsed = parsePolicy(file('').replace('digests:\n', ''), 'policy.yml');
    expect(parsed.ok && parsed.policy.digests).toEqual([]);
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlni', 'There is no such time zone: did you mean “Europe/Berlin”?'],
    ['Europe/Berlin', 'Q', 'There is no such time zone: write one such as Europe/Berlin.'],
    ['not-seen', 'not_sene', 'There is no such report: did you mean “not-seen”?'],
    ['days: 14', 'days: 0', '“days” in “digests” must be a number of days from 1 to 999.'],
    ['days: 14', 'below: 15', 'The report not-seen takes no “below”.'],
    ['monday', 'mondya', '“every” in “digests” names no day: did you mean “monday”?'],
    [
      'monday 09:00',
      'monday 24:00',
      '“every” in “digests” must be a day and a time, such as “monday 09:00” or “day 09:00”.',
    ],
    ['channel: C0FLEET', 'channel: general', 'This is not a Slack channel id (C…)'],
    [', channel: C0FLEET', '', 'Each item of “digests” needs “channel”: where is it posted?'],
    ['timezone: Europe/Berlin, ', '', 'Each item of “digests” needs “timezone”: whose clock?'],
    ['every: monday 09:00, ', '', 'Each item of “digests” needs “every”: when is it posted?'],
    ['report: not-seen, ', '', 'Each item of “digests” needs “report”: there is'],
    ['every:', 'evry:', 'Unknown key in Each item of “digests”: did you mean “every”?'],
  ])('say with the line what is wrong: %s → %s', (right, wrong, message) => {
    const found = problems(GOOD.replace(right, wrong)).join('\n');
    expect(found).toContain(`6: ${message}`);
  });
});
