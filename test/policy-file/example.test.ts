import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../src/helpdesk/operation.ts';
import { evaluate } from '../../src/helpdesk/policy/evaluate.ts';
import type { DeviceTraits } from '../../src/helpdesk/policy.ts';
import { lintPolicy, parsePolicy } from '../../src/policy-file/index.ts';
import { withheldOperations } from '../../src/policy-file/lint.ts';

const file = new URL('../../policy.example.yml', import.meta.url);
const text = readFileSync(file, 'utf8');
const parsed = parsePolicy(text, 'policy.example.yml');
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { policy } = parsed;

const plain: DeviceTraits = {
  platform: 'iPad',
  blueprintId: 'b-1',
  blueprintName: 'Warehouse',
  tags: ['kiosk'],
};
const DEVICES = {
  'an iPad': plain,
  'an executive’s Mac': { ...plain, platform: 'Mac', tags: ['berlin', 'Executive'] },
  'an Apple TV': { ...plain, platform: 'AppleTV', tags: [] },
  'a device nobody could read': { platform: null, blueprintId: null, blueprintName: null, tags: null },
} as const;

/** `yes`, `no`, or whose approvals: `lead` is one approver or admin, `admin` one admin, both are needed for `lead+admin`. */
function answer(role: string, operation: OperationName | Right, device: keyof typeof DEVICES): string {
  const roles = role === 'everyone' ? [role] : [role, 'everyone'];
  const { verdict, requirements } = evaluate(policy, {
    roles,
    operation,
    device: DEVICES[device],
    tagsTouched: ['berlin'],
  });
  if (verdict === 'needs-approval') {
    return requirements.map((one) => (one.roles.length === 2 ? 'lead' : 'admin')).join('+');
  }
  return verdict === 'allowed' ? 'yes' : 'no';
}

const ROUTINE_TO_ALL = [
  'set-asset-tag',
  'edit-tags',
  'play-lost-mode-sound',
  'update-location',
  'blank-push',
  'daily-check-in',
  'reinstall-agent',
  'enable-lost-mode',
] as const;
const devices = Object.keys(DEVICES) as (keyof typeof DEVICES)[];

describe('the example policy', () => {
  it('has nothing odd in it, and allows to no one what is grave', () => {
    expect(lintPolicy(policy)).toEqual([]);
    expect(withheldOperations(policy)).toEqual([
      'lock',
      'clear-passcode',
      'erase',
      'delete-device',
      'show-filevault-key',
      'show-unlock-pin',
      'show-recovery-password',
      'show-bypass-code',
    ]);
  });

  it('has nothing odd in it once the rules for what is grave are taken in, either', () => {
    const taken = text.replaceAll(/^ {2}# (- (?:allow|require): | {2}operations: )/gm, '  $1');
    const all = parsePolicy(taken, 'policy.example.yml');
    if (!all.ok) throw new Error(JSON.stringify(all.problems));
    expect(all.policy.rules.length).toBe(policy.rules.length + 5);
    expect(lintPolicy(all.policy)).toEqual([]);
    expect(withheldOperations(all.policy)).toEqual([]);
  });

  it('lets everyone look at their own devices, report a lost one, and nothing else', () => {
    const allowed = [...RIGHTS, ...OPERATION_NAMES].filter(
      (name) => answer('everyone', name, 'an iPad') !== 'no',
    );
    expect(allowed).toEqual(['lookup-own', 'report-own-lost']);
  });

  it('lets viewers look, report their own lost device, and nothing else', () => {
    const allowed = [...RIGHTS, ...OPERATION_NAMES].filter(
      (name) => answer('viewer', name, 'an iPad') !== 'no',
    );
    expect(allowed).toEqual(['lookup', 'lookup-own', 'report-own-lost']);
  });

  it.each(['agent', 'approver', 'admin'])(
    'lets %s do what is routine, and read, on every device but an executive’s tags',
    (role) => {
      // Ending a freeze and writing to people is for leads and admins, exporting for admins.
      const some = RIGHTS.filter((right) => !['release', 'message-user', 'export'].includes(right));
      const rights = [...some, ...ROUTINE_TO_ALL];
      const all = devices.flatMap((device) =>
        rights.map((name) => [device, name, answer(role, name, device)]),
      );
      // Anyone who could take the tag away could move the device next.
      expect(all.filter(([, , said]) => said !== 'yes')).toEqual([
        ['an executive’s Mac', 'edit-tags', 'admin'],
        ['a device nobody could read', 'edit-tags', 'admin'],
      ]);
    },
  );

  it.each([
    ['agent', 'an iPad', { blueprint: 'lead', user: 'yes', off: 'lead' }],
    ['agent', 'an executive’s Mac', { blueprint: 'lead+admin', user: 'admin', off: 'lead' }],
    ['agent', 'an Apple TV', { blueprint: 'no', user: 'yes', off: 'lead' }],
    ['agent', 'a device nobody could read', { blueprint: 'no', user: 'admin', off: 'lead' }],
    ['approver', 'an iPad', { blueprint: 'lead', user: 'yes', off: 'lead' }],
    ['approver', 'an executive’s Mac', { blueprint: 'lead+admin', user: 'admin', off: 'lead' }],
    ['approver', 'an Apple TV', { blueprint: 'lead', user: 'yes', off: 'lead' }],
    ['admin', 'an executive’s Mac', { blueprint: 'lead+admin', user: 'admin', off: 'lead' }],
    ['admin', 'a device nobody could read', { blueprint: 'lead+admin', user: 'admin', off: 'lead' }],
    ['viewer', 'an executive’s Mac', { blueprint: 'no', user: 'no', off: 'no' }],
  ] as const)('answers %s about %s', (role, device, expected) => {
    expect({
      blueprint: answer(role, 'set-blueprint', device),
      user: answer(role, 'assign-user', device),
      off: answer(role, 'disable-lost-mode', device),
    }).toEqual(expected);
    expect(answer(role, 'cancel-lost-mode', device)).toBe(expected.off);
  });

  it('says why an agent cannot move an Apple TV, and by which rule', () => {
    const question = {
      roles: ['agent'],
      operation: 'set-blueprint',
      device: DEVICES['an Apple TV'],
    } as const;
    const decision = evaluate(policy, question);
    expect(decision.reason).toBe('Apple TVs are moved by facilities.');
    expect(decision.rule).toMatch(/^rule 6 \(line \d+\)$/);
  });
});

it('has texts for people that fit one device and several', () => {
  const { text: any, byReport } = policy.messages ?? { text: '', byReport: {} };
  const texts = [any, ...Object.values(byReport)];
  expect(texts.length).toBeGreaterThan(1);
  for (const one of texts) {
    expect(one).toContain('{device}');
    expect(one).not.toMatch(/\{device\} (?:is|was|has|does|needs)|\bit\b/u);
  }
});
