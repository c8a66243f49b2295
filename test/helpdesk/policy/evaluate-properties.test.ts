import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { couldEverBeAllowed, evaluate } from '../../../src/helpdesk/policy/evaluate.ts';
import { explain } from '../../../src/helpdesk/policy/explain.ts';
import { namedTags } from '../../../src/helpdesk/policy/risk.ts';
import type { Policy, Question, Rule } from '../../../src/helpdesk/policy.ts';
import { foldCase } from '../../../src/helpdesk/text.ts';
import { atLeastAsStrict, policies, questions, rules } from '../../support/helpdesk/policy-fixture.ts';

const RUNS = { numRuns: 3_000 };

const add = (policy: Policy, rule: Rule): Policy => ({
  ...policy,
  rules: [...policy.rules, { ...rule, label: 'the new rule' }],
});

/** True when the rule makes a tag special that was an ordinary one, which narrows changing it, whatever the rule's kind. */
const namesNewTag = (policy: Policy, rule: Rule, question: Question): boolean => {
  const before = namedTags(policy);
  const fresh = (rule.devices?.tags ?? []).map(foldCase).filter((tag) => !before.has(tag));
  const touched = question.tagsTouched ?? null;
  return (
    question.operation === 'edit-tags' &&
    fresh.some((tag) => touched === null || touched.map(foldCase).includes(tag))
  );
};

const isIrreversible = ({ operation }: Question): boolean =>
  operation === 'erase' || operation === 'delete-device';

describe('whatever the policy says', () => {
  it('the order of rules never matters', () => {
    const shuffled = policies.chain((policy) =>
      fc
        .shuffledSubarray([...policy.rules], { minLength: policy.rules.length })
        .map((list) => [policy, { ...policy, rules: list }] as const),
    );
    fc.assert(
      fc.property(shuffled, questions, ([one, other], question) => {
        expect(evaluate(other, question)).toEqual(evaluate(one, question));
      }),
      RUNS,
    );
  });

  it('adding an allow never narrows, except by making a tag special', () => {
    fc.assert(
      fc.property(policies, rules('allow'), questions, (policy, rule, question) => {
        fc.pre(!namesNewTag(policy, rule, question));
        expect(atLeastAsStrict(evaluate(policy, question), evaluate(add(policy, rule), question))).toBe(true);
      }),
      RUNS,
    );
  });

  it('adding a refuse or a require never widens, not even by making a tag special', () => {
    fc.assert(
      fc.property(policies, rules('refuse', 'require'), questions, (policy, rule, question) => {
        // What can't be undone is impossible until someone is named to approve it: then it is that, and never free.
        if (rule.kind === 'require' && isIrreversible(question)) return;
        expect(atLeastAsStrict(evaluate(add(policy, rule), question), evaluate(policy, question))).toBe(true);
      }),
      RUNS,
    );
  });

  it('what cannot be undone is never allowed without an approval, and everyone names no approver', () => {
    fc.assert(
      fc.property(policies, questions, (policy, asked) => {
        const question = { ...asked, operation: 'erase' } as const;
        const { verdict, requirements } = evaluate(policy, question);
        expect(verdict).not.toBe('allowed');
        if (verdict === 'refused') return;
        expect(requirements.length).toBeGreaterThan(0);
        for (const { roles, approvals } of requirements) {
          expect(roles).not.toContain('everyone');
          expect(roles.length).toBeGreaterThan(0);
          expect(approvals).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });

  it('a refuse that fits is final, whatever else is said', () => {
    fc.assert(
      fc.property(policies, rules('refuse'), questions, (policy, rule, question) => {
        const role = question.roles[0];
        fc.pre(role !== undefined);
        const whole = { ...rule, roles: [role ?? ''], operations: [question.operation], devices: null };
        expect(evaluate(add(policy, whole), question).verdict).toBe('refused');
      }),
      RUNS,
    );
  });

  it('without a policy there are no rights', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const decision = evaluate(null, question);
        expect(decision).toEqual({
          verdict: 'refused',
          reason: 'No policy could be read, so nothing is allowed.',
          rule: null,
          requirements: [],
        });
        expect(couldEverBeAllowed(null, question)).toBe(false);
      }),
    );
  });

  it('without a role there are no rights', () => {
    fc.assert(
      fc.property(policies, questions, (policy, question) => {
        expect(evaluate(policy, { ...question, roles: [] }).verdict).toBe('refused');
      }),
      RUNS,
    );
  });
});

describe('what is unknown', () => {
  const forgotten: readonly ((question: Question) => Question)[] = [
    (question) => ({ ...question, device: null }),
    (question) => ({ ...question, device: question.device && { ...question.device, platform: null } }),
    (question) => ({ ...question, device: question.device && { ...question.device, blueprintId: null } }),
    (question) => ({ ...question, device: question.device && { ...question.device, blueprintName: null } }),
    (question) => ({ ...question, device: question.device && { ...question.device, tags: null } }),
    (question) => ({ ...question, targetBlueprint: null }),
    (question) => ({
      ...question,
      targetBlueprint: question.targetBlueprint ? { ...question.targetBlueprint, name: null } : null,
    }),
    (question) => ({ ...question, tagsTouched: null }),
  ];

  it('never widens', () => {
    fc.assert(
      fc.property(policies, questions, fc.constantFrom(...forgotten), (policy, question, forget) => {
        expect(atLeastAsStrict(evaluate(policy, forget(question)), evaluate(policy, question))).toBe(true);
      }),
      RUNS,
    );
  });

  it('never hides what could be allowed from what is offered', () => {
    fc.assert(
      fc.property(policies, questions, fc.constantFrom(...forgotten), (policy, question, forget) => {
        if (evaluate(policy, question).verdict !== 'refused') {
          expect(couldEverBeAllowed(policy, forget(question))).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

describe('an explanation', () => {
  it('tells of exactly the rules that decided', () => {
    fc.assert(
      fc.property(policies, questions, (policy, question) => {
        const { decision, rules: explained, approvers } = explain(policy, question);
        expect(decision).toEqual(evaluate(policy, question));
        expect(explained.map((one) => one.label)).toEqual(policy.rules.map((one) => one.label));
        const matched = new Set(explained.filter((one) => one.matched).map((one) => one.label));
        for (const label of decision.rule?.split(', ') ?? []) expect(matched).toContain(label);
        expect(approvers.length > 0).toBe(decision.verdict === 'needs-approval');
        const refusing = explained.some((one) => one.matched && one.kind === 'refuse');
        if (refusing) expect(decision.verdict).toBe('refused');
      }),
      RUNS,
    );
  });
});
