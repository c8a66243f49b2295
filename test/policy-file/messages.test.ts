import { describe, expect, it } from 'vitest';
import { fillTemplate } from '../../src/helpdesk/messages/template.ts';
import { parsePolicy } from '../../src/policy-file/index.ts';
import { lintPolicy } from '../../src/policy-file/lint.ts';

const parse = (messages: string) =>
  parsePolicy(
    `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup] }
${messages}`,
    'policy.yml',
  );

const problems = (messages: string): string => {
  const parsed = parse(messages);
  return parsed.ok ? '' : parsed.problems.map(({ line, message }) => `${line}: ${message}`).join('\n');
};

describe('messages in the policy', () => {
  it('are a text, and others by report', () => {
    const parsed = parse('messages: { text: "Hi {person}: {device}", not-seen: "Turn on {device}" }\n');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.policy.messages).toEqual({
      text: 'Hi {person}: {device}',
      byReport: { 'not-seen': 'Turn on {device}' },
    });
    const without = parse('');
    expect(without.ok && without.policy.messages).toBeNull();
  });

  it.each([
    [
      'messages: { text: "Hi {name}" }\n',
      '5: “text” in “messages” has {name}, which is unknown: there is {person} and {device}.',
    ],
    ['messages: { text: "  " }\n', '5: “text” in “messages” is blank.'],
    ['messages: { not-seen: "Hi" }\n', '5: “messages” lacks “text”: what are people written?'],
    ['messages: { text: "Hi", not-sene: "Ho" }\n', 'Unknown key in “messages”: did you mean “not-seen”?'],
    [`messages: { text: "${'x'.repeat(1_501)}" }\n`, 'is longer than 1500 characters.'],
    ['messages: Hi\n', '“messages” must be a map'],
  ])('say what is wrong: %s', (messages, problem) => {
    expect(problems(messages)).toContain(problem);
  });
});

it('a right without a text is warned of', () => {
  const allowing = (messages: string) => {
    const parsed = parse(messages);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const rules = parsed.policy.rules.map((rule) => ({ ...rule, operations: ['message-user'] }));
    return lintPolicy({ ...parsed.policy, rules }).filter((line) => line.includes('message-user is allowed'));
  };
  expect(allowing('')).toHaveLength(1);
  expect(allowing('messages: { text: Hi }\n')).toEqual([]);
});

it('a template names the person and up to three devices, and changes nothing else', () => {
  const devices = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ id: String(n), name: `Mac ${n}` }));
  const fill = (count: number) =>
    fillTemplate('{person}: {device} {x}', { name: '{device}', devices: devices(count) });
  expect(fill(1)).toBe('{device}: Mac 0 {x}');
  expect(fill(2)).toBe('{device}: Mac 0 and Mac 1 {x}');
  expect(fill(3)).toBe('{device}: Mac 0, Mac 1 and Mac 2 {x}');
  expect(fill(9)).toBe('{device}: Mac 0, Mac 1, Mac 2 and 6 more {x}');
});
