import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NextState } from '../../src/helpdesk/store-port.ts';
import { openStore } from '../../src/store/index.ts';
import { run } from '../support/ops/run-command.ts';
import { silent, temporaryFolder } from '../support/store/harness.ts';
import { askFor, entryOf } from '../support/store/samples.ts';

let folder: ReturnType<typeof temporaryFolder>;
let held: string;

type Store = Awaited<ReturnType<typeof openStore>>;

async function inStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: folder.path, log: silent });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** One request on hold, because the limit is reached. */
const hold = async (store: Store): Promise<string> => {
  const asked = await store.requests.submit(askFor({ state: 'claimed', cards: [] }), entryOf(), []);
  const id = asked.request?.id ?? '';
  await store.requests.change(
    id,
    (_row, { ledger, now }): NextState => ({
      state: 'held',
      dueInMs: 3_600_000,
      set: { limitKey: 'disruptive' },
      ledger: { ...ledger, clock: now, shut: ['disruptive'] },
      entry: entryOf({ action: 'held', requestId: id }),
    }),
    'controls',
  );
  return id;
};

beforeEach(async () => {
  folder = temporaryFolder();
  held = await inStore(hold);
});
afterEach(() => folder.remove());

const type = (...typed: readonly string[]) => run({ DATA_DIR: folder.path }, typed);
const stateOf = (id: string) => inStore(async (store) => (await store.requests.get(id))?.state);

/** What is said in the approvals channel. */
const announced = (store: Store) =>
  Promise.all([1, 2, 3, 4].map(() => store.jobs.claim('test', 60_000))).then((jobs) =>
    jobs.flatMap((one) => (one?.job.kind === 'announce' ? [one.job.text] : [])),
  );

test('releasing needs a name and a reason, and is recorded and announced with both', async () => {
  expect((await type('limits', 'release', held, 'stolen')).err).toContain('Say who you are');
  expect((await type('limits', 'release', held, '--name', 'Max Weber')).code).toBe(2);
  expect(await stateOf(held)).toBe('held');
  const { code, out } = await type(
    'limits',
    'release',
    held.toLowerCase(),
    'planned',
    'move',
    '--name',
    'Max',
  );
  expect({ code, out }).toEqual({ code: 0, out: `Request ${held} is released.\n` });
  await inStore(async (store) => {
    expect(await store.requests.get(held)).toMatchObject({
      state: 'claimed',
      release: { name: 'Max (host)', reason: 'planned move' },
    });
    const [entry] = await store.audit.history({ action: 'released', limit: 1 });
    expect(entry).toMatchObject({ requestId: held, text: { by: 'Max (host)', why: 'planned move' } });
    expect(await announced(store)).toContain(
      `⚠️ Request ${held} released on the host by Max (host): “planned move”`,
    );
  });
});

test('releases one request once, and nothing that is not on hold', async () => {
  await type('limits', 'release', held, 'planned', '--name', 'Max Weber');
  for (const id of [held, 'NOSUCH00']) {
    const { code, out } = await type('limits', 'release', id, 'again', '--name', 'Max Weber');
    expect({ code, out }).toEqual({
      code: 1,
      out: 'Nothing was released: it is not on hold, or changes are frozen.\n',
    });
  }
});

test('releases nothing while changes are frozen', async () => {
  await type('freeze', 'stolen account', '--name', 'Max Weber');
  expect((await type('limits', 'release', held, 'planned', '--name', 'Max Weber')).code).toBe(1);
  expect(await stateOf(held)).not.toBe('claimed');
});

test('a reset forgets what was counted, releases nothing, and is recorded and announced', async () => {
  const counted = () => inStore(async (store) => (await store.controls.ledger()).ledger.shut);
  expect(await counted()).toEqual(['disruptive']);
  expect((await type('limits', 'reset', 'new quarter')).err).toContain('Say who you are');
  expect((await type('limits', 'reset', '--name', 'Max Weber')).code).toBe(2);
  const { code, out } = await type('limits', 'reset', 'new', 'quarter', '--name', 'Max Weber');
  expect({ code, out }).toEqual({ code: 0, out: 'The safety limits count from zero again.\n' });
  expect(await counted()).toEqual([]);
  expect(await stateOf(held)).toBe('held');
  await inStore(async (store) => {
    const [entry] = await store.audit.history({ action: 'limits-reset', limit: 1 });
    expect(entry?.text).toEqual({ by: 'Max Weber (host)', reason: 'new quarter' });
    expect(await announced(store)).toContain(
      '⚠️ Safety limits reset on the host by Max Weber (host): “new quarter”',
    );
  });
});
