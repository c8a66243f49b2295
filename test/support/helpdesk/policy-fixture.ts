import fc from 'fast-check';
import { DEFAULT_LIMITS } from '../../../src/helpdesk/limits/ledger.ts';
import { OPERATION_NAMES, RIGHTS } from '../../../src/helpdesk/operation.ts';
import type { Decision, Policy, Question, Rule } from '../../../src/helpdesk/policy.ts';

/** A rule with everything but what a test is about. */
export const rule = (
  kind: Rule['kind'],
  roles: string[],
  operations: string[],
  more: Partial<Rule> = {},
): Rule => ({
  kind,
  roles,
  operations,
  approvals: kind === 'require' ? 1 : 0,
  devices: null,
  because: null,
  label: `${kind} ${roles.join('/')}: ${operations.join('/')}`,
  ...more,
});

/** A policy of these rules. */
export const policyOf = (...rules: Rule[]): Policy => ({
  hash: 'h'.repeat(64),
  roles: { agent: ['S1'], lead: ['S2'], root: ['U9'] },
  people: [],
  approvals: {
    channel: null,
    expiresAfterMs: { routine: 1, disruptive: 1, maintenance: 1, severe: 1, irreversible: 1, secret: 1 },
    remindAfterMs: [],
    thenAsk: [],
  },
  auditChannel: null,
  rules,
  cases: null,
  lostMode: { message: '', phone: '', footnote: '' },
  notes: true,
  helpChannel: null,
  assetTagPattern: null,
  digests: [],
  messages: null,
  safetyLimits: DEFAULT_LIMITS,
});

/** An iPad in the warehouse, with the tag `kiosk`. */
export const IPAD = {
  platform: 'iPad',
  blueprintId: 'b-1',
  blueprintName: 'Warehouse',
  tags: ['kiosk'],
} as const;

const ROLES = ['agent', 'lead', 'everyone'];
const TAGS = ['kiosk', 'Executive', 'executive', 'loaner'];
const BLUEPRINTS = ['b-1', 'b-2', 'Sales', 'warehouse'];
const OPERATIONS = [...OPERATION_NAMES, ...RIGHTS];
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const scopes = fc
  .record({
    platforms: maybe(some(['Mac', 'iPad', 'APPLETV'])),
    blueprints: maybe(some(BLUEPRINTS)),
    tags: maybe(some(TAGS)),
    targetBlueprints: maybe(some(BLUEPRINTS)),
  })
  .map((scope) => Object.fromEntries(Object.entries(scope).filter(([, values]) => values !== undefined)));

/** Rules of a kind; labels are made distinct by {@link policies}. */
export const rules = (...kinds: Rule['kind'][]): fc.Arbitrary<Rule> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    roles: some(ROLES),
    approvals: fc.integer({ min: 1, max: 3 }),
    operations: some([...OPERATIONS, 'routine', 'disruptive', 'edit-tags', 'routine', 'disruptive']),
    devices: fc.option(scopes, { nil: null, freq: 2 }),
    because: fc.option(fc.constantFrom('Not here', 'Ask facilities.'), { nil: null }),
    label: fc.constant(''),
  });

const labelled = (list: readonly Rule[]): Rule[] =>
  list.map((one, index) => ({ ...one, label: `rule ${index + 1}` }));

/** Policies that often allow something: most rules are allowances. */
export const policies: fc.Arbitrary<Policy> = fc
  .array(rules('allow', 'allow', 'require', 'refuse'), { maxLength: 8 })
  .map((list) => policyOf(...labelled(list)));

/** Questions of every kind, with unknown values among them. Half of them are about the tricky operations. */
export const questions: fc.Arbitrary<Question> = fc.record({
  roles: fc.subarray(ROLES),
  operation: fc.oneof(fc.constantFrom(...OPERATIONS), fc.constantFrom('edit-tags', 'set-blueprint')),
  device: fc.option(
    fc.record({
      platform: fc.option(fc.constantFrom('Mac', 'iPad', 'AppleTV'), { nil: null }),
      blueprintId: fc.option(fc.constantFrom('b-1', 'b-2'), { nil: null }),
      blueprintName: fc.option(fc.constantFrom('Sales', 'Warehouse'), { nil: null }),
      tags: fc.option(fc.subarray(TAGS), { nil: null }),
    }),
    { nil: null },
  ),
  targetBlueprint: fc.option(
    fc.record({
      id: fc.constantFrom('b-1', 'b-2'),
      name: fc.option(fc.constantFrom('Sales', 'Warehouse'), { nil: null }),
    }),
    { nil: null },
  ),
  tagsTouched: fc.option(fc.subarray(TAGS), { nil: null }),
});

/** True when `b` asks at least as much as `a`: a refusal of everybody, or every requirement of `a` met or exceeded. */
export function atLeastAsStrict(b: Decision, a: Decision): boolean {
  if (b.verdict === 'refused') return true;
  if (a.verdict === 'refused') return false;
  return a.requirements.every((old) =>
    b.requirements.some(
      (now) => now.approvals >= old.approvals && now.roles.every((role) => old.roles.includes(role)),
    ),
  );
}
