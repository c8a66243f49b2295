import { z } from 'zod';
import { FLEET_LEASE, type WalkState } from '../../helpdesk/fleet/fleet-index.ts';
import { newWalk } from '../../helpdesk/fleet/walk-page.ts';
import type { Tx } from '../database.ts';

const result = z.object({
  asOf: z.number(),
  endedAt: z.number(),
  calls: z.number(),
  rows: z.number(),
  missing: z.number(),
  isHeld: z.boolean(),
  // A version before this one writes none.
  skipped: z.number().default(0),
});

const gap = z.object({
  after: z.string().nullable(),
  offset: z.number(),
  rows: z.number(),
  before: z.string().nullable(),
  until: z.number(),
});

const walkState: z.ZodType<WalkState> = z.object({
  tenant: z.string(),
  walk: z.number(),
  phase: z.enum(['pages', 'confirm', 'rest']),
  startedAt: z.number(),
  offset: z.number(),
  lastId: z.string().nullable(),
  order: z.enum(['ids', 'stamps']),
  isOrdered: z.boolean(),
  stepBack: z.number(),
  failures: z.number().default(0),
  size: z.number().default(0),
  skipped: z.number().default(0),
  gaps: z.array(gap).default([]),
  nextAt: z.number(),
  calls: z.number(),
  last: result.nullable(),
});

export const parseState = (text: string): WalkState =>
  text === '' ? newWalk('') : walkState.parse(JSON.parse(text));

/** Whether two states are one, however they came about. */
export const isSameState = (one: WalkState, other: WalkState): boolean => textOf(one) === textOf(other);

const textOf = (state: WalkState): string => JSON.stringify(walkState.parse(state));

/** The state, and the turn to write to the index: anyone else who wants to waits until this transaction is over. */
export async function lockState(tx: Tx): Promise<WalkState> {
  const row = await tx.db
    .selectFrom('fleet_state')
    .select('state')
    .where('id', '=', 1)
    .$if(tx.kind === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
  return parseState(row.state);
}

export async function readState(tx: Tx): Promise<{ readonly state: WalkState; readonly now: number }> {
  const row = await tx.db
    .selectFrom('fleet_state')
    .select(['state', tx.clock().as('now')])
    .where('id', '=', 1)
    .executeTakeFirstOrThrow();
  return { state: parseState(row.state), now: row.now };
}

export async function writeState(tx: Tx, state: WalkState): Promise<void> {
  await tx.db
    .updateTable('fleet_state')
    .set({ state: textOf(state) })
    .where('id', '=', 1)
    .execute();
}

/** Whether this replica's turn to read in the background has not ended. */
export async function holdsLease(tx: Tx, owner: string): Promise<boolean> {
  const lease = await tx.db
    .selectFrom('leases')
    .select('name')
    .where('name', '=', FLEET_LEASE)
    .where('owner', '=', owner)
    .where('until', '>', tx.clock())
    .executeTakeFirst();
  return lease !== undefined;
}
