import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../../src/store/index.ts';
import { entryOf } from '../samples.ts';
import { until } from '../until.ts';
import type { MakeWorld, World } from '../world.ts';

/** What the owner of a table can do and a serving role cannot: the attacks that only the chain can show. */
const unprotected: Record<World['kind'], readonly [string, string]> = {
  sqlite: ['drop trigger audit_entries_update', 'drop trigger audit_entries_delete'],
  postgres: ['drop trigger audit_entries_change on audit_entries', 'select 1'],
};

export function recordContract(makeWorld: MakeWorld): void {
  describe('the record, kept', () => {
    let world: World;
    let store: OpenStore;
    beforeEach(async () => {
      world = await makeWorld();
      store = await world.open({ auditKey: 'a key' });
      for (let n = 1; n <= 6; n += 1) await store.audit.append(entryOf({ actorId: `U${n}` }));
    });
    afterEach(() => world.close());

    const attack = async (...statements: string[]) => {
      for (const statement of [...unprotected[world.kind], ...statements]) await world.sql(statement);
    };
    const found = async (options: Parameters<OpenStore['audit']['verify']>[0] = {}) =>
      (await store.audit.verify(options)).findings.map((finding) => `${finding.kind} ${finding.seq}`);
    const lines = async (format: 'jsonl' | 'csv') => {
      const all: string[] = [];
      for await (const line of store.audit.export(format)) all.push(line);
      return all;
    };

    test('an untouched record verifies, and tells its head', async () => {
      const seen: number[] = [];
      const head = await store.audit.head();
      const result = await store.audit.verify({ head, onProgress: (checked) => seen.push(checked) });
      expect(result).toEqual({ ok: true, entries: 6, head, findings: [], found: 0, notes: [] });
      expect(seen).toEqual([6]);
    });

    test('an empty record verifies', async () => {
      const another = await makeWorld();
      const other = await another.open();
      expect(await other.audit.verify()).toMatchObject({ ok: true, entries: 0, head: { seq: 0 } });
      await another.close();
    });

    test('a changed entry is found', async () => {
      await attack(`update audit_entries set actor_id = 'U0MALLORY' where seq = 3`);
      expect(await found()).toEqual(['changed 3']);
    });

    test('a missing entry is found', async () => {
      await attack('delete from audit_entries where seq in (3, 4)');
      const result = await store.audit.verify();
      expect(result.findings.map(({ sentence }) => sentence)).toEqual(['Entries 3 to 4 are missing.']);
    });

    test('a gap wider than what is read at once is stepped over', async () => {
      await attack('update audit_entries set seq = 20000 where seq = 6', 'update audit_head set seq = 20000');
      expect(await found()).toEqual(['missing 6', 'changed 20000', 'text 20000']);
    });

    test('an entry that somebody put after the head is found', async () => {
      await world.sql(`insert into audit_entries (seq, at, action, actor_id, operations, result, prev_hash, hash)
        values (7, 1, 'approved', 'U0MALLORY', '[]', 'ok', 'x', 'x')`);
      expect(await found()).toEqual(['head 7']);
    });

    test('entries that changed places are found', async () => {
      await attack(
        'update audit_entries set seq = 99 where seq = 3',
        'update audit_entries set seq = 3 where seq = 4',
        'update audit_entries set seq = 4 where seq = 99',
      );
      expect(await found()).toEqual(expect.arrayContaining(['reordered 3', 'reordered 4']));
    });

    test('a cut tail is found by the head, and by a kept head when that was turned back, too', async () => {
      const kept = await store.audit.head();
      await attack('delete from audit_entries where seq > 4');
      expect(await found()).toEqual(['cut 5']);
      const [fourth] = await world.sql('select hash from audit_entries where seq = 4');
      await world.sql(`update audit_head set seq = 4, hash = '${String(fourth?.hash)}'`);
      expect(await found()).toEqual([]);
      expect(await found({ head: kept })).toEqual(['cut 5']);
    });

    test('a head of another record does not pass', async () => {
      expect(await found({ head: { seq: 2, hash: 'f'.repeat(64) } })).toEqual(['changed 2']);
    });

    test('with the key, an entry that somebody else made is found', async () => {
      const stranger = await world.open({ auditKey: 'another key' });
      await stranger.audit.append(entryOf());
      const keyless = await world.open({ auditKey: null });
      await keyless.audit.append(entryOf());
      expect(await found()).toEqual(['signature 7', 'unsigned 8']);
      const unchecked = await keyless.audit.verify();
      expect(unchecked.ok).toBe(true);
      expect(unchecked.notes.join(' ')).toContain('the signatures were not checked');
    });

    test('without any key it says what is unprotected', async () => {
      const another = await makeWorld();
      const other = await another.open();
      await other.audit.append(entryOf());
      expect((await other.audit.verify()).notes.join(' ')).toContain('rebuild the whole chain');
      await another.close();
    });

    test('a text that was removed by hand, forged or added is found', async () => {
      await store.audit.append(entryOf({ text: null }));
      await world.sql(`delete from audit_texts where seq in (2, 3)`);
      await world.sql(`insert into audit_texts (seq, salt, text) values (3, 'aa', '{"reason":"forged"}')`);
      await world.sql(`insert into audit_texts (seq, salt, text) values (7, 'aa', '{"reason":"added"}')`);
      expect(await found()).toEqual(['text 2', 'text 3', 'text 7']);
    });

    test('prune forgets texts on the record, and the chain still holds', async () => {
      world.forward(10_000);
      const border = await store.now();
      await store.audit.append(entryOf({ actorId: 'U7' }));
      expect(await store.audit.prune(new Date(border))).toEqual({ forgotten: 6 });
      expect(await store.audit.prune(new Date(border))).toEqual({ forgotten: 0 });
      const [pruned, seventh, sixth] = await store.audit.history({ limit: 3 });
      expect(pruned).toMatchObject({ action: 'pruned', actorId: 'system' });
      expect(pruned?.result).toBe(`6 texts before ${new Date(border).toISOString()}`);
      expect(seventh?.text).not.toBeNull();
      expect(sixth?.text).toBeNull();
      expect(await found()).toEqual([]);
      await world.sql('delete from audit_texts where seq = 7');
      expect(await found()).toEqual(['text 7']);
    });

    test('the export has every entry with what its hash was made of', async () => {
      const exported = (await lines('jsonl')).map((line) => JSON.parse(line));
      expect(exported.map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(exported[1].prev_hash).toBe(exported[0].hash);
      expect(exported[0]).toMatchObject({ actor_id: 'U1', text: '{"reason":"Found it under the sofa"}' });
    });

    test('no cell of the CSV becomes a formula', async () => {
      const evil = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1'];
      for (const result of evil) await store.audit.append(entryOf({ result, text: null }));
      await store.audit.append(entryOf({ result: 'said "no",\nand went', text: null }));
      const csv = await lines('csv');
      expect(csv[0]).toMatch(/^"seq","time",/);
      expect(csv.slice(7, 14).map((line) => line.split(',')[8])).toEqual(evil.map((cell) => `"'${cell}"`));
      expect(csv[14]).toContain('"said ""no"",\nand went"');
      expect(csv.every((line) => line.endsWith('\r\n'))).toBe(true);
    });

    test('follow gives what was, then what comes, until it is told to stop', async () => {
      const stop = new AbortController();
      const seqs: number[] = [];
      for await (const line of store.audit.follow(stop.signal, 5)) {
        seqs.push(JSON.parse(line).seq);
        if (seqs.length === 2) await store.audit.append(entryOf());
        if (seqs.length === 3) stop.abort();
      }
      expect(seqs).toEqual([5, 6, 7]);
    });

    test('follow without a number gives only what is new', async () => {
      const stop = new AbortController();
      const following = store.audit.follow(stop.signal)[Symbol.asyncIterator]();
      let first: string | undefined;
      const next = following.next().then(({ value }) => {
        first = value;
      });
      await until(async () => {
        await store.audit.append(entryOf({ actorId: 'U0NEW' }));
        return first !== undefined;
      });
      await next;
      expect(JSON.parse(first ?? '{}')).toMatchObject({ actor_id: 'U0NEW' });
      stop.abort();
      expect((await following.next()).done).toBe(true);
    });

    test('what a database would not take is cleaned before it is hashed', async () => {
      await store.audit.append(entryOf({ result: 'a\0b\ud83d', text: { reason: 'x\0y\ude00' } }));
      const [entry] = await store.audit.history({ limit: 1 });
      expect(entry).toMatchObject({ result: 'ab\ufffd', text: { reason: 'xy\ufffd' } });
      expect(await found()).toEqual([]);
    });
  });
}
