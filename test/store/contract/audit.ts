import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../../src/store/index.ts';
import type { MakeWorld, World } from '../../support/store/harness.ts';
import { entryOf } from '../../support/store/samples.ts';

export function auditContract(makeWorld: MakeWorld): void {
  describe('the record', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open();
    });
    afterEach(() => world.close());

    test('an entry comes back as it was written', async () => {
      const written = await store.audit.append(entryOf({ operations: ['set-asset-tag', 'a new one'] }));
      expect(written).toMatchObject({ seq: 1, ...entryOf(), operations: ['set-asset-tag', 'a new one'] });
      expect(await store.audit.history({ limit: 10 })).toEqual([written]);
      expect(await store.audit.head()).toEqual({ seq: 1, hash: written.hash });
    });

    test('history narrows by device, person, request and number', async () => {
      await store.audit.append(entryOf({ deviceId: 'd1', actorId: 'U1', requestId: 'R1' }));
      await store.audit.append(entryOf({ deviceId: 'd2', actorId: 'U1', requestId: 'R2' }));
      await store.audit.append(entryOf({ deviceId: 'd1', actorId: 'U2', requestId: 'R2' }));
      const seqs = async (filter: Omit<Parameters<OpenStore['audit']['history']>[0], 'limit'>) =>
        (await store.audit.history({ ...filter, limit: 10 })).map((entry) => entry.seq);
      expect(await seqs({ deviceId: 'd1' })).toEqual([3, 1]);
      expect(await seqs({ actorId: 'U1' })).toEqual([2, 1]);
      expect(await seqs({ requestId: 'R1' })).toEqual([1]);
      expect(await seqs({ requestId: 'R2' })).toEqual([3, 2]);
      expect(await seqs({ requestId: 'R2', actorId: 'U2' })).toEqual([3]);
      expect(await seqs({ beforeSeq: 3 })).toEqual([2, 1]);
    });

    test('the database refuses to change or remove an entry, or to edit a text', async () => {
      await store.audit.append(entryOf());
      // SQLite asks for recursive_triggers in the connection that replaces; ours sets it, a stranger's may not.
      for (const attack of [
        `update audit_entries set actor_id = 'U0MALLORY'`,
        'delete from audit_entries',
        `update audit_texts set text = '{}'`,
        ...(world.kind === 'postgres'
          ? ['truncate audit_entries', 'truncate audit_texts']
          : [
              'insert or replace into audit_entries select * from audit_entries',
              'replace into audit_texts select * from audit_texts',
            ]),
      ])
        await expect(world.sql(`${attack}`), attack).rejects.toThrow('append-only');
    });

    test('five refused presses a minute are listed, the rest are counted once', async () => {
      const refused = (actorId: string) =>
        entryOf({ action: 'refused', actorId, result: 'refused', text: null });
      for (let n = 0; n < 12; n += 1) await store.audit.appendRefused(refused('U1'));
      await store.audit.appendRefused(refused('U2'));
      expect(await store.audit.history({ actorId: 'U1', limit: 50 })).toHaveLength(5);
      world.forward(60_000);
      await store.audit.appendRefused(refused('U2'));
      const [counter] = await store.audit.history({ actorId: 'U1', limit: 50 });
      expect(counter?.result).toMatch(/^7 more refused in the minute of \d{4}-/);
      world.forward(60_000);
      expect((await store.audit.head()).seq).toBe(5 + 1 + 1 + 1);
    });

    test('a counter is written before the record is read, even if no one presses again', async () => {
      for (let n = 0; n < 6; n += 1) await store.audit.appendRefused(entryOf({ action: 'refused' }));
      world.forward(60_000);
      expect((await store.audit.head()).seq).toBe(6);
    });
  });
}
