import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chainHash, FIRST_HASH } from '../../../src/store/audit/append.ts';
import { StoreRefused } from '../../../src/store/database.ts';
import type { OpenStore } from '../../../src/store/index.ts';
import type { AuditRow } from '../../../src/store/schema.ts';
import { keepingLog, type MakeWorld, type World } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';
import { until } from '../../support/store/until.ts';

const KEY = 'a key that has 32 characters at least';

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
      store = await world.open({ auditKey: KEY });
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

    test('an entry that someone put after the head is found', async () => {
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

    /** Rebuilds the chain as someone can who may write everything but does not have the key. */
    const forge = async (signature: 'null' | 'mac') => {
      const rows = await world.sql('select * from audit_entries order by seq');
      let before = FIRST_HASH;
      for (const row of rows) {
        const actor_id = Number(row.seq) === 3 ? 'U0MALLORY' : String(row.actor_id);
        const hash = chainHash(before, {
          ...(row as unknown as AuditRow),
          seq: Number(row.seq),
          at: Number(row.at),
          actor_id,
        });
        await world.sql(
          `update audit_entries set actor_id = '${actor_id}', prev_hash = '${before}', hash = '${hash}', mac = ${signature} where seq = ${row.seq}`,
        );
        before = hash;
      }
      await world.sql(`update audit_head set hash = '${before}'`);
    };

    test('a chain that was rebuilt without the key does not verify', async () => {
      await attack();
      await forge('mac');
      expect(await found()).toEqual([3, 4, 5, 6].map((seq) => `signature ${seq}`));
    });

    test('nor one whose signatures were taken off', async () => {
      await attack();
      await forge('null');
      expect(await found()).toEqual([1, 2, 3, 4, 5, 6].map((seq) => `unsigned ${seq}`));
      await world.sql('update audit_head set signed_from = null');
      expect(await store.audit.verify()).toMatchObject({ ok: false, found: 6 });
    });

    test.each([
      [4, ['The end is cut off: AUDIT_SIGNED_FROM is 4, and entries 1 to 3 are missing.']],
      [2, ['The end is cut off: AUDIT_SIGNED_FROM is 2, and entries 1 to 1 are missing.']],
      [1, []],
    ])(
      'nor one that was cut to before its first signed entry, which is %d',
      async (auditSignedFrom, said) => {
        const later = await world.open({ auditKey: KEY, auditSignedFrom, exclusive: false });
        await attack('delete from audit_entries', 'delete from audit_texts');
        await world.sql(`update audit_head set seq = 0, hash = '${FIRST_HASH}'`);
        expect((await later.audit.verify()).findings.map(({ sentence }) => sentence)).toEqual(said);
      },
    );

    test('an entry that another key has signed is found', async () => {
      const stranger = await world.open({ auditKey: `${KEY} of another`, exclusive: false });
      await stranger.audit.append(entryOf());
      expect(await found()).toEqual(['signature 7']);
    });

    test('anyone who lacks the key adds nothing, neither while serving nor from a command', async () => {
      await store.close();
      await expect(world.open({ auditKey: null, exclusive: true })).rejects.toThrow(
        /signed from entry 1 on, and AUDIT_KEY is not set/,
      );
      const keyless = await world.open({ auditKey: null, exclusive: false });
      await expect(keyless.audit.append(entryOf())).rejects.toThrow(StoreRefused);
      await expect(keyless.audit.prune(new Date(Date.now() + 1_000))).rejects.toThrow(/Set AUDIT_KEY/);
      const request = askFor();
      await expect(keyless.requests.submit(request, entryOf(), [])).rejects.toThrow(StoreRefused);
      expect(await world.sql('select id from requests')).toEqual([]);
      const unchecked = await keyless.audit.verify();
      expect(unchecked).toMatchObject({ ok: true, entries: 6 });
      expect(unchecked.notes.join(' ')).toContain('the signatures were not checked');
      expect((await world.sql('select seq from audit_texts')).length).toBe(6);
    });

    test('a key that is too short adds nothing', async () => {
      const another = await makeWorld();
      await expect(another.open({ auditKey: 'a'.repeat(31), exclusive: true })).rejects.toThrow(
        /AUDIT_KEY is shorter than 32/,
      );
      await another.close();
    });

    test('a log that gets its key later says once from where on it is signed, and passes with that number', async () => {
      const another = await makeWorld();
      const before = await another.open();
      await before.audit.append(entryOf());
      await before.audit.append(entryOf());
      await before.close();
      const said = ({ lines }: { lines: readonly string[] }) =>
        lines.filter((line) => line.includes('audit.signed_from'));
      const log = keepingLog();
      const signing = await another.open({ auditKey: KEY, log, exclusive: true });
      expect(said(log)).toEqual([]);
      await signing.audit.append(entryOf());
      await signing.audit.append(entryOf());
      expect(said(log)).toEqual([
        expect.stringContaining('set AUDIT_SIGNED_FROM=3, so that “audit verify” passes'),
      ]);
      expect((await signing.audit.verify()).findings.map(({ kind, seq }) => [kind, seq])).toEqual([
        ['unsigned', 1],
        ['unsigned', 2],
      ]);
      await signing.close();
      const wrong = keepingLog();
      await (await another.open({ auditKey: KEY, log: wrong, exclusive: true })).close();
      expect(said(wrong)).toHaveLength(1);
      const right = keepingLog();
      const after = await another.open({ auditKey: KEY, auditSignedFrom: 3, log: right, exclusive: true });
      expect(said(right)).toEqual([]);
      const result = await after.audit.verify();
      expect(result.ok).toBe(true);
      expect(result.notes.join(' ')).toContain('signatures of entries 1 to 2 were not checked');
      await another.close();
    });

    test.each([
      [0, []],
      [1, [expect.stringContaining('set AUDIT_SIGNED_FROM=2,')]],
    ])(
      'a log of %d entries that gets its key says where signing begins only where that is not its start',
      async (entries, said) => {
        const another = await makeWorld();
        const before = await another.open();
        for (let n = 0; n < entries; n += 1) await before.audit.append(entryOf());
        await before.close();
        const log = keepingLog();
        const signing = await another.open({ auditKey: KEY, log, exclusive: true });
        await signing.audit.append(entryOf());
        expect(log.lines.filter((line) => line.includes('audit.signed_from'))).toEqual(said);
        await another.close();
      },
    );

    test('after a change of the key, with the number after the old head, only the new one is needed', async () => {
      const { seq } = await store.audit.head();
      await store.close();
      const renewed = await world.open({ auditKey: `${KEY}, the second`, auditSignedFrom: seq + 1 });
      await renewed.audit.append(entryOf());
      expect(await renewed.audit.verify()).toMatchObject({ ok: true, entries: 7 });
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
      expect(await store.audit.prune(new Date(border))).toEqual({ forgotten: 6, requests: 0, cases: 0 });
      expect(await store.audit.prune(new Date(border))).toEqual({ forgotten: 0, requests: 0, cases: 0 });
      const [pruned, seventh, sixth] = await store.audit.history({ limit: 3 });
      expect(pruned).toMatchObject({ action: 'pruned', actorId: 'system' });
      expect(pruned?.result).toBe(`6 texts, 0 requests and 0 cases before ${new Date(border).toISOString()}`);
      expect(seventh?.text).not.toBeNull();
      expect(sixth?.text).toBeNull();
      expect(await found()).toEqual([]);
      await world.sql('delete from audit_texts where seq = 7');
      expect(await found()).toEqual(['text 7']);
    });

    test('prune takes the person out of a finished request', async () => {
      const { request } = await store.requests.submit(askFor(), entryOf(), []);
      const id = request?.id ?? '';
      const end = {
        state: 'denied',
        entry: entryOf(),
        dueInMs: null,
        set: { outcome: { code: 'denied', reason: 'No, Ana' } },
      } as const;
      await store.requests.change(id, () => end);
      world.forward(10_000);
      expect(await store.audit.prune(new Date(await store.now()))).toMatchObject({ requests: 1 });
      expect(await store.requests.get(id)).toMatchObject({
        state: 'denied',
        requesterId: 'U0ANA',
        outcome: { code: 'forgotten' },
      });
      expect(JSON.stringify(await world.sql('select * from requests'))).not.toMatch(
        /sofa|Dana|"Ana"|No, Ana/,
      );
      expect(await found()).toEqual([]);
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
      const result = csv[0]?.trim().split(',').indexOf('"result"') ?? -1;
      expect(csv.slice(7, 14).map((line) => line.split(',')[result])).toEqual(
        evil.map((cell) => `"'${cell}"`),
      );
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
