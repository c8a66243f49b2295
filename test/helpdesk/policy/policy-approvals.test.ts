import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canApprove,
  isApproved,
  joinRequirements,
  missingApprovals,
  requirementText,
  stillNeeded,
} from '../../../src/helpdesk/policy/requirements.ts';
import type { Requirement } from '../../../src/helpdesk/policy.ts';
import type { Approval } from '../../../src/helpdesk/request.ts';

const lead: Requirement = { approvals: 2, roles: ['lead'], label: 'rule 1' };
const root: Requirement = { approvals: 1, roles: ['root', 'chief'], label: 'rule 2' };

const press = (approverId: string, roles: string[], human = approverId): Approval => ({
  approverId,
  approverName: approverId.toLowerCase(),
  human,
  roles,
  at: 0,
});

const given = (approvals: Approval[], requirements = [lead, root]) =>
  missingApprovals(requirements, approvals, 'U1').map((one) => `${one.given}/${one.needed}`);

describe('approvals', () => {
  it('are counted requirement by requirement, and one press counts for all that it fits', () => {
    expect(given([])).toEqual(['0/2', '0/1']);
    expect(given([press('U2', ['lead', 'root'])])).toEqual(['1/2', '1/1']);
    expect(given([press('U2', ['lead']), press('U3', ['lead'])])).toEqual(['2/2', '0/1']);
    expect(given([press('U2', ['agent', 'everyone'])])).toEqual(['0/2', '0/1']);
  });

  it('count humans, not presses and not accounts', () => {
    expect(given([press('U2', ['lead']), press('U2', ['lead'])])).toEqual(['1/2', '0/1']);
    expect(given([press('U2', ['lead']), press('U3', ['lead'], 'U2')])).toEqual(['1/2', '0/1']);
  });

  it('never count for one’s own request, not from a second account either', () => {
    expect(given([press('U1', ['lead', 'root'])])).toEqual(['0/2', '0/1']);
    expect(given([press('U7', ['lead', 'root'], 'U1')])).toEqual(['0/2', '0/1']);
    expect(given([press('U1', ['lead', 'root'], 'U8')])).toEqual(['0/2', '0/1']);
  });

  it('say how many are in and who it was', () => {
    const all = missingApprovals([lead], [press('U2', ['lead'])], 'U1');
    expect(all).toEqual([{ requirement: lead, needed: 2, given: 1, missing: 1, by: ['u2'] }]);
    expect(isApproved(all)).toBe(false);
    expect(isApproved(missingApprovals([root], [press('U2', ['chief'])], 'U1'))).toBe(true);
  });

  it.each<[string, [number, string[]][], string[][], number, string[][]]>([
    ['one of several roles', [[1, ['approver', 'admin']]], [], 1, [['approver', 'admin']]],
    ['two of one role', [[2, ['approver']]], [], 2, [['approver']]],
    ['two of one role, one is in', [[2, ['approver']]], [['approver']], 1, [['approver']]],
    [
      'two kinds',
      [
        [1, ['approver']],
        [1, ['admin']],
      ],
      [],
      2,
      [['approver'], ['admin']],
    ],
    [
      'two kinds, one is in',
      [
        [1, ['approver']],
        [1, ['admin']],
      ],
      [['approver']],
      1,
      [['admin']],
    ],
    [
      'one press that suffices for both',
      [
        [1, ['approver', 'admin']],
        [1, ['admin']],
      ],
      [],
      1,
      [['admin']],
    ],
    [
      'the same twice',
      [
        [1, ['admin']],
        [1, ['admin']],
      ],
      [],
      1,
      [['admin']],
    ],
    [
      'one role that both share',
      [
        [1, ['approver', 'admin']],
        [1, ['admin', 'security']],
      ],
      [],
      1,
      [
        ['approver', 'admin'],
        ['admin', 'security'],
      ],
    ],
    [
      'more of the wider kind than the narrower gives',
      [
        [2, ['approver', 'admin']],
        [1, ['admin']],
      ],
      [],
      2,
      [['approver', 'admin'], ['admin']],
    ],
    ['a press of the wrong kind changes nothing', [[1, ['admin']]], [['approver']], 1, [['admin']]],
    ['nothing', [[1, ['admin']]], [['admin']], 0, []],
  ])('still needed: %s', (_what, needed, pressed, people, from) => {
    const requirements = needed.map(([approvals, roles], index) => ({
      approvals,
      roles,
      label: `rule ${index}`,
    }));
    const approvals = pressed.map((roles, index) => press(`U${index + 2}`, roles));
    const left = stillNeeded(missingApprovals(requirements, approvals, 'U1'));
    expect({ people: left.people, from: left.from.map(({ roles }) => roles) }).toEqual({ people, from });
  });

  it('whatever the presses: no one’s own counts, more never harm, and as many humans as needed are there', () => {
    const roles = fc.subarray(['lead', 'root', 'agent']);
    const people = fc.constantFrom('U1', 'U2', 'U3', 'U4');
    const presses = fc.array(
      fc.tuple(people, roles, people).map(([id, held, human]) => press(id, held, human)),
      { maxLength: 6 },
    );
    const requirements = fc.array(
      fc.record({
        approvals: fc.integer({ min: 1, max: 3 }),
        roles: fc.subarray(['lead', 'root', 'agent'], { minLength: 1 }),
        label: fc.constantFrom('rule 1', 'rule 2'),
      }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(requirements, presses, people, (wanted, pressed, requester) => {
        const others = pressed.filter((one) => one.human !== requester && one.approverId !== requester);
        const result = missingApprovals(wanted, pressed, requester);
        expect(result).toEqual(missingApprovals(wanted, others, requester));
        for (const { requirement, needed, given: count, missing } of result) {
          const humans = new Set(
            others.filter((one) => canApprove(requirement, one.roles)).map((one) => one.human),
          );
          expect(count).toBe(Math.min(humans.size, needed));
          expect(missing).toBe(needed - count);
        }
        const joined = missingApprovals(joinRequirements(wanted), pressed, requester);
        expect(isApproved(joined)).toBe(isApproved(result));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('requirements in words', () => {
  it('name the number and the roles', () => {
    expect(requirementText(root)).toBe('one root or chief');
    expect(requirementText(lead)).toBe('2 people from lead');
    expect(requirementText({ ...root, roles: ['everyone'] })).toBe('one colleague');
  });
});
