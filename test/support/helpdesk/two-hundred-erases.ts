import { expect } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { openStore } from '../../../src/store/index.ts';
import { askFor, entryOf } from '../store/samples.ts';
import { NO_LOG, openDesk } from './harness.ts';

const POLICY = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent, approver], operations: [lookup, irreversible] }
  - { require: { approvals: 1, from: [approver] }, operations: [irreversible] }
`;

/** Two hundred Macs, each of which someone wants erased and Ben has approved it; the requests of forty agents. */
export async function twoHundredErases(databaseUrl?: string): Promise<void> {
  const desk = await openDesk({
    policy: POLICY,
    working: false,
    kandji: { devices: 400, windowsAndAndroid: false },
    ...(databaseUrl && { databaseUrl }),
  });
  const agents = Array.from({ length: 40 }, (_, index) => `U0A${index}`);
  for (const agent of agents) desk.people.groups.get('S0AGENTS')?.add(agent);
  const read: Device[] = [];
  for (const offset of [0, 300])
    read.push(...(await desk.ports.fleet.list({}, { offset, limit: 300 })).value.devices);
  const macs = read
    .filter(({ isRemoved, mdmEnabled, name }) => !isRemoved && mdmEnabled === true && name !== '')
    .slice(0, 200);
  expect(macs).toHaveLength(200);
  const takenAt = await desk.store.now();
  for (const [index, device] of macs.entries()) {
    const requesterId = agents[index % agents.length] ?? '';
    const submitted = await desk.store.requests.submit(
      askFor({
        deviceId: device.id,
        changes: [{ operation: 'erase', params: {} }],
        requesterId,
        requesterName: requesterId,
        snapshot: { device, supervised: null, lostModeEnabledAt: null, takenAt },
        exclusive: ['lock-erase-delete'],
        cards: [],
      }),
      entryOf(),
      [],
    );
    await desk.store.requests.change(submitted.request?.id ?? '', () => ({
      state: 'claimed',
      dueInMs: 0,
      approvals: [
        { approverId: 'U0BEN', approverName: 'Ben', human: 'U0BEN', roles: ['approver'], at: takenAt },
      ],
      entry: entryOf({ action: 'approved' }),
    }));
  }
  desk.kandji.forgetReceived();
  // Two replicas at once: on PostgreSQL each with a store of its own.
  const second = databaseUrl ? await openStore({ databaseUrl, log: NO_LOG }) : desk.store;
  desk.work({ owner: 'one' });
  desk.work({ owner: 'two', between: (ports) => ({ ...ports, store: second }) });
  const count = async (...states: Parameters<typeof desk.reaches>[1][]) =>
    (await desk.store.requests.list({ states, limit: 300 })).length;
  await expect.poll(() => count('claimed', 'sending'), { timeout: 240_000, interval: 500 }).toBe(0);
  const erases = desk.kandji
    .received()
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/erase'));
  expect(erases).toHaveLength(10);
  expect(new Set(erases.map(({ path }) => path)).size).toBe(10);
  expect(await count('held')).toBe(190);
  if (databaseUrl) await second.close();
}
