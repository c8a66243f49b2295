import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import { evaluate } from '../../../src/helpdesk/policy/evaluate.ts';
import { evaluateChange, joinDecisions, traitsAfter } from '../../../src/helpdesk/policy/evaluate-change.ts';
import type { DeviceTraits, Policy } from '../../../src/helpdesk/policy.ts';
import {
  atLeastAsStrict,
  IPAD,
  policies,
  policyOf,
  questions,
  rule,
} from '../../support/helpdesk/policy-fixture.ts';

const AGENT = { roles: ['agent', 'everyone'] };
const ALL = rule('allow', ['agent'], ['routine', 'disruptive'], { label: 'rule 1' });

const change = (
  policy: Policy | null,
  operations: OperationName[],
  after: Partial<DeviceTraits> = {},
  before: Partial<DeviceTraits> = {},
) =>
  evaluateChange(policy, {
    actor: AGENT,
    changes: operations.map((operation) => ({ operation })),
    before: { ...IPAD, ...before },
    after: { ...IPAD, ...before, ...after },
  });

describe('one update', () => {
  it('is refused as a whole when one of its fields is', () => {
    const policy = policyOf(
      ALL,
      rule('refuse', ['agent'], ['assign-user'], { because: 'HR assigns', label: 'rule 2' }),
    );
    expect(change(policy, ['set-asset-tag']).verdict).toBe('allowed');
    expect(change(policy, ['set-asset-tag', 'assign-user'])).toEqual({
      verdict: 'refused',
      reason: 'HR assigns.',
      rule: 'rule 2',
      requirements: [],
    });
  });

  it('says in one sentence all that no rule allows, before what a rule refuses in its own words', () => {
    const policy = policyOf(
      rule('allow', ['agent'], ['set-asset-tag', 'assign-user']),
      rule('refuse', ['agent'], ['assign-user'], { because: 'Moved by facilities', label: 'rule 2' }),
    );
    expect(change(policy, ['set-asset-tag', 'set-blueprint', 'edit-tags', 'assign-user'])).toEqual({
      verdict: 'refused',
      reason:
        "You don't have permission to change the tags of this device or move this device to another blueprint. Moved by facilities.",
      rule: 'rule 2',
      requirements: [],
    });
    expect(change(policy, ['set-blueprint', 'assign-user']).reason).toBe(
      "Moved by facilities. You don't have permission to move this device to another blueprint.",
    );
  });

  it('adds the requirements of its fields up, each once', () => {
    const policy = policyOf(
      ALL,
      rule('require', ['lead'], ['set-blueprint', 'assign-user'], { label: 'rule 2' }),
      rule('require', ['root'], ['assign-user'], { label: 'rule 3' }),
    );
    const decision = change(policy, ['set-blueprint', 'assign-user', 'set-asset-tag']);
    expect(decision.verdict).toBe('needs-approval');
    expect(decision.rule).toBe('rule 2, rule 3');
    expect(decision.requirements).toEqual([
      { approvals: 1, roles: ['lead'], label: 'rule 2' },
      { approvals: 1, roles: ['root'], label: 'rule 3' },
    ]);
  });

  it('is judged on the device before: no one takes a protecting tag off first', () => {
    const policy = policyOf(
      ALL,
      rule('refuse', ['agent'], ['assign-user'], { devices: { tags: ['executive'] } }),
    );
    expect(change(policy, ['edit-tags', 'assign-user'], { tags: [] }, { tags: ['executive'] }).verdict).toBe(
      'refused',
    );
  });

  it('is judged on the device after: no one moves one where they may not touch it', () => {
    const scoped = rule('allow', ['agent'], ['routine', 'disruptive'], {
      devices: { blueprints: ['Warehouse'] },
    });
    expect(
      change(policyOf(scoped), ['set-blueprint'], { blueprintId: 'b-2', blueprintName: 'Sales' }).verdict,
    ).toBe('refused');
    expect(change(policyOf(scoped), ['set-asset-tag']).verdict).toBe('allowed');
  });

  it('asks about the target blueprint and about every tag that is added or removed', () => {
    const to = (name: string) => ({ blueprintId: 'b-9', blueprintName: name });
    const target = policyOf(
      ALL,
      rule('require', ['lead'], ['set-blueprint'], { devices: { targetBlueprints: ['Sales'] } }),
    );
    expect(change(target, ['set-blueprint'], to('Sales')).verdict).toBe('needs-approval');
    expect(change(target, ['set-blueprint'], to('Staff')).verdict).toBe('allowed');

    const special = rule('allow', ['lead'], ['lookup'], { devices: { tags: ['executive'] } });
    const tags = policyOf(rule('allow', ['agent'], ['routine']), special);
    expect(change(tags, ['edit-tags'], { tags: ['kiosk', 'berlin'] }).verdict).toBe('allowed');
    expect(change(tags, ['edit-tags'], { tags: ['kiosk', 'Executive'] }).verdict).toBe('refused');
    expect(change(tags, ['edit-tags'], { tags: [] }, { tags: ['EXECUTIVE'] }).verdict).toBe('refused');
    expect(change(tags, ['edit-tags'], { tags: null }, { tags: null }).verdict).toBe('refused');
  });

  it('counts a tag as touched that is named although the device already is so', () => {
    const special = rule('allow', ['lead'], ['lookup'], { devices: { tags: ['executive'] } });
    const decision = evaluateChange(policyOf(rule('allow', ['agent'], ['routine']), special), {
      actor: AGENT,
      changes: [{ operation: 'edit-tags' }],
      before: IPAD,
      after: IPAD,
      tagsTouched: ['executive'],
    });
    expect(decision.verdict).toBe('refused');
  });

  it('without a policy or without a change is refused', () => {
    expect(change(null, ['set-asset-tag']).reason).toBe('No policy could be read, so nothing is allowed.');
    expect(change(policyOf(ALL), [])).toMatchObject({ verdict: 'refused', reason: 'Nothing was asked for.' });
  });

  it('is never easier than any of its parts', () => {
    fc.assert(
      fc.property(policies, fc.array(questions, { minLength: 1, maxLength: 3 }), (policy, asked) => {
        const parts = asked.map((question) => evaluate(policy, question));
        const whole = joinDecisions(parts);
        for (const part of parts) expect(atLeastAsStrict(whole, part)).toBe(true);
        expect(joinDecisions([...parts].reverse())).toEqual(whole);
        expect(whole.requirements.length > 0).toBe(whole.verdict === 'needs-approval');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the device after a patch', () => {
  it('has the new blueprint, by name if it is known, and the new tags', () => {
    const sales = { id: 'b-2', name: 'Sales' };
    expect(traitsAfter(IPAD, { blueprintId: 'b-2', tags: ['x'] }, sales)).toEqual({
      platform: 'iPad',
      blueprintId: 'b-2',
      blueprintName: 'Sales',
      tags: ['x'],
    });
    expect(traitsAfter(IPAD, { blueprintId: 'b-3' }, sales).blueprintName).toBeNull();
    expect(traitsAfter(IPAD, { blueprintId: 'b-1' }, null)).toEqual(IPAD);
    expect(traitsAfter(IPAD, { assetTag: 'LF-1', userId: null }, null)).toEqual(IPAD);
  });
});
