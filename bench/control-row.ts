import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerSchema } from '../src/helpdesk/limits/ledger.ts';
import { type OpenStore, openStore, type StoreOptions } from '../src/store/index.ts';
import { findPostgres } from '../test/support/store/find-postgres.ts';
import { type LimitDesk, limitDesk, limitWorld } from '../test/support/store/limit-desk.ts';
import { startPostgres } from '../test/support/store/postgres.ts';
import { atMost, type Figure, figure, type Measurement, median, ms, ratio, remark } from './figure.ts';

const REQUESTS = 60;
/** The first ones run code that was never run before. */
const WARM_UP = 10;
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

const POLICY = `version: 1
roles: { agent: [U0ANA], approver: [U0BEN] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 100, total: 100, within: 1m }] }
rules:
  - { allow: [agent], operations: [lookup, maintenance] }
  - { require: { approvals: 1, from: [approver] }, operations: [maintenance] }
`;

/** What the one row of freeze and limits costs between the last approval and the call: with it, and by a store that leaves it alone, in turns. */
export const controlRow: Measurement = {
  name: 'control-row',
  title: `From the submission of an approval to the call, Slack and Kandji in memory (${REQUESTS} requests each, in turns; median)`,
  async run() {
    const dataDir = mkdtempSync(join(tmpdir(), 'kandji-bench-row-'));
    const embedded = await measured('the embedded store', { dataDir }).finally(() =>
      rmSync(dataDir, { recursive: true, force: true }),
    );
    if (findPostgres() === null) return [...embedded, remark('PostgreSQL', 'not installed here')];
    const postgres = await startPostgres();
    try {
      const databaseUrl = await postgres.createDatabase('bench');
      return [...embedded, ...(await measured('PostgreSQL', { databaseUrl }))];
    } finally {
      await postgres.stop();
    }
  },
};

async function measured(name: string, where: Partial<StoreOptions>): Promise<Figure[]> {
  const store = await openStore({ log: QUIET, ...where });
  try {
    const took: Record<'with' | 'without', number[]> = { with: [], without: [] };
    for (let index = 0; index < REQUESTS + WARM_UP; index += 1)
      for (const how of index % 2 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
        const one = await approval(how === 'with' ? store : withoutRow(store), `${how}-${index}`);
        if (index >= WARM_UP) took[how].push(one);
        // Nothing that was counted may hold the next one.
        await store.controls.resetLimits(RESET, []);
      }
    const [row, bare] = [median(took.with), median(took.without)];
    return [
      figure(`approval → call, ${name}`, row, ms),
      figure(`the same without the control row, ${name}`, bare, ms),
      atMost(`with ÷ without, ${name}`, row / bare, 1.1, ratio()),
    ];
  } finally {
    await store.close();
  }
}

/** @returns ms from the approval's submission to the moment in which the call leaves */
async function approval(store: OpenStore, deviceId: string): Promise<number> {
  const world = limitWorld(POLICY);
  const desk: LimitDesk = limitDesk(store, world);
  let left = Number.NaN;
  world.leaves = () => {
    left = performance.now();
  };
  const { id } = await desk.ask('U0ANA', deviceId);
  const began = performance.now();
  await desk.approve('U0BEN', id);
  await desk.drain();
  if (Number.isNaN(left)) throw new Error(`${deviceId} was not restarted`);
  return left - began;
}

/** Neither locks the row nor reads or writes what stands in it. */
function withoutRow(store: OpenStore): OpenStore {
  const nothing = ledgerSchema.parse({});
  return {
    ...store,
    controls: { ...store.controls, freeze: async () => null },
    requests: {
      ...store.requests,
      change: (id, next) =>
        store.requests.change(id, (row, lease) => {
          const after = next(row, { ...lease, ledger: nothing, heldKeys: [] });
          if (after === null) return null;
          const { ledger: _, ...rest } = after;
          return rest;
        }),
    },
  };
}

const RESET = {
  action: 'limits-reset',
  actorId: 'system',
  deviceId: null,
  requestId: null,
  operations: ['limits reset'],
  result: 'reset',
  rule: null,
  policyHash: null,
  text: null,
} as const;
