/** One replica of `decisions.ts`, in a thread of its own: decides what it can get, and says how much that was. */
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'pg';
import { openStore } from '../src/store/index.ts';
import { entryOf } from '../test/support/store/samples.ts';

export interface Deciding {
  readonly databaseUrl: string;
  /** Through the store, or by a bare statement. */
  readonly how: 'decide' | 'bare';
  readonly ids: readonly string[];
}

/** Once at the start with 0, and once at the end. */
export interface Decided {
  readonly won: number;
}

interface Decider {
  /** True when this press decided it. */
  decide(id: string): Promise<boolean>;
  close(): Promise<void>;
}

const AT_ONCE = 8;
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function throughStore(databaseUrl: string): Promise<Decider> {
  const store = await openStore({ databaseUrl, log: QUIET });
  return {
    decide: async (id) => {
      const result = await store.requests.change(id, (request) =>
        request.state === 'pending'
          ? {
              state: 'claimed',
              dueInMs: 0,
              approvals: [
                { approverId: 'U0BEN', approverName: 'Ben', human: 'U0BEN', roles: ['approver'], at: 0 },
              ],
              entry: entryOf({ action: 'approved', actorId: 'U0BEN', requestId: id }),
              jobs: [
                {
                  key: `decided:${id}`,
                  job: { kind: 'notify', userId: 'U0BEN', notice: 'your-decision', requestId: id },
                },
              ],
            }
          : null,
      );
      return result?.changed ?? false;
    },
    close: () => store.close(),
  };
}

async function bare(databaseUrl: string): Promise<Decider> {
  const pool = new Pool({ connectionString: databaseUrl, max: AT_ONCE });
  await pool.query('select 1');
  return {
    decide: async (id) => {
      const { rowCount } = await pool.query(
        `update bare set state = 'claimed', decided_by = 'U0BEN' where id = $1 and state = 'pending' returning *`,
        [id],
      );
      return rowCount === 1;
    },
    close: () => pool.end(),
  };
}

const { databaseUrl, how, ids } = workerData as Deciding;
const decider = await (how === 'decide' ? throughStore(databaseUrl) : bare(databaseUrl));
const tell = (decided: Decided) => parentPort?.postMessage(decided);
tell({ won: 0 });
parentPort?.once('message', async () => {
  const left = [...ids];
  let won = 0;
  const one = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) if (await decider.decide(id)) won += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  await decider.close();
  tell({ won });
});
