import { expect } from 'vitest';
import { type Device, NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Change } from '../../../src/helpdesk/operation.ts';
import type { Sent } from '../../../src/helpdesk/ports.ts';
import { SHOWN_IN_WINDOW_MS } from '../../../src/helpdesk/timing.ts';
import { type Desk, openDesk } from './harness.ts';

export const LOST_OFF = [{ operation: 'disable-lost-mode', params: {} }] as const;
export const ASSET_TAG = [{ operation: 'set-asset-tag', params: { assetTag: 'LF-NEW' } }] as const;

/** A busy machine is no failure. */
export const LONG = { timeout: 10_000 };

/** What is known of a command whose answer was lost. */
export const NO_ANSWER: Sent = {
  outcome: 'unknown',
  status: null,
  sentence: 'Kandji did not answer within 12 s.',
};

/** What Kandji was asked to change, notes aside. */
export const writes = (desk: Desk) =>
  desk.kandji.received().filter(({ method, template }) => method !== 'GET' && !template?.endsWith('/notes'));

/** The iPad as Kandji has it. */
export function lostIpad(desk: Desk): Device {
  const found = desk.kandji.tenant.device(NAMED.warehouseIpad);
  if (!found) throw new Error('gone');
  return found;
}

/** One person presses Approve. */
export const approve = async (desk: Desk, who: string, requestId: string) =>
  desk.verbs.approveRequest(await desk.actor(who), requestId, null);

/** A change of the iPad, asked and (where it must be) approved, before anybody works on it. */
export async function approved(changes: readonly Change[] = LOST_OFF) {
  const desk = await openDesk({ working: false, kandji: { devices: 12 } });
  const { id, state } = await desk.ask('U0ANA', NAMED.warehouseIpad, changes);
  if (state === 'pending') await approve(desk, 'U0BEN', id);
  return { desk, id };
}

/** No job waits any more of those that came of what was done so far. */
export async function allTold(desk: Desk): Promise<void> {
  desk.forward(SHOWN_IN_WINDOW_MS);
  await expect.poll(async () => (await desk.store.survey()).lateMs.jobs, LONG).toBe(0);
}
