import fc from 'fast-check';
import { expect } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import { Refusal } from '../../../src/helpdesk/policy.ts';
import { type Desk, openDesk, policyFrom } from './harness.ts';

const policyText = (approvers: string, people: string) => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS }
safety_limits: { irreversible: [{ per_person: 1, total: 2, within: 60m }] }
rules:
  - { allow: [agent, approver, admin], operations: [lookup, irreversible] }
  - { allow: [approver, admin], operations: [release, freeze] }
${approvers === '' ? '' : `  - { require: { approvals: 1, from: [${approvers}] }, operations: [irreversible] }\n`}${people}`;

const POLICIES = [
  ['approver, admin', ''],
  ['everyone', ''],
  ['', ''],
  ['admin', ''],
  ['approver, everyone', ''],
  ['approver, admin', 'people: [[U0ANA, U0BEN]]\n'],
] as const;

const MACS = [NAMED.anasMac, NAMED.bensMac, NAMED.leasMac];
const PEOPLE = ['U0ANA', 'U0BEN', 'U0LEA', 'U0ROOT', 'U0THIEF'] as const;

const who = fc.constantFrom(...PEOPLE);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('ask' as const), who, mac: fc.constantFrom(...MACS) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('approve' as const), who, nth: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), who, nth: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('policy' as const), index: fc.nat(POLICIES.length - 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const, 'known' as const), who }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('freeze' as const, 'time' as const), who }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('work' as const), who }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Whether someone else than the requester, whom the policy names, approves this request as things are at this moment. */
async function isLivinglyApproved(desk: Desk, request: Awaited<ReturnType<Desk['ask']>>): Promise<boolean> {
  const rules = desk.policy?.rules.filter(({ kind }) => kind === 'require') ?? [];
  const requester = await desk.actor(request.requesterId);
  const approvers = await Promise.all(request.approvals.map(({ approverId }) => desk.actor(approverId)));
  const others = approvers.filter(({ human }) => human !== requester.human);
  return (
    rules.length > 0 &&
    rules.every(({ roles }) =>
      others.some(({ knownRoles }) => roles.some((role) => role !== 'everyone' && knownRoles.includes(role))),
    )
  );
}

/** Any order of edits, role changes, releases, freezes, time and presses. `databaseUrl`: of a new database each time; `null` for the embedded store. */
export async function eraseProperties(
  numRuns: number,
  databaseUrl: () => Promise<string | null>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), async (steps: readonly Step[]) => {
      const ends: (() => Promise<void>)[] = [];
      const url = await databaseUrl();
      const desk = await openDesk({
        ...(url !== null && { databaseUrl: url }),
        policy: policyText(...POLICIES[0]),
        working: false,
        kandji: { devices: 20, commandDelay: 0 },
        onTestFinished: (end) => void ends.push(end),
      });
      let left = 0;
      const erase = desk.ports.commands.erase;
      const between = (ports: Desk['ports']) => ({
        ...ports,
        commands: {
          ...ports.commands,
          erase: async (...args: Parameters<typeof erase>) => {
            const [sending] = await desk.store.requests.list({
              deviceId: args[0],
              states: ['sending'],
              limit: 5,
            });
            if (!sending) throw new Error('an erase without a request');
            expect(await isLivinglyApproved(desk, sending)).toBe(true);
            expect(await desk.store.controls.freeze()).toBeNull();
            left += 1;
            return erase(...args);
          },
        },
      });
      const ids: string[] = [];
      const idAt = (nth: number) => ids.at(-1 - (nth % Math.max(1, ids.length))) ?? 'NONE';
      const does = async (one: Step) => {
        switch (one.do) {
          case 'ask':
            return void ids.push((await desk.ask(one.who, one.mac, [{ operation: 'erase', params: {} }])).id);
          case 'approve':
            return desk.verbs.approveRequest(await desk.actor(one.who), idAt(one.nth), null);
          case 'release':
            return desk.verbs.releaseRequest(await desk.actor(one.who), idAt(one.nth), {
              reason: 'ok',
              viewId: crypto.randomUUID(),
            });
          case 'policy': {
            const [approvers, people] = POLICIES[one.index] ?? POLICIES[0];
            desk.policy = policyFrom(policyText(approvers, people));
            return;
          }
          case 'join':
            desk.people.groups.get('S0LEADS')?.add(one.who);
            desk.people.fresh.add(one.who);
            return;
          case 'leave':
            return desk.people.groups.get('S0LEADS')?.delete(one.who);
          case 'known':
            return desk.people.fresh.delete(one.who);
          case 'freeze':
            return startFreeze(desk, { userId: 'U0ROOT', name: 'Max', reason: 'drill' });
          case 'time':
            return desk.forward(5 * 3_600_000);
          case 'work': {
            // Each lane does what is due and stops.
            const worker = desk.work({ between });
            return worker.stop();
          }
        }
      };
      try {
        for (const one of steps)
          await does(one).catch((error: unknown) => {
            if (!(error instanceof Refusal)) throw error;
          });
        const sent = desk.kandji.received().filter(({ path }) => path.endsWith('/action/erase')).length;
        expect(sent).toBe(left);
      } finally {
        for (const end of ends) await end();
      }
    }),
    { numRuns, endOnFailure: true },
  );
}
