import { type Parsed, parsePolicy, problemText } from '../../../src/policy-file/index.ts';

/** A small valid policy. */
export const SMALL = `version: 1
roles:
  agent: [S1]
  lead: [S2, U3]
rules:
  - allow: [agent]
    operations: [routine]
`;

/** `SMALL` with other rules. */
export const withRules = (rules: string): string =>
  `${SMALL.slice(0, SMALL.indexOf('rules:'))}rules:\n${rules}`;

export const parse = (text: string): Parsed => parsePolicy(text, 'p.yml');

/** Everything wrong with a text, as `line:column sentence`. */
export function problemsIn(text: string): string[] {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.problems.map((one) => problemText('', one).slice(1));
}

/** The policy of a valid text. */
export function policyIn(text: string) {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(problemsIn(text).join('\n'));
  return parsed.policy;
}
