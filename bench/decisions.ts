import { Worker } from 'node:worker_threads';
import { Client } from 'pg';
import { openStore } from '../src/store/index.ts';
import { findPostgres } from '../test/support/store/find-postgres.ts';
import { startPostgres } from '../test/support/store/postgres.ts';
import { askFor, entryOf } from '../test/support/store/samples.ts';
import type { Decided, Deciding } from './decider.ts';
import { figure, type Measurement, median, perSecond, ratio, remark } from './figure.ts';

const REPLICAS = 2;
const ROUNDS = 3;
const REQUESTS = 300;

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Two replicas race for the same pending requests on one PostgreSQL: each is decided once, with its entry on the record. */
export const decisions: Measurement = {
  name: 'decisions',
  title: `Deciding (${REPLICAS} replicas race for ${REQUESTS} requests, eight at a time each; ${ROUNDS} rounds, median)`,
  async run() {
    if (findPostgres() === null) return [remark('PostgreSQL', 'not installed here')];
    const postgres = await startPostgres();
    try {
      const databaseUrl = await postgres.createDatabase('bench');
      const rates: Record<Deciding['how'], number[]> = { decide: [], bare: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        rates.bare.push(await race({ databaseUrl, how: 'bare', ids: await bareRows(databaseUrl, round) }));
        rates.decide.push(await race({ databaseUrl, how: 'decide', ids: await pending(databaseUrl, round) }));
      }
      const [decide, bare] = [median(rates.decide), median(rates.bare)];
      return [
        figure('decisions: state, cards, job and entry in one transaction', decide, perSecond),
        figure('a bare UPDATE … RETURNING of one row', bare, perSecond),
        figure('decisions ÷ bare', decide / bare, ratio()),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

/** Decisions a second, all replicas together. @throws Error unless each request was decided exactly once */
async function race(deciding: Deciding): Promise<number> {
  const workers = Array.from(
    { length: REPLICAS },
    () => new Worker(new URL('./decider.ts', import.meta.url), { workerData: deciding }),
  );
  const next = (worker: Worker) =>
    new Promise<Decided>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await Promise.all(workers.map(next)); // ready
  const ended = Promise.all(workers.map(next));
  const began = performance.now();
  for (const worker of workers) worker.postMessage('go');
  const decided = (await ended).reduce((sum, { won }) => sum + won, 0);
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(workers.map((worker) => worker.terminate()));
  if (decided !== deciding.ids.length)
    throw new Error(`${deciding.ids.length} requests, ${decided} decisions`);
  return decided / seconds;
}

async function pending(databaseUrl: string, round: number): Promise<string[]> {
  const store = await openStore({ databaseUrl, log: QUIET });
  try {
    const ids: string[] = [];
    for (let index = 0; index < REQUESTS; index += 1) {
      const asked = askFor({ deviceId: `device-${round}-${index}` });
      const submitted = await store.requests.submit(asked, entryOf(), []);
      if (submitted.kind === 'created') ids.push(submitted.request.id);
    }
    return ids;
  } finally {
    await store.close();
  }
}

async function bareRows(databaseUrl: string, round: number): Promise<string[]> {
  const ids = Array.from({ length: REQUESTS }, (_, index) => `${round}-${index}`);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      'create table if not exists bare (id text primary key, state text not null, decided_by text)',
    );
    await client.query(`insert into bare select id, 'pending', null from unnest($1::text[]) as id`, [ids]);
    return ids;
  } finally {
    await client.end();
  }
}
