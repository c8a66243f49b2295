import { describe, expect, test } from 'vitest';
import { OPERATION_NAMES } from '../../../src/helpdesk/operation.ts';
import { couldEverBeAllowed, evaluate, UNKNOWN_DEVICE } from '../../../src/helpdesk/policy/evaluate.ts';
import { policyFrom } from '../../support/helpdesk/harness.ts';

/** What the first release had, by class. A policy that was written for it allows these, and nothing that came later. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  routine: [
    'set-asset-tag',
    'assign-user',
    'edit-tags',
    'play-lost-mode-sound',
    'update-location',
    'blank-push',
    'daily-check-in',
    'reinstall-agent',
  ],
  disruptive: ['set-blueprint', 'enable-lost-mode', 'disable-lost-mode', 'cancel-lost-mode'],
};
const OLD = Object.values(BEFORE).flat();

const ROLES = ['viewer', 'agent', 'approver', 'admin', 'everyone'] as const;

const POLICIES: Readonly<
  Record<string, { readonly rules: string; readonly allows: Readonly<Record<string, readonly string[]>> }>
> = {
  'the example of the first release': {
    rules: `  - { allow: [everyone], operations: [lookup-own] }
  - { allow: [viewer, agent, approver, admin], operations: [lookup] }
  - { allow: [agent, approver, admin], operations: [routine, disruptive, see-location, read-history, see-requests] }
  - { require: { approvals: 1, from: [approver, admin] }, operations: [set-blueprint, disable-lost-mode, cancel-lost-mode] }
`,
    allows: { agent: OLD, approver: OLD, admin: OLD },
  },
  'every class of its time, to everyone': {
    rules: '  - { allow: [everyone], operations: [lookup, routine, disruptive] }\n',
    allows: { viewer: OLD, agent: OLD, approver: OLD, admin: OLD, everyone: OLD },
  },
  'single operations': {
    rules: '  - { allow: [agent], operations: [lookup, enable-lost-mode, edit-tags] }\n',
    allows: { agent: ['enable-lost-mode', 'edit-tags'] },
  },
};

describe.each(Object.entries(POLICIES))('%s', (_name, { rules, allows }) => {
  const policy = policyFrom(`version: 1
roles: { viewer: [S0VIEWERS], agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS }
rules:
${rules}`);

  test.each(ROLES)('allows %s exactly what it did', (role) => {
    const roles = role === 'everyone' ? [role] : [role, 'everyone'];
    const may = OPERATION_NAMES.filter((operation) => {
      const question = { roles, operation, device: UNKNOWN_DEVICE, tagsTouched: [] };
      return couldEverBeAllowed(policy, question);
    });
    expect([...may].sort()).toEqual([...(allows[role] ?? [])].sort());
    for (const platform of ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'])
      for (const operation of OPERATION_NAMES.filter((name) => !OLD.includes(name))) {
        const device = { ...UNKNOWN_DEVICE, platform, tags: [] };
        expect([operation, evaluate(policy, { roles, operation, device }).verdict]).toEqual([
          operation,
          'refused',
        ]);
      }
  });
});
