import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/helpdesk/operation.ts';
import { bind } from '../../src/helpdesk/operations/index.ts';
import { FORGOTTEN, type RequestState } from '../../src/helpdesk/request.ts';
import { caseView, renderCaseCard } from '../../src/slack/cases/case-card.ts';
import { homeRequest } from '../../src/slack/home/home-requests.ts';
import { renderRequestCard } from '../../src/slack/requests/card.ts';
import { requestView } from '../../src/slack/requests/request-modal.ts';
import { PERSONAL } from '../../src/store/audit/personal.ts';
import type { OpenStore } from '../../src/store/index.ts';
import { askFor, caseOf, entryOf } from '../support/store/samples.ts';
import { sqliteWorld } from '../support/store/sqlite.ts';

const PERSON = 'Zelda Quux';

/** Of each operation one with parameters, wherever a person can be named in them. */
const CHANGES: readonly Change[] = [
  { operation: 'assign-user', params: { user: { id: 'u1', name: PERSON, email: `${PERSON}@x.example` } } },
  { operation: 'assign-user', params: { user: null } },
  { operation: 'set-asset-tag', params: { assetTag: `Mac of ${PERSON}` } },
  { operation: 'enable-lost-mode', params: { message: `Call ${PERSON}`, phone: PERSON, footnote: '' } },
  { operation: 'set-blueprint', params: { blueprintId: 'b1', blueprintName: 'Sales' } },
  { operation: 'edit-tags', params: { add: ['kiosk'], remove: ['exec'] } },
  { operation: 'disable-lost-mode', params: {} },
];
const ENDS: readonly RequestState[] = ['completed', 'denied', 'cancelled', 'expired', 'void', 'failed'];

const about = (change: Change, n: number) => {
  const plain = askFor();
  const { device } = plain.snapshot;
  const user = { id: 'u0', name: PERSON, email: `${PERSON}@x.example`, archived: false };
  const named = { ...device, name: `${PERSON}'s Mac`, assetTag: PERSON, user: n % 2 === 0 ? user : null };
  return askFor({
    changes: [change],
    deviceId: `d${n}`,
    exclusive: [],
    requesterName: PERSON,
    reason: `${PERSON} lost it`,
    snapshot: { ...plain.snapshot, device: named },
    differences: [{ label: 'User', before: PERSON, after: PERSON }],
    consequences: [`${PERSON} loses it`],
  });
};

/** A case that was reported twice, with the person's name wherever something was typed. */
async function closedCase(store: OpenStore) {
  const person = { userId: 'U0ZELDA', name: PERSON };
  const typed = { description: PERSON, place: PERSON, phone: PERSON };
  const report = { ...caseOf().report, person, reporter: person, ...typed };
  const { case: one } = await store.cases.open(caseOf({ report }), entryOf());
  const said = { place: `${PERSON}'s bar`, phone: PERSON };
  await store.cases.change(one.id, (_row, at) => ({
    events: [{ kind: 'reported-again', at, by: person, result: 'stolen', said }],
    entry: null,
    close: true,
  }));
  return one;
}

