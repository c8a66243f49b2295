import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/helpdesk/policy.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import {
  type LimitDesk,
  type LimitWorld,
  limitDesk,
  limitWorld,
  policyOf,
} from '../../support/store/limit-desk.ts';

const HOUR = 3_600_000;

const policy = (more = '', releasers = 'U0LEA, U0MAX') => `version: 1
roles: { agent: [U0ANA, U0TOM], approver: [U0BEN], releaser: [${releasers}] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 1, total: 9, within: 60m }], severe: [{ per_person: 1, total: 9, within: 60m }] }
rules:
  - { allow: [agent], operations: [lookup, maintenance, severe] }
  - { allow: [approver, releaser], operations: [lookup] }
  - { allow: [releaser], operations: [release] }
  - { require: { approvals: 1, from: [approver] }, operations: [maintenance] }
${more}`;

const LOCK = [{ operation: 'lock', params: { message: '', phone: '' } }] as const;

/** What a safety limit holds, from its release to Kandji, with two replicas on one store. */
export function releaseContract(makeWorld: MakeWorld): void {
  describe('what a limit holds', () => {
    let world: World;
    let shared: LimitWorld;
    let one: LimitDesk;
    let other: LimitDesk;
    beforeEach(async () => {
      world = await makeWorld();
      shared = limitWorld(policy());
      one = limitDesk(await world.open(), shared);
      other = limitDesk(await world.open(), shared);
    });
    afterEach(() => world.close());

    const drain = () => Promise.all([one.drain(), other.drain()]);
    const stateOf = async (id: string) => (await one.store.requests.get(id))?.state;

    /** Ana's second restart, approved by Ben and on hold. */
    const held = async (): Promise<string> => {
      const ids: string[] = [];
      for (const mac of ['mac-1', 'mac-2']) {
        const { id } = await one.ask('U0ANA', mac);
        await other.approve('U0BEN', id);
        await drain();
        ids.push(id);
      }
      const [, id = ''] = ids;
      expect(await stateOf(id)).toBe('held');
      expect(shared.calls).toEqual(['mac-1']);
      return id;
    };

    describe('between Release and sending', () => {
      test.each<[string, () => void, string]>([
        [
          'the releaser loses the role',
          () => (shared.policy = policyOf(policy('', 'U0MAX'))),
          'release_lost',
        ],
        [
          'the device changes hands',
          () =>
            shared.users.set('mac-2', {
              id: 'u2',
              name: 'Noor Halim',
              email: 'noor@x.example',
              archived: false,
            }),
          'device_changed',
        ],
        [
          'requester and approver become one human',
          () => (shared.policy = policyOf(policy('people: [[U0ANA, U0BEN]]\n'))),
          'approvals_lost',
        ],
        [
          'releaser and requester become one human',
          () => (shared.policy = policyOf(policy('people: [[U0ANA, U0LEA]]\n'))),
          'release_lost',
        ],
        [
          'releaser and approver become one human',
          () => (shared.policy = policyOf(policy('people: [[U0BEN, U0LEA]]\n'))),
          'release_lost',
        ],
        ['four hours pass', () => world.forward(4 * HOUR + 60_000), 'too_old'],
      ])('%s: no longer valid, and nothing is sent', async (_what, happens, code) => {
        const id = await held();
        await one.release('U0LEA', id);
        happens();
        await drain();
        expect(await one.store.requests.get(id)).toMatchObject({ state: 'void', outcome: { code } });
        expect(shared.calls).toEqual(['mac-1']);
      });

      test('a second Release on the other replica, at once and later: exactly one command', async () => {
        const id = await held();
        const pressed = await Promise.allSettled([
          one.release('U0LEA', id),
          other.release('U0MAX', id),
          other.release('U0LEA', id),
        ]);
        expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        await Promise.all([drain(), other.release('U0MAX', id).catch(refused)]);
        await expect(one.release('U0MAX', id)).rejects.toMatchObject({ code: 'already-decided' });
        expect(shared.calls).toEqual(['mac-1', 'mac-2']);
      });
    });

    test('a held lock of the thief on the stolen Mac can be denied, and another agent locks it', async () => {
      await one.ask('U0ANA', 'mac-1', LOCK);
      await drain();
      const { id } = await one.ask('U0ANA', 'stolen', LOCK);
      await drain();
      expect(await stateOf(id)).toBe('held');
      const tom = await other.actor('U0TOM');
      const blocked = await other.verbs.submitRequest(
        tom,
        await other.verbs.reviewRequest(tom, 'stolen', LOCK),
        { reason: 'Stolen', viewId: null },
      );
      expect(blocked.kind).toBe('already-open');
      await other.verbs.denyRequest(await other.actor('U0LEA'), id, { reason: 'Not hers', viewId: 'V1' });
      const { id: second } = await other.ask('U0TOM', 'stolen', LOCK);
      await drain();
      expect(await stateOf(id)).toBe('denied');
      expect(await stateOf(second)).not.toBe('held');
      expect(shared.calls).toEqual(['mac-1', 'stolen']);
    });
  });
}

const refused = (error: unknown) => {
  if (!(error instanceof Refusal)) throw error;
};
