import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/helpdesk/limits/ledger.ts';
import { parsePolicy } from '../../src/policy-file/index.ts';

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
