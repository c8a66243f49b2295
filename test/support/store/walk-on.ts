import { writeSync } from 'node:fs';
import { FLEET_LEASE } from '../../../src/helpdesk/fleet/fleet-index.ts';
import { walkOn } from '../../../src/helpdesk/fleet/walk.ts';
import { createKandji } from '../../../src/kandji/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { createBudget } from '../kandji/fake-budget.ts';
import { silent } from './harness.ts';

/** A process that walks over the fleet at a simulated Kandji, walk after walk, and says so when one has ended. */
const { apiUrl, token, aheadMs, ...where } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly apiUrl: string;
  readonly token: string;
  /** The database's clock, so much later than it is. */
  readonly aheadMs: number;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
};
let ahead = aheadMs;
const store = await openStore({ ...where, log: silent, clockOffset: () => ahead });
const { source } = createKandji({ apiUrl: new URL(apiUrl), token, budget: createBudget(), log: silent });
const tenant = new URL(apiUrl).host;
const walker = { store, source, log: silent, tenant, owner: String(process.pid), pauseMs: 0, pageSize: 60 };
await store.fleet.startFor(tenant);
writeSync(1, 'open\n');
for (let ended = (await store.fleet.state()).state.last?.endedAt; ; ) {
  await walkOn(walker);
  const { state, now } = await store.fleet.state();
  // The lease of a process that was killed lasts a minute; a walk that has ended rests for five.
  const isMine = await store.leases.take(FLEET_LEASE, walker.owner, 60_000);
  ahead += !isMine ? 61_000 : Math.max(0, state.nextAt - now);
  if (state.last?.endedAt === ended) continue;
  ended = state.last?.endedAt;
  writeSync(1, `${JSON.stringify({ held: state.last?.isHeld, ahead })}\n`);
}
