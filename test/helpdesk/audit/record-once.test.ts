import { expect, test } from 'vitest';
import { createRecordOnce } from '../../../src/helpdesk/audit/record-once.ts';
import type { NewAuditEntry } from '../../../src/helpdesk/store-port.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

const entry = (result: string) => (): NewAuditEntry => ({
  action: 'looked',
  actorId: 'U0ANA',
  deviceId: null,
  requestId: null,
  operations: ['people'],
  result,
  rule: null,
  policyHash: null,
  text: null,
});

async function world() {
  const desk = await openDesk({ working: false });
  const state = { now: 0, isGone: false };
  const append: typeof desk.store.audit.append = (one) =>
    state.isGone ? Promise.reject(new Error('gone')) : desk.store.audit.append(one);
  const store = { ...desk.store, audit: { ...desk.store.audit, append } };
  const once = createRecordOnce({ store }, 1_000, () => state.now);
  const written = async () =>
    (await desk.store.audit.history({ action: 'looked', limit: 50 })).map(({ result }) => result).reverse();
  return { state, once, written };
}

test('the same is written once for a while, also when it is shown several times at once; another thing is written', async () => {
  const { state, once, written } = await world();
  await Promise.all([once('a', entry('1')), once('a', entry('2')), once('b', entry('3'))]);
  state.now = 999;
  await once('a', entry('4'));
  state.now = 1_001;
  await once('a', entry('5'));
  expect(await written()).toEqual(['1', '3', '5']);
});

test('what could not be written must not be shown, and is written the next time', async () => {
  const { state, once, written } = await world();
  state.isGone = true;
  await expect(Promise.all([once('a', entry('1')), once('a', entry('2'))])).rejects.toThrow('gone');
  state.isGone = false;
  await once('a', entry('3'));
  expect(await written()).toEqual(['3']);
});
