import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anything } from '../support/fuzz/anything.ts';
import { type FuzzApp, openFuzzApp } from '../support/fuzz/app.ts';
import { type Json, nearly } from '../support/fuzz/mutate.ts';
import { FUZZ_TIMEOUT_MS, RUNS, SEED } from '../support/fuzz/runs.ts';

let app: FuzzApp;
const crashes: unknown[] = [];
const crashed = (error: unknown) => crashes.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', crashed);
  process.on('uncaughtException', crashed);
  app = await openFuzzApp();
}, FUZZ_TIMEOUT_MS);

afterAll(async () => {
  process.off('unhandledRejection', crashed);
  process.off('uncaughtException', crashed);
  await app.close();
});

/** An event that Slack has not delivered before. */
const fresh = (body: Json, count: number): Json =>
  typeof body === 'object' && body !== null && 'event_id' in body
    ? { ...body, event_id: `Ev${count}` }
    : body;

async function takesAll(payloads: fc.Arbitrary<Json>): Promise<void> {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(payloads, async (payload) => {
      count += 1;
      expect(await app.take(fresh(payload, count))).toEqual([]);
      expect(crashes).toEqual([]);
    }),
    { numRuns: RUNS / 2, seed: SEED },
  );
}

const bodies = (): Json[] => app.captured.map(({ body }) => body as Json);

test('the captured day has every kind of payload, and each is taken as it was', async () => {
  const kinds = new Set(app.captured.map(({ type }) => type));
  const wanted = [
    'slash_command',
    'block_actions',
    'block_suggestion',
    'view_submission',
    'shortcut',
    'message_action',
    'event',
  ];
  expect([...kinds]).toEqual(expect.arrayContaining(wanted));
  const submitted = app.captured.flatMap(({ type, body }) =>
    type === 'view_submission'
      ? [(body as { readonly view: { readonly callback_id: string } }).view.callback_id]
      : [],
  );
  expect(submitted).toEqual(
    expect.arrayContaining(['update.form', 'lost.form', 'operation.form', 'operation.review', 'key.form']),
  );
  for (const body of bodies()) expect(await app.take(body)).toEqual([]);
});

test(
  'payloads that are nearly right',
  async () => {
    await takesAll(nearly(bodies()));
    expect(app.counts().acks).toBeGreaterThan(RUNS / 4);
    expect(app.counts().slackCalls).toBeGreaterThan(RUNS / 20);
  },
  FUZZ_TIMEOUT_MS,
);

test('payloads made of anything', () => takesAll(anything(bodies())), FUZZ_TIMEOUT_MS);
