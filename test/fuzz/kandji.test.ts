import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Kandji, startKandji } from '../../packages/kandji-simulator/src/index.ts';
import { createKandji } from '../../src/kandji/index.ts';
import { looks } from '../support/fuzz/looks.ts';
import {
  changedBy,
  type Json,
  type Mutation,
  madeOf,
  mutations,
  vocabulary,
} from '../support/fuzz/mutate.ts';
import { FUZZ_TIMEOUT_MS, RUNS, SEED } from '../support/fuzz/runs.ts';
import { createBudget } from '../support/kandji/fake-budget.ts';

let tenant: Kandji;
const real = new Map<string, Promise<{ readonly text: string; readonly json: Json }>>();
const crashes: unknown[] = [];
const crashed = (error: unknown) => crashes.push(error);
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  process.on('unhandledRejection', crashed);
  tenant = await startKandji({ rateLimit: false, devices: 40 });
});

afterAll(async () => {
  process.off('unhandledRejection', crashed);
  await tenant.close();
});

/** What happens to one answer of Kandji's. `null`: it stays as it is. */
type Spoiled =
  | null
  | { readonly status: number; readonly mutations: readonly Mutation[] }
  | { readonly status: number; readonly json: Json }
  | { readonly status: number; readonly text: string };

/** Answers that are asked for again (5xx, 408, 429) take real time: the client's own tests have them. */
const status = fc.oneof(
  { weight: 12, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(201, 204, 302, 400, 401, 403, 404, 409, 422) },
);

/** The tenant's own answer to this, asked for once. */
function answerOf(url: string, init: RequestInit | undefined) {
  const known =
    real.get(url) ??
    fetch(url, init)
      .then((response) => response.text())
      .then((text) => ({ text, json: JSON.parse(text) as Json }));
  real.set(url, known);
  return known;
}

const BODILESS = new Set([204, 304]);

function respond(code: number, text: string): Response {
  return new Response(BODILESS.has(code) ? null : text, { status: code });
}

/** A Kandji whose n-th answer is spoiled by the n-th of these. */
function kandjiThat(spoils: readonly Spoiled[], count: { generated: number }) {
  let asked = 0;
  return createKandji({
    apiUrl: new URL(`${tenant.url}/api/v1`),
    token: tenant.token,
    budget: createBudget(),
    log: SILENT,
    fetch: async (input, init) => {
      const own = await answerOf(input instanceof Request ? input.url : String(input), init);
      const spoiled = spoils[asked];
      asked += 1;
      if (!spoiled) return respond(200, own.text);
      count.generated += 1;
      if ('text' in spoiled) return respond(spoiled.status, spoiled.text);
      const json = 'json' in spoiled ? spoiled.json : changedBy(own.json, spoiled.mutations);
      return respond(spoiled.status, JSON.stringify(json));
    },
  });
}

test(
  'whatever Kandji answers, something that Slack accepts is drawn',
  async () => {
    const all = looks();
    for (const look of all) expect(await look(kandjiThat([], { generated: 0 }))).toEqual([]);
    const bodies = (await Promise.all(real.values())).map(({ json }) => json);
    const { keys, values } = vocabulary(bodies);
    const anything = madeOf(keys, values);
    const spoiled: fc.Arbitrary<Spoiled> = fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 6, arbitrary: fc.record({ status, mutations }) },
      { weight: 3, arbitrary: fc.record({ status, json: anything }) },
      { weight: 1, arbitrary: fc.record({ status, text: fc.string() }) },
    );
    const count = { generated: 0 };
    const spoils = fc.array(spoiled, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(spoils, fc.constantFrom(...all), async (these, look) => {
        expect(await look(kandjiThat(these, count))).toEqual([]);
        expect(crashes).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(count.generated).toBeGreaterThanOrEqual(RUNS);
  },
  FUZZ_TIMEOUT_MS,
);
