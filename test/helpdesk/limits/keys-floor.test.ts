import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import { KEY_OPERATIONS } from '../../../src/helpdesk/operations/index.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';

const RULE = '  - { require: { approvals: 1, from: [approver] }, operations: [secret] }\n';
const policy = (more = '') => `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent], operations: [lookup, irreversible, secret] }
  - { allow: [approver], operations: [lookup] }
  - { require: { approvals: 1, from: [approver] }, operations: [irreversible] }
${more}`;

const keyFor = (operation: OperationName, userId = 'U0ANA') =>
  [{ operation, params: { recipient: { userId, name: userId }, requester: userId } }] as const;
const approve = async ({ verbs, actor }: Desk, who: string, id: string) =>
  verbs.approveRequest(await actor(who), id, null);
const KINDS = KEY_OPERATIONS.map(({ name }) => name);

describe('who approves that a key is shown', () => {
  test.each(KINDS)('%s: not someone who was added less than 24 hours ago', async (operation) => {
    const world = await openDesk({ policy: policy(RULE), working: false });
    world.people.fresh.add('U0BEN');
    const { id, state } = await world.ask('U0ANA', NAMED.noorsMac, keyFor(operation));
    expect(state).toBe('pending');
    await expect(approve(world, 'U0BEN', id)).rejects.toMatchObject({
      code: 'not-allowed',
      reason: expect.stringContaining('24 hours after you were added'),
    });
    expect((await approve(world, 'U0LEA', id)).state).toBe('ready');
  });

  test('an approver who leaves and comes back before the press no longer counts, and no key is read', async () => {
    const world = await openDesk({ policy: policy(RULE), working: false });
    const { id } = await world.ask('U0ANA', NAMED.noorsMac, keyFor('show-filevault-key'));
    await approve(world, 'U0LEA', id);
    world.people.fresh.add('U0LEA');
    const press = { window: { viewId: 'V1', hash: null }, monotonic: () => 0 };
    await expect(world.verbs.showKey(await world.actor('U0ANA'), id, press)).rejects.toMatchObject({
      code: 'changed',
    });
    expect(await world.store.requests.get(id)).toMatchObject({
      state: 'void',
      outcome: { code: 'approvals_lost' },
    });
    expect(world.kandji.keys.reads).toEqual([]);
  });
});

describe('at most ten unfinished dangerous requests', () => {
  test('keys that are ready count with erases that wait, and give room once they are canceled', async () => {
    const world = await openDesk({ policy: policy(), working: false });
    const macs = world.kandji.tenant.devices.filter(
      ({ platform, removed, erased, bare }) => platform === 'Mac' && !removed && !erased && !bare,
    );
    const next = () => macs.shift()?.id ?? '';
    const ready: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { id, state } = await world.ask('U0ANA', next(), keyFor('show-unlock-pin'));
      expect(state).toBe('ready');
      ready.push(id);
      await world.ask('U0ANA', next(), [{ operation: 'erase', params: {} }]);
    }
    const tooMany = { code: 'not-possible', reason: expect.stringContaining('10 requests') };
    await expect(world.ask('U0ANA', next(), keyFor('show-unlock-pin'))).rejects.toMatchObject(tooMany);
    await expect(world.ask('U0ANA', next(), [{ operation: 'erase', params: {} }])).rejects.toMatchObject(
      tooMany,
    );
    await world.verbs.cancelRequest(await world.actor('U0ANA'), ready[0] ?? '');
    await world.ask('U0ANA', next(), keyFor('show-unlock-pin'));
  });
});
