import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandIo } from '../../src/cli/command.ts';
import { withStore } from '../../src/cli/with-store.ts';
import { auditEntry } from '../../src/helpdesk/audit-entry.ts';
import { createRedactor } from '../../src/redact.ts';
import { type OpenStore, openStore } from '../../src/store/index.ts';
import { run } from '../support/ops/run-command.ts';
import { silent } from '../support/store/harness.ts';
import { askFor, entryOf } from '../support/store/samples.ts';
import { until } from '../support/store/until.ts';

let folder: string;
let store: OpenStore;
/** Someone serves all the while. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'helpdesk-audit-'));
  store = await openStore({ dataDir: folder, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const ENTRY = {
  action: 'looked',
  actorId: 'U0ANA',
  deviceId: 'd1',
  requestId: null,
  operations: ['lookup'],
  result: 'allowed',
  rule: null,
  policyHash: null,
} as const;

const write = (name: string) => store.audit.append({ ...ENTRY, text: { name } });

const type = (...typed: string[]) => run({ DATA_DIR: folder }, ['audit', ...typed]);

test('verify: whole, with a head that was kept, and without a key', async () => {
  const { seq, hash } = await write('Dana Li');
  const { code, out } = await type('verify', '--head', `${seq}:${hash}`);
  expect(code).toBe(0);
  expect(out).toContain('✓ The audit log is intact: 1 entries.');
  expect(out).toContain('! AUDIT_KEY is not set');
  expect(out).toContain(`Head ${seq}:${hash}`);
});

test('verify: a head that was never there', async () => {
  await write('Dana Li');
  const { code, out } = await type('verify', '--head', `9:${'a'.repeat(64)}`);
  expect(code).toBe(1);
  expect(out).toContain('✗ The audit log is not intact');
});

test('a sub-command keeps no secret of its environment', async () => {
  const secret = 'xoxb-a-token-that-somebody-pasted';
  const { data: hide } = createRedactor([secret]);
  const io = {
    place: () => ({ databaseUrl: null, dataDir: folder, auditKey: null, auditSignedFrom: 1 }),
    hide,
  };
  await withStore(io as unknown as CommandIo, (opened) =>
    opened.audit.append({ ...ENTRY, text: { name: secret } }),
  );
  const { out } = await type('export', '--format', 'jsonl');
  expect(out).toContain('[hidden]');
  expect(out).not.toContain(secret);
});

test('a folder without a store is no empty record', async () => {
  await expect(run({ DATA_DIR: join(folder, 'else') }, ['audit', 'verify'])).rejects.toThrow(
    /There is no store in .*else \(DATA_DIR\)/,
  );
});

test('export: one JSON object a line, and CSV without formulas', async () => {
  await write('=HYPERLINK("x")');
  const jsonl = await type('export', '--format', 'jsonl');
  expect(
    jsonl.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ seq: 1, actor_id: 'U0ANA', text: '{"name":"=HYPERLINK(\\"x\\")"}' }]);
  const csv = await type('export', '--format', 'csv');
  expect(csv.out).toMatch(/^"seq","time",/);
  expect(csv.out).not.toMatch(/[,\n]"?=/);
});

test('export: each entry about a device has its serial number, also where its words are gone', async () => {
  const { device } = askFor().snapshot;
  await store.audit.append(auditEntry('looked', { userId: 'U0ANA', name: 'Ana' }, { device }));
  await store.requests.submit(askFor({ deviceId: 'd1' }), entryOf({ deviceId: 'd1' }), []);
  await store.audit.append({ ...ENTRY, deviceId: 'never-requested', text: null });
  const { out } = await type('export', '--format', 'jsonl');
  const entries = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { device_id: string; serial_number: string | null });
  expect(entries.map(({ device_id, serial_number }) => [device_id, serial_number])).toEqual([
    [device.id, device.serialNumber],
    ['d1', device.serialNumber],
    ['never-requested', null],
  ]);
  const csv = await type('export', '--format', 'csv');
  expect(csv.out).toMatch(/"device_id","serial_number"/);
  expect(csv.out.split('\n')[2]).toContain('"J9K2L7PQ4R"');
});

test('follow: from an entry on, and what is written meanwhile, until it is stopped', async () => {
  await write('first');
  const ending = new AbortController();
  const lines: string[] = [];
  const following = run({ DATA_DIR: folder }, ['audit', 'follow', '--from', '1'], {
    signal: ending.signal,
    write: async (line) => void lines.push(line),
  });
  await until(() => lines.length === 1);
  await write('second');
  await until(() => lines.length === 2);
  ending.abort();
  expect((await following).code).toBe(0);
  expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2]);
});

test('prune: forgets the words, keeps the entries, and verify still passes', async () => {
  await write('Dana Li');
  const tomorrow = new Date(Date.now() + 86_400_000);
  const { code, out } = await run(
    { DATA_DIR: folder },
    ['audit', 'prune', '--older-than', tomorrow.toISOString().slice(0, 10)],
    { now: () => tomorrow.getTime() },
  );
  expect({ code, out }).toEqual({
    code: 0,
    out: 'Removed: the texts of 1 audit entry, of 0 finished requests and of 0 closed cases. The entries, requests and cases themselves stay.\n',
  });
  expect((await type('export', '--format', 'jsonl')).out).not.toContain('Dana Li');
  expect((await type('verify')).code).toBe(0);
});
