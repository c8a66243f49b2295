import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import { OPERATION_NAMES } from '../../../src/helpdesk/operations/index.ts';
import { RISK } from '../../../src/helpdesk/policy/risk.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { limitDesk, limitWorld } from '../../support/store/limit-desk.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

const POLICY = `version: 1
roles: { agent: [U0ANA] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 2, total: 2, within: 60m }] }
rules:
  - { allow: [agent], operations: [lookup, maintenance] }
`;

/** Operations that are changes, in which a limit counts what is not routine; a tag counts where a rule names it. */
const CHANGES = OPERATION_NAMES.filter((name) => RISK[name] !== 'secret');
const isCounted = (name: OperationName) => RISK[name] !== 'routine' || name === 'edit-tags';

/** What a replica of the version before the safety limits writes to the same database. */
export function olderReplicaContract(makeWorld: MakeWorld): void {
  describe('an older replica, which counts nothing', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    /** As it goes from `claimed` to `sending`, in its own words. */
    const sends = (id: string) =>
      world.sql(
        `update requests set state = 'sending', version = version + 1, sent_at = 1, due_at = 1, commands_before = '[]', lease_until = 1 where id = '${id}' and state = 'claimed'`,
      );
    const claimed = async (operation: OperationName) => {
      const { request } = await store.requests.submit(
        askFor({
          state: 'claimed',
          deviceId: `device-${operation}`,
          changes: [{ operation, params: {} }],
          cards: [],
          viewId: null,
        }),
        entryOf(),
        [],
      );
      return request?.id ?? '';
    };
    const stateOf = async (id: string) =>
      (await world.sql(`select state from requests where id = '${id}'`))[0]?.state;

    test('cannot send past a limit that is full, with nothing on hold; the newer one holds it', async () => {
      const shared = limitWorld(POLICY);
      const newer = limitDesk(store, shared);
      for (const mac of ['mac-1', 'mac-2']) await newer.ask('U0ANA', mac);
      await newer.drain();
      expect(shared.calls).toHaveLength(2);
      expect((await store.controls.ledger()).heldKeys).toEqual([]);
      const { id } = await newer.ask('U0ANA', 'mac-3');
      await expect(sends(id)).rejects.toThrow(/a safety limit is reached/);
      expect(await stateOf(id)).toBe('claimed');
      await newer.drain();
      expect(await stateOf(id)).toBe('held');
      expect(shared.calls).toHaveLength(2);
    });

    test.each(CHANGES.filter(isCounted))('sends no %s, before a limit is full either', async (operation) => {
      const id = await claimed(operation);
      await expect(sends(id)).rejects.toThrow(/a safety limit is reached/);
      expect(await stateOf(id)).toBe('claimed');
    });

    test.each(CHANGES.filter((name) => !isCounted(name)))(
      'sends %s, which no limit counts',
      async (operation) => {
        const id = await claimed(operation);
        await sends(id);
        expect(await stateOf(id)).toBe('sending');
      },
    );

    test('sends nothing of a request in which only one change is counted', async () => {
      const id = await claimed('set-asset-tag');
      const changes = ['set-asset-tag', 'set-blueprint'].map((operation) => ({ operation, params: {} }));
      await world.sql(`update requests set changes = '${JSON.stringify(changes)}' where id = '${id}'`);
      await expect(sends(id)).rejects.toThrow(/a safety limit is reached/);
    });
  });
}
