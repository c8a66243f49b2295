import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/helpdesk/limits/ledger.ts';
import { checkReport, parsePolicy } from '../../src/policy-file/index.ts';

const BASE = 'version: 1\nroles: { agent: [S1] }\nrules:\n  - { allow: [agent], operations: [lookup] }\n';
const read = (limits: string) => parsePolicy(`${BASE}safety_limits: ${limits}\n`, 'p.yml');
const problems = (limits: string) => {
  const parsed = read(limits);
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
};

describe('safety_limits', () => {
  it('keeps the default of every class that it does not name', () => {
    const parsed = read('{ maintenance: [{ per_person: 2, total: 5, within: 30m }] }');
    expect(parsed.ok && parsed.policy.safetyLimits).toEqual({
      ...DEFAULT_LIMITS,
      maintenance: [{ perPerson: 2, total: 5, windowMs: 30 * 60_000 }],
    });
  });

  it('has the defaults where the file is silent', () => {
    const parsed = parsePolicy(BASE, 'p.yml');
    expect(parsed.ok && parsed.policy.safetyLimits).toEqual(DEFAULT_LIMITS);
  });

  it.each([
    ['{ routine: [{ per_person: 1, total: 1, within: 1h }] }', 'Unknown key'],
    ['{ disruptive: [] }', 'not switched off'],
    ['{ disruptive: [{ per_person: 5, total: 101, within: 1h }] }', 'from 1 to 100'],
    ['{ disruptive: [{ per_person: 0, total: 10, within: 1h }] }', 'from 1 to 100'],
    ['{ disruptive: [{ per_person: 11, total: 10, within: 1h }] }', 'above “total”'],
    ['{ disruptive: [{ per_person: 5, total: 10, within: 2d }] }', 'at most 24h'],
    ['{ disruptive: [{ per_person: 5, total: 10 }] }', 'lacks within'],
  ])('%s is a mistake with a sentence', (limits, sentence) => {
    expect(problems(limits).join('\n')).toContain(sentence);
  });
});

const warned = (limits: string) =>
  checkReport(read(limits))
    .split('\n')
    .filter((line) => line.startsWith('! The safety limits of'));

describe('what “policy check” says of the limits', () => {
  it('lists those in force, of every class', () => {
    const lines = checkReport(read('{ irreversible: [{ per_person: 1, total: 2, within: 24h }] }')).split(
      '\n',
    );
    const start = lines.indexOf('  Safety limits:') + 1;
    expect(lines.slice(start, start + 5)).toEqual([
      '    disruptive: 25 per person and 60 in total within 1h',
      '    maintenance: 25 per person and 60 in total within 1h',
      '    severe: 10 per person and 30 in total within 30m',
      '    irreversible: 1 per person and 2 in total within 1d',
      '    secret: 5 per person and 20 in total within 30m; 20 per person and 60 in total within 1d',
    ]);
  });

  it('warns of limits that hold nothing', () => {
    expect(warned('{ irreversible: [{ per_person: 100, total: 100, within: 1m }] }')).toEqual([
      '! The safety limits of irreversible are far above the default: within 1h they let through 6000 per person and 6000 in total, the default 5 per person and 10 in total.',
      '! The safety limits of irreversible have no limit over a day: within 1d they let through 144000 per person and 144000 in total, the default 10 per person and 20 in total.',
    ]);
  });

  it.each([
    [
      'a day limit that is left out',
      '{ secret: [{ per_person: 5, total: 20, within: 30m }] }',
      'no limit over a day',
    ],
    [
      'one person far above the default',
      '{ severe: [{ per_person: 51, total: 60, within: 30m }] }',
      'far above',
    ],
    [
      'the total far above the default',
      '{ irreversible: [{ per_person: 5, total: 51, within: 1h }, { per_person: 10, total: 100, within: 1d }] }',
      'far above',
    ],
    ['a window of minutes', '{ disruptive: [{ per_person: 10, total: 10, within: 1m }] }', 'far above'],
  ])('warns of %s', (_what, limits, words) => {
    expect(warned(limits)).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ['the defaults', '{}'],
    ['a larger team', '{ disruptive: [{ per_person: 50, total: 100, within: 1h }] }'],
    ['only a day', '{ irreversible: [{ per_person: 10, total: 20, within: 24h }] }'],
    [
      'shorter ones that let through no more in a day',
      '{ irreversible: [{ per_person: 1, total: 2, within: 12h }] }',
    ],
    [
      'the shorter of two beside a long one',
      '{ severe: [{ per_person: 100, total: 100, within: 1m }, { per_person: 5, total: 9, within: 24h }] }',
    ],
  ])('does not warn of %s', (_what, limits) => {
    expect(warned(limits)).toEqual([]);
  });
});
