import { describe, expect, test } from 'vitest';
import {
  recordGroupChange,
  recordPolicyAtStart,
  recordPolicyChange,
} from '../../src/helpdesk/judging/record-change-of-rules.ts';
import type { Policy } from '../../src/helpdesk/policy.ts';
import { type Desk, openDesk } from './desk.ts';

const HOUR_MS = 3_600_000;

async function world() {
  const desk = await openDesk({ working: false });
  const hashed = (hash: string): Policy => ({ ...(desk.policy as Policy), hash });
  return {
    desk,
    policy: (hash: string, before: string) => recordPolicyChange(desk.store, hashed(hash), before),
    start: (hash: string) => recordPolicyAtStart(desk.store, hashed(hash)),
    group: (added: readonly string[], removed: readonly string[], groupId = 'S0LEADS') =>
      recordGroupChange(desk.store, { groupId, added, removed }),
  };
}

const policies = async ({ store }: Desk) =>
  (await store.audit.history({ action: 'policy-changed', limit: 20 })).map(({ result }) => result).reverse();
const groups = async ({ store }: Desk) =>
  (await store.audit.history({ action: 'group-changed', limit: 20 })).map(({ text }) => text).reverse();

describe('a changed policy', () => {
  test('that goes back and forth is on the record each time', async () => {
    const { desk, policy } = await world();
    await policy('B', 'A');
    await policy('A', 'B');
    await policy('B', 'A');
    expect(await policies(desk)).toEqual(['B', 'A', 'B']);
  });

  test('that several replicas notice, together or late, is on the record once', async () => {
    const { desk, policy, start } = await world();
    await Promise.all([policy('B', 'A'), policy('B', 'A'), policy('B', 'A')]);
    desk.forward(HOUR_MS);
    await policy('B', 'A');
    await start('B');
    expect(await policies(desk)).toEqual(['B']);
  });
});

describe('a changed group', () => {
  const IN = { added: 'U9', removed: '' };
  const OUT = { added: '', removed: 'U9' };

  test('whose member comes, goes and comes back is on the record each time', async () => {
    const { desk, group } = await world();
    await group(['U9'], []);
    await group([], ['U9']);
    await group(['U9'], []);
    expect(await groups(desk)).toEqual([IN, OUT, IN]);
  });

  test('that several replicas notice is on the record once, whatever other groups do', async () => {
    const { desk, group } = await world();
    await Promise.all([group(['U9'], []), group(['U9'], [])]);
    await group(['U8'], [], 'S0AGENTS');
    await group(['U9'], []);
    expect(await groups(desk)).toEqual([IN, { added: 'U8', removed: '' }]);
  });

  test('that came back while nobody watched is on the record again', async () => {
    const { desk, group } = await world();
    await group(['U9'], []);
    desk.forward(HOUR_MS);
    await group(['U9'], []);
    expect(await groups(desk)).toEqual([IN, IN]);
  });
});
