import { describe, expect, it } from 'vitest';
import { DEVICELESS_RIGHTS, OPERATION_NAMES, RIGHTS, type Right } from '../../../src/helpdesk/operation.ts';
import { couldEverBeAllowed, evaluate, UNKNOWN_DEVICE } from '../../../src/helpdesk/policy/evaluate.ts';
import { explain, explanationLines } from '../../../src/helpdesk/policy/explain.ts';
import { RISK, riskOf } from '../../../src/helpdesk/policy/risk.ts';
import type { Policy, Question } from '../../../src/helpdesk/policy.ts';
import { IPAD, policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';

const ask = (policy: Policy, question: Partial<Question>) =>
  evaluate(policy, { roles: ['agent', 'everyone'], operation: 'set-blueprint', device: IPAD, ...question });

const ANYTHING = rule('allow', ['agent'], ['lookup', 'routine', 'disruptive', ...RIGHTS]);

describe('allow', () => {
  it('is needed: without a match the answer is no, and says what is missing', () => {
    const decision = ask(policyOf(rule('allow', ['lead'], ['set-blueprint'])), {});
    expect(decision).toEqual({
      verdict: 'refused',
      reason: "You don't have permission to move this device to another blueprint.",
      lacking: 'move this device to another blueprint',
      rule: null,
      requirements: [],
    });
  });

  it('names the rule and the role that allowed', () => {
    const decision = ask(
      policyOf(rule('allow', ['agent', 'lead'], ['set-blueprint'], { label: 'rule 1 (line 4)' })),
      {},
    );
    expect(decision).toMatchObject({ verdict: 'allowed', rule: 'rule 1 (line 4)' });
    expect(decision.reason).toBe('Allowed for the role agent.');
  });

  it('reaches operations by their class', () => {
    for (const operation of OPERATION_NAMES) {
      const byClass = (name: string) =>
        ask(policyOf(rule('allow', ['agent'], [name])), { operation, tagsTouched: [] }).verdict;
      // A rule that names no approver makes it impossible.
      const reached = RISK[operation] === 'irreversible' ? 'refused' : 'allowed';
      expect([operation, byClass(RISK[operation])]).toEqual([operation, reached]);
      expect([operation, byClass('lookup')]).toEqual([operation, 'refused']);
      expect([operation, byClass(RISK[operation] === 'routine' ? 'disruptive' : 'routine')]).toEqual([
        operation,
        'refused',
      ]);
    }
  });

  it('with the class lookup covers looking at any device and at one’s own, and no other right', () => {
    const policy = policyOf(rule('allow', ['agent'], ['lookup']));
    const allowed = RIGHTS.filter((operation) => ask(policy, { operation }).verdict === 'allowed');
    expect(allowed).toEqual(['lookup', 'lookup-own']);
  });

  it('knows the built-in role everyone only from those who hold it', () => {
    const policy = policyOf(rule('allow', ['everyone'], ['lookup-own']));
    expect(ask(policy, { operation: 'lookup-own', roles: ['everyone'] }).verdict).toBe('allowed');
    expect(ask(policy, { operation: 'lookup-own', roles: ['agent'] }).verdict).toBe('refused');
  });

  it('needs a known value where it names one', () => {
    const policy = policyOf(rule('allow', ['agent'], ['set-blueprint'], { devices: { tags: ['kiosk'] } }));
    expect(ask(policy, {}).verdict).toBe('allowed');
    expect(ask(policy, { device: { ...IPAD, tags: ['KIOSK'] } }).verdict).toBe('allowed');
    expect(ask(policy, { device: { ...IPAD, tags: [] } }).verdict).toBe('refused');
    const unknown = ask(policy, { device: { ...IPAD, tags: null } });
    expect(unknown.verdict).toBe('refused');
    expect(unknown.reason).toContain("isn't known right now");
    expect(ask(policy, { device: null }).verdict).toBe('refused');
  });
});

describe('a device scope', () => {
  const refusing = (devices: object) =>
    policyOf(ANYTHING, rule('refuse', ['agent'], ['disruptive'], { devices }));
  const verdict = (devices: object, question: Partial<Question> = {}) =>
    ask(refusing(devices), question).verdict;

  it.each([
    [{ platforms: ['ipad'] }, 'refused'],
    [{ platforms: ['Mac'] }, 'allowed'],
    [{ platforms: ['Mac', 'IPAD'] }, 'refused'],
    [{ blueprints: ['warehouse'] }, 'refused'],
    [{ blueprints: ['B-1'] }, 'refused'],
    [{ blueprints: ['Sales'] }, 'allowed'],
    [{ tags: ['KIOSK '] }, 'refused'],
    [{ tags: ['executive'] }, 'allowed'],
    [{ platforms: ['iPad'], tags: ['executive'] }, 'allowed'],
    [{ platforms: ['iPad'], tags: ['kiosk'] }, 'refused'],
  ])('of %j: %s', (devices, expected) => {
    expect(verdict(devices)).toBe(expected);
  });

  it.each([
    [{ platforms: ['Mac'] }, { platform: null }],
    [{ tags: ['executive'] }, { tags: null }],
    [{ blueprints: ['Sales'] }, { blueprintName: null }],
    [{ blueprints: ['b-7'] }, { blueprintId: null }],
  ])('of %j refuses when the device says %j', (devices, unknown) => {
    expect(verdict(devices)).toBe('allowed');
    expect(verdict(devices, { device: { ...IPAD, ...unknown } })).toBe('refused');
  });

  it('is settled by one part that surely does not fit, even if another is unknown', () => {
    expect(verdict({ platforms: ['Mac'], tags: ['x'] }, { device: { ...IPAD, tags: null } })).toBe('allowed');
  });

  it('never widens a right that is about no device, whichever device is named, and refuses it whole', () => {
    const scope = { devices: { platforms: ['Mac'] } };
    const mac = { platform: 'Mac', blueprintId: null, blueprintName: null, tags: [] };
    for (const operation of DEVICELESS_RIGHTS as ReadonlySet<Right>)
      for (const device of [null, UNKNOWN_DEVICE, mac]) {
        const question = { roles: ['agent'], operation, device };
        const allowed = policyOf(rule('allow', ['agent'], [operation], scope));
        expect(evaluate(allowed, question), operation).toMatchObject({ verdict: 'refused' });
        expect(evaluate(allowed, question).reason).not.toContain('depends on');
        expect(couldEverBeAllowed(allowed, question)).toBe(false);
        const refused = policyOf(
          rule('allow', ['agent'], [operation]),
          rule('refuse', ['agent'], [operation], { devices: { platforms: ['iPad'] } }),
        );
        expect(couldEverBeAllowed(refused, question)).toBe(false);
      }
  });

  it('can be about where a device would go', () => {
    const devices = { targetBlueprints: ['Sales'] };
    expect(verdict(devices, { targetBlueprint: { id: 'b-2', name: 'sales' } })).toBe('refused');
    expect(verdict(devices, { targetBlueprint: { id: 'b-3', name: 'Staff' } })).toBe('allowed');
    expect(verdict(devices, { targetBlueprint: { id: 'b-3', name: null } })).toBe('refused');
    expect(verdict(devices, {})).toBe('refused');
    expect(verdict(devices, { operation: 'enable-lost-mode' })).toBe('allowed');
  });
});

describe('refuse', () => {
  it('is final with its reason, which ends as a sentence', () => {
    const decision = ask(
      policyOf(
        ANYTHING,
        rule('refuse', ['agent'], ['set-blueprint'], {
          because: 'Apple TVs are moved by facilities',
          label: 'rule 6',
        }),
      ),
      {},
    );
    expect(decision).toMatchObject({
      verdict: 'refused',
      reason: 'Apple TVs are moved by facilities.',
      rule: 'rule 6',
      requirements: [],
    });
  });

  it('without a reason says whom it refuses', () => {
    const decision = ask(policyOf(ANYTHING, rule('refuse', ['agent', 'lead'], ['disruptive'])), {});
    expect(decision.reason).toBe("You don't have permission to move this device to another blueprint.");
  });

  it('says every reason once when several match', () => {
    const twice = { because: 'Not here.' };
    const decision = ask(
      policyOf(
        ANYTHING,
        rule('refuse', ['agent'], ['disruptive'], { ...twice, label: 'rule 9' }),
        rule('refuse', ['everyone'], ['set-blueprint'], { ...twice, label: 'rule 10' }),
      ),
      {},
    );
    expect(decision).toMatchObject({ reason: 'Not here.', rule: 'rule 9, rule 10' });
  });
});

describe('require', () => {
  const two = rule('require', ['lead'], ['disruptive'], { approvals: 2, label: 'rule 2' });
  const one = rule('require', ['lead', 'root'], ['set-blueprint'], { label: 'rule 3' });

  it('binds everyone who is allowed, and all that match are collected', () => {
    const decision = ask(policyOf(ANYTHING, one, two), {});
    expect(decision).toEqual({
      verdict: 'needs-approval',
      reason: '2 people from lead and one lead or root must approve. The same person can count for each.',
      rule: 'rule 2, rule 3',
      requirements: [
        { approvals: 2, roles: ['lead'], label: 'rule 2' },
        { approvals: 1, roles: ['lead', 'root'], label: 'rule 3' },
      ],
    });
  });

  it('becomes one requirement where the same roles are asked twice', () => {
    const again = rule('require', ['lead'], ['set-blueprint'], { approvals: 1, label: 'rule 4' });
    expect(ask(policyOf(ANYTHING, two, again), {}).requirements).toEqual([
      { approvals: 2, roles: ['lead'], label: 'rule 2, rule 4' },
    ]);
  });

  it('allows nothing by itself', () => {
    expect(ask(policyOf(one), {}).verdict).toBe('refused');
  });
});

describe('a tag that any rule names', () => {
  const routine = rule('allow', ['agent'], ['routine']);
  const disruptive = rule('allow', ['agent'], ['disruptive']);
  const special = rule('allow', ['lead'], ['lookup'], { devices: { tags: ['Loaner'] } });
  const edit = (policy: Policy, tagsTouched: readonly string[] | null) =>
    ask(policy, { operation: 'edit-tags', tagsTouched });

  it('is disruptive to change, whatever its case; another tag is not', () => {
    expect(edit(policyOf(routine, special), ['berlin']).verdict).toBe('allowed');
    const no = edit(policyOf(routine, special), ['berlin', 'LOANER']);
    expect(no.verdict).toBe('refused');
    expect(no.reason).toBe(
      "You don't have permission to change the tag LOANER: the policy names it, so it is a disruptive change.",
    );
    expect(edit(policyOf(routine, disruptive, special), ['loaner']).verdict).toBe('allowed');
    expect(riskOf(policyOf(special), { operation: 'edit-tags', tagsTouched: ['loaner'] })).toBe('disruptive');
    expect(riskOf(policyOf(special), { operation: 'edit-tags', tagsTouched: ['berlin'] })).toBe('routine');
  });

  it('counts as touched while no one knows which tags are', () => {
    expect(edit(policyOf(routine, special), null).verdict).toBe('refused');
    expect(edit(policyOf(routine), null).verdict).toBe('allowed');
  });

  it('stays bound by rules about routine changes, too', () => {
    const open = [routine, disruptive, special];
    expect(edit(policyOf(...open, rule('refuse', ['agent'], ['routine'])), ['loaner']).verdict).toBe(
      'refused',
    );
    const asked = edit(policyOf(...open, rule('require', ['lead'], ['disruptive'])), ['loaner']);
    expect(asked.verdict).toBe('needs-approval');
    expect(edit(policyOf(disruptive, special), ['loaner']).verdict).toBe('refused');
  });

  it('may be changed by anyone who is given edit-tags by its name', () => {
    expect(edit(policyOf(special, rule('allow', ['agent'], ['edit-tags'])), ['loaner']).verdict).toBe(
      'allowed',
    );
  });
});

describe('what is offered before anything is chosen', () => {
  const question: Question = { roles: ['agent'], operation: 'lookup', device: null };

  it('is what some device, blueprint or tag would allow', () => {
    const scoped = rule('allow', ['agent'], ['lookup'], { devices: { platforms: ['Mac'] } });
    expect(couldEverBeAllowed(policyOf(scoped), question)).toBe(true);
    expect(couldEverBeAllowed(policyOf(scoped), { ...question, device: IPAD })).toBe(false);
    expect(couldEverBeAllowed(policyOf(scoped, rule('refuse', ['agent'], ['lookup'])), question)).toBe(false);
    const some = rule('refuse', ['agent'], ['lookup'], { devices: { platforms: ['iPad'] } });
    expect(couldEverBeAllowed(policyOf(scoped, some), question)).toBe(true);
  });

  it('is a change of ordinary tags as long as no tag has been chosen', () => {
    const special = rule('allow', ['lead'], ['lookup'], { devices: { tags: ['loaner'] } });
    const policy = policyOf(special, rule('allow', ['agent'], ['routine']));
    const change: Question = { roles: ['agent'], operation: 'edit-tags', device: IPAD };
    expect(couldEverBeAllowed(policy, change)).toBe(true);
    expect(couldEverBeAllowed(policy, { ...change, tagsTouched: ['loaner'] })).toBe(false);
  });
});

describe('an explanation', () => {
  it('says of every rule whether it had a part and why', () => {
    const policy = policyOf(
      rule('allow', ['agent'], ['disruptive'], { label: 'rule 1' }),
      rule('allow', ['lead'], ['disruptive'], { label: 'rule 2' }),
      rule('require', ['lead', 'root'], ['set-blueprint'], { label: 'rule 3', devices: { tags: ['x'] } }),
      rule('refuse', ['agent'], ['routine'], { label: 'rule 4' }),
      rule('refuse', ['agent'], ['set-blueprint'], { label: 'rule 5', devices: { platforms: ['Mac'] } }),
    );
    const question: Question = {
      roles: ['agent'],
      operation: 'set-blueprint',
      device: { ...IPAD, tags: null },
    };
    expect(explanationLines(explain(policy, question))).toEqual([
      'Needs approval. One lead or root must approve. Decided by rule 3.',
      'Could approve: lead or root.',
      '+ rule 1 allows: matches',
      '  rule 2 allows: is about lead, none of them held',
      '+ rule 3 requires approval: counts: the tags of this device are not known, so it may be about this device',
      '  rule 4 refuses: is about routine',
      '  rule 5 refuses: is about another platform',
    ]);
  });
});
