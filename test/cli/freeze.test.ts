import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { run } from '../support/ops/run-command.ts';
import { silent, temporaryFolder } from '../support/store/harness.ts';
import { askFor, entryOf } from '../support/store/samples.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(async () => {
  folder = temporaryFolder();
  await (await openStore({ dataDir: folder.path, log: silent })).close();
});
afterEach(() => folder.remove());

const type = (...typed: readonly string[]) => run({ DATA_DIR: folder.path }, typed);

async function inStore<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: folder.path, log: silent });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

describe('freezing on the host', () => {
  test('needs a name and a reason, is recorded with both, and is announced', async () => {
    expect((await type('freeze', 'stolen account')).err).toContain('Say who you are');
    expect((await type('freeze', '--name', 'Max Weber')).code).toBe(2);
    const { code, out } = await type('freeze', 'stolen', 'account', '--name', 'Max Weber');
    expect(code).toBe(0);
    expect(out).toContain('Changes are frozen since');
    await inStore(async (store) => {
      expect(await store.controls.freeze()).toMatchObject({
        byName: 'Max Weber (host)',
        reason: 'stolen account',
      });
      const [entry] = await store.audit.history({ action: 'froze', limit: 1 });
      expect(entry?.text).toMatchObject({ by: 'Max Weber (host)', reason: 'stolen account' });
      const jobs = [await store.jobs.claim('test', 1000), await store.jobs.claim('test', 1000)];
      expect(jobs.map((one) => one?.job)).toContainEqual({
        kind: 'announce',
        text: '⛔ Max Weber (host) froze all changes: “stolen account”',
        froze: true,
        freeze: await store.controls.freeze(),
      });
    });
  });

  test('one person can end it there, once', async () => {
    await type('freeze', 'drill', '--name', 'Max Weber');
    expect((await type('unfreeze', 'drill over', '--name', 'Max Weber')).out).toContain(
      'Changes are unfrozen.',
    );
    expect((await type('unfreeze', 'again', '--name', 'Max Weber')).out).toContain('Changes are not frozen.');
    expect(await inStore((store) => store.controls.freeze())).toBeNull();
  });

  test('it says so, and fails, while an approved request that cannot be read keeps it frozen', async () => {
    await inStore((store) => store.requests.submit(askFor({ state: 'claimed' }), entryOf(), []));
    const database = new DatabaseSync(join(folder.path, 'helpdesk.sqlite'));
    database.exec(`update requests set changes = '[]}'`);
    database.close();
    await type('freeze', 'drill', '--name', 'Max Weber');
    const { code, out } = await type('unfreeze', 'drill over', '--name', 'Max Weber');
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringContaining('Changes are still frozen'),
    });
    expect(await inStore((store) => store.controls.freeze())).not.toBeNull();
  });

  test('doctor says since when, and how it ends', async () => {
    await type('freeze', 'drill', '--name', 'Max Weber');
    const { out } = await type('doctor');
    expect(out).toMatch(/changes are frozen since .* by Max Weber \(host\): drill/u);
  });

  test('a restored store starts frozen', async () => {
    await type('restored', '--anyway');
    expect(await inStore((store) => store.controls.freeze())).toMatchObject({ byName: 'Restored store' });
  });
});
