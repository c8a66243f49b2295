import { describe, expect, it } from 'vitest';
import { groupsIn, humanOf, rolesOf } from '../../../src/helpdesk/policy/roles.ts';
import { policyOf } from '../../support/helpdesk/policy-fixture.ts';

const policy = {
  ...policyOf(),
  roles: { agent: ['S1', 'U5'], lead: ['S2', 'S1'], root: ['U9'] },
  people: [
    ['U1', 'U2'],
    ['U3', 'U4', 'U5'],
  ],
};

describe('roles', () => {
  it('come from user groups and from user ids, and everyone is always there', () => {
    expect(rolesOf(policy, 'U5', new Set())).toEqual(['agent', 'everyone']);
    expect(rolesOf(policy, 'U7', new Set(['S2']))).toEqual(['lead', 'everyone']);
    expect(rolesOf(policy, 'U9', new Set(['S1', 'S7']))).toEqual(['agent', 'lead', 'root', 'everyone']);
    expect(rolesOf(policy, 'U7', new Set(['S7']))).toEqual(['everyone']);
    expect(rolesOf(null, 'U5', new Set(['S1']))).toEqual(['everyone']);
  });

  it('need these Slack groups, each once', () => {
    expect(groupsIn(policy)).toEqual(['S1', 'S2']);
    expect(groupsIn(null)).toEqual([]);
  });
});

describe('one human', () => {
  it('is the first of their accounts', () => {
    expect(['U1', 'U2', 'U5', 'U9'].map((id) => humanOf(policy, id))).toEqual(['U1', 'U1', 'U3', 'U9']);
    expect(humanOf(null, 'U2')).toBe('U2');
  });
});
