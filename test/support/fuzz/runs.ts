/** How many are generated: a tenth in every test run, all 100,000 by `npm run load -- --fuzz`. */
export const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);

/** The same ones in every run, so that a failure comes again; `FUZZ_SEED` takes others. */
export const SEED = Number(process.env.FUZZ_SEED ?? 20_260_304);

/** Generous: the number of runs is what counts, not the time. */
export const FUZZ_TIMEOUT_MS = 900_000;
