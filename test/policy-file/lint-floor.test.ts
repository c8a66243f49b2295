import { describe, expect, test } from 'vitest';
import { lintPolicy } from '../../src/policy-file/index.ts';
import { policyFrom } from '../support/helpdesk/harness.ts';

const policy = (rules: string, roles = 'agent: [U0ANA], approver: [U0BEN, U0LEA]') =>
  policyFrom(`version: 1
roles: { ${roles} }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent], operations: [lookup, erase, delete-device] }
${rules}`);

const says = (rules: string, words: string, roles?: string): boolean =>
  lintPolicy(policy(rules, roles)).some((warning) => warning.includes(words));

const needs = (from: string, operations = 'irreversible') =>
  `  - { require: { approvals: 1, from: [${from}] }, operations: [${operations}] }\n`;

describe('what is allowed and impossible', () => {
  test.each([
    [
      'no rule requires an approval',
      '',
      'erase and delete-device are allowed, and no “require” names an approver',
    ],
    ['only everyone approves', needs('everyone'), 'erase and delete-device are allowed'],
    ['nobody is in the role', needs('empty'), 'erase and delete-device are allowed'],
    [
      'one of two is left out',
      needs('approver', 'erase'),
      'delete-device is allowed, and no “require” names',
    ],
  ])('%s', (_what, rules, words) => {
    expect(says(rules, words, 'agent: [U0ANA], approver: [U0BEN], empty: []')).toBe(true);
  });

  test.each([
    ['a role with people approves', needs('approver')],
    ['beside everyone', needs('approver, everyone')],
    ['it is refused anyway', '  - { refuse: [agent], operations: [irreversible] }\n'],
  ])('not where %s', (_what, rules) => {
    expect(says(rules, 'no “require” names an approver')).toBe(false);
  });

  const scoped = (devices: string, operations = 'irreversible') =>
    `  - { require: { approvals: 1, from: [approver] }, operations: [${operations}], devices: ${devices} }\n`;

  test.each([
    [
      'an approver for one platform only',
      scoped('{ platforms: [Mac] }', 'erase') + needs('approver', 'delete-device'),
      'erase is allowed on iPhone, iPad, AppleTV, Windows and Android, and no “require” names an approver there, so it is impossible there',
    ],
    [
      'both on some platforms',
      scoped('{ platforms: [Mac, iPad, AppleTV] }'),
      'erase and delete-device are allowed on iPhone, Windows and Android, and no “require”',
    ],
    [
      'an approver for tagged devices only',
      scoped('{ tags: [executive] }'),
      'without a tag or blueprint that a rule names, and no “require” names an approver there',
    ],
    [
      'an approver for one blueprint only',
      scoped('{ blueprints: [Berlin Macs] }'),
      'without a tag or blueprint that a rule names, and no “require” names an approver there',
    ],
  ])('judged by the device: %s', (_what, rules, words) => {
    expect(lintPolicy(policy(rules)).join('\n')).toContain(words);
  });

  test.each([
    [
      'each platform has an approver',
      scoped('{ platforms: [Mac] }') + scoped('{ platforms: [iPhone, iPad, AppleTV, Windows, Android] }'),
    ],
    [
      'what has none is refused',
      `${scoped('{ platforms: [Mac] }')}  - { refuse: [agent], operations: [irreversible], devices: { platforms: [iPhone, iPad, AppleTV, Windows, Android] } }\n`,
    ],
    [
      'what has none is refused to everyone',
      `${scoped('{ platforms: [Mac] }')}  - { refuse: [everyone], operations: [irreversible], devices: { platforms: [iPhone, iPad, AppleTV, Windows, Android] } }\n`,
    ],
    ['tagged devices need one more', needs('approver') + scoped('{ tags: [executive] }')],
  ])('by the device, not where %s', (_what, rules) => {
    expect(says(rules, 'no “require” names an approver')).toBe(false);
  });
});

describe('who releases', () => {
  const release = (to: string) => `${needs('approver')}  - { allow: [${to}], operations: [release] }\n`;
  test.each([
    ['no one', needs('approver'), 'No one holds “release”'],
    ['everyone', release('everyone'), 'No one holds “release”'],
    ['one person', release('agent'), 'Only one person holds “release”'],
  ])('%s: it is said', (_who, rules, words) => {
    expect(says(rules, words)).toBe(true);
  });

  test('one human with two accounts is one', () => {
    const one = policyFrom(`version: 1
roles: { admin: [U0ROOT, U0ROOT2] }
people: [[U0ROOT, U0ROOT2]]
rules: [{ allow: [admin], operations: [lookup, release] }]
`);
    expect(lintPolicy(one).join()).toContain('Only one person holds “release”');
  });

  test('two people, or a group of which only Slack knows, are not', () => {
    expect(says(release('approver'), 'holds “release”')).toBe(false);
    expect(
      says(release('desk'), 'holds “release”', 'agent: [U0ANA], approver: [U0BEN], desk: [S0DESK]'),
    ).toBe(false);
  });
});