describe('what a person may ask to have forgotten', () => {
  test('is gone from every table once it is old, while cards, lists and the audit log stay whole', async () => {
    const world = await sqliteWorld();
    const store = await world.open();
    const ids: string[] = [];
    for (const [n, change] of CHANGES.entries()) {
      const { request } = await store.requests.submit(
        about(change, n),
        entryOf({ text: { reason: PERSON } }),
        [],
      );
      const id = request?.id ?? '';
      ids.push(id);
      await store.requests.change(id, () => ({
        state: ENDS[n % ENDS.length] ?? 'completed',
        entry: entryOf({ action: 'completed', requestId: id, text: { outcome: PERSON } }),
        dueInMs: null,
        set: { outcome: { code: 'denied', reason: `${PERSON} said no` }, endedBy: 'U0BEN' },
        approvals: [{ approverId: 'U0BEN', approverName: PERSON, human: 'U0BEN', roles: ['lead'], at: 1 }],
      }));
    }
    const { id: caseId } = await closedCase(store);
    await store.jobs.add({ key: 'given-up', job: { kind: 'announce', text: PERSON } });
    const job = await store.jobs.claim('w', 1_000);
    await store.jobs.retry(job?.id ?? '', null, PERSON);
    world.forward(60_000);
    const border = new Date(await store.now());
    world.forward(1);
    const young = await store.requests.submit(
      about({ operation: 'blank-push', params: {} }, 90),
      entryOf(),
      [],
    );

    expect(await store.audit.prune(border)).toEqual({
      forgotten: 2 * CHANGES.length + 1,
      requests: CHANGES.length,
      cases: 1,
    });
    expect(await store.audit.prune(border)).toEqual({ forgotten: 0, requests: 0, cases: 0 });

    for (const table of Object.keys(PERSONAL)) {
      const rows = await world.sql(`select * from ${table}`);
      const old = rows.filter((row) => row.id !== young.request?.id);
      expect(JSON.stringify(old), table).not.toContain('Zelda');
    }
    const lost = await store.cases.get(caseId);
    if (!lost) throw new Error('the case is gone');
    const drawnCase = JSON.stringify([renderCaseCard(lost, null), caseView(lost)]);
    expect(drawnCase).toContain('name removed says: stolen');
    expect(drawnCase).not.toMatch(/Zelda|undefined|\[removed\]/u);
    for (const id of ids) {
      const request = await store.requests.get(id);
      if (!request) throw new Error('a request is gone');
      expect(request).toMatchObject({ requesterId: 'U0ANA', requesterName: FORGOTTEN, endedBy: 'U0BEN' });
      expect(request.snapshot.device).toMatchObject({ serialNumber: 'J9K2L7PQ4R', name: 'iPhone 15' });
      expect(request.changes.map(bind)).toHaveLength(1);
      const drawn = JSON.stringify([
        renderRequestCard(request, 'approvals', Date.now()),
        renderRequestCard(request, 'requester', Date.now()),
        requestView(request, Date.now(), { human: 'U0ANA', isRequester: true, holders: {} }),
        // Home shows the requester's name of those that wait, which are never forgotten.
        { ...homeRequest(request), requesterName: '' },
      ]);
      expect(drawn).toContain('U0ANA');
      expect(drawn).not.toMatch(/Zelda|undefined/);
      // What is gone is said in words, and a device once.
      expect(drawn).not.toMatch(/\[removed\]|iPhone 15 · iPhone 15/u);
      const isTyped = ['enable-lost-mode', 'set-asset-tag', 'assign-user'].includes(
        request.changes[0]?.operation ?? '',
      );
      const isOver = request.state === 'void' || request.state === 'expired';
      const isEmpty = JSON.stringify(request.changes[0]?.params) === '{"user":null}';
      expect(drawn.includes('"request.again"'), `${request.changes[0]?.operation} ${request.state}`).toBe(
        isOver && (!isTyped || isEmpty),
      );
    }
    expect(await store.requests.list({ limit: 50 })).toHaveLength(CHANGES.length + 1);
    expect(await store.requests.get(young.request?.id ?? '')).toMatchObject({ requesterName: PERSON });
    expect(await store.audit.verify()).toMatchObject({ ok: true });
    await world.close();
  });

  test('is in no file of an embedded store once it was pruned, also while another process has it open', async () => {
    const world = await sqliteWorld();
    const [serving, pruning] = [await world.open(), await world.open()];
    for (const [n, change] of CHANGES.entries()) {
      const long = { ...about(change, n), reason: `${PERSON} `.repeat(400) };
      const { request } = await serving.requests.submit(long, entryOf({ text: { reason: PERSON } }), []);
      await serving.requests.change(request?.id ?? '', () => ({
        state: 'denied',
        entry: entryOf({ action: 'denied', text: { outcome: PERSON } }),
        dueInMs: null,
      }));
    }
    const filesWith = (text: string) =>
      readdirSync(world.dataDir).filter((file) => readFileSync(join(world.dataDir, file)).includes(text));
    expect(filesWith(PERSON)).not.toEqual([]);
    world.forward(60_000);
    await pruning.audit.prune(new Date(await pruning.now()));
    expect(filesWith(PERSON)).toEqual([]);
    expect(await serving.audit.verify()).toMatchObject({ ok: true });
    await world.close();
  });

  test('is listed for every table, and in the docs', async () => {
    const world = await sqliteWorld();
    await world.open();
    const tables = await world.sql(
      "select name from sqlite_schema where type = 'table' and name not like 'kysely%' and name not like 'sqlite%'",
    );
    expect(tables.map(({ name }) => String(name)).sort()).toEqual(Object.keys(PERSONAL).sort());
    const docs = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    for (const [table, columns] of Object.entries(PERSONAL))
      for (const column of Object.keys(columns))
        expect(docs, `${table}.${column}`).toMatch(new RegExp(`\`${table}\`.*\`${column}\``));
    await world.close();
  });
});
