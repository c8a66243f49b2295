import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import { expireHeld, releaseOnHost } from '../../../src/helpdesk/limits/hold.ts';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { drawHoldCard, drawUnfreeze } from '../../../src/helpdesk/worker/draw-limits.ts';
import { tellHeld } from '../../../src/helpdesk/worker/tell-hold.ts';
import { type Desk, type DeskOptions, openDesk } from '../../support/helpdesk/harness.ts';
import { LONG } from '../../support/helpdesk/lost-mode-fixture.ts';
import { policyWith } from '../../support/policy-file/policy-with.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

const POLICY = `version: 1
roles: { agent: [S0AGENTS, U0VERA], approver: [S0LEADS], admin: [U0ROOT, U0DANA] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 2, total: 3, within: 60m }] }
rules:
  - { allow: [agent, approver], operations: [lookup, maintenance] }
  - { allow: [approver, admin], operations: [release] }
`;
const APPROVED = policyWith(
  'rules:\n',
  'rules:\n  - { require: { approvals: 1, from: [approver] }, operations: [maintenance] }\n',
  POLICY,
);

const MACS = [NAMED.anasMac, NAMED.bensMac, NAMED.leasMac, NAMED.verasMac, NAMED.ruisMac, NAMED.noorsMac];

const desk = (policy = POLICY, more: DeskOptions = {}) => openDesk({ policy, ...more });
const restart = [{ operation: 'restart', params: {} }] as const;
const sent = ({ kandji }: Desk) =>
  kandji.received().filter(({ path }) => path.endsWith('/action/restart')).length;

/** The same person restarts so many Macs, one after the other. */
async function restarts(world: Desk, who: string, count: number, from = 0) {
  const ids: string[] = [];
  for (const mac of MACS.slice(from, from + count)) {
    const { id } = await world.ask(who, mac, restart);
    await world.reaches(id, 'sent', 'completed', 'held');
    ids.push(id);
  }
  return ids;
}

const stateOf = async ({ store }: Desk, id: string) => (await store.requests.get(id))?.state;
const release = async (world: Desk, who: string, id: string) =>
  world.verbs.releaseRequest(await world.actor(who), id, { reason: 'Checked', viewId: `V-${who}-${id}` });

test("one person's limit holds that person's requests only, and says which limit it was", async () => {
  const world = await desk();
  const [, , third = ''] = await restarts(world, 'U0ANA', 3);
  expect(await world.store.requests.get(third)).toMatchObject({
    state: 'held',
    outcome: { code: 'held', class: 'maintenance', person: 'ANA', limit: 2 },
  });
  const [other = ''] = await restarts(world, 'U0VERA', 1, 3);
  expect(await stateOf(world, other)).not.toBe('held');
  expect(sent(world)).toBe(3);
});

test('the total holds everybody, and its card lists each', async () => {
  const world = await desk();
  await restarts(world, 'U0ANA', 2);
  await restarts(world, 'U0VERA', 1, 2);
  const [first = ''] = await restarts(world, 'U0BEN', 1, 3);
  expect(await stateOf(world, first)).toBe('held');
  await expect.poll(() => world.holds.at(-1)).toEqual({ key: 'maintenance', held: [first] });
  expect(
    world.told
      .filter(({ notice }) => notice === 'on-hold')
      .map(({ to }) => to)
      .sort(),
  ).toEqual(['U0DANA', 'U0LEA', 'U0ROOT']);
});

const toldOnHold = ({ told }: Desk) =>
  told
    .filter(({ notice }) => notice === 'on-hold')
    .map(({ to }) => to)
    .sort();

test('the message about a reached limit goes to no one who requested or approved all that is on hold', async () => {
  const world = await desk(APPROVED);
  const approved = async (mac: string, by = 'U0LEA') => {
    const { id } = await world.ask('U0ANA', mac, restart);
    await world.verbs.approveRequest(await world.actor(by), id, null);
    await world.reaches(id, 'sent', 'completed', 'held');
    return id;
  };
  for (const mac of MACS.slice(0, 2)) await approved(mac);
  expect(await stateOf(world, await approved(MACS[2] ?? ''))).toBe('held');
  await expect.poll(() => toldOnHold(world)).toEqual(['U0BEN', 'U0DANA', 'U0ROOT']);
  // Something that Léa may release: only she hears of it.
  expect(await stateOf(world, await approved(MACS[3] ?? '', 'U0BEN'))).toBe('held');
  await expect.poll(() => toldOnHold(world)).toEqual(['U0BEN', 'U0DANA', 'U0LEA', 'U0ROOT']);
});

test('the message is not sent once nothing is on hold, or after its reader approved what is', async () => {
  const world = await desk();
  const [, , id = ''] = await restarts(world, 'U0ANA', 3);
  await expect.poll(() => toldOnHold(world)).toEqual(['U0BEN', 'U0DANA', 'U0LEA', 'U0ROOT']);
  const request = await world.store.requests.get(id);
  await tellHeld(world.ports, 'U0ANA', request!);
  await tellHeld(world.ports, 'U0VERA', request!);
  expect(toldOnHold(world)).toHaveLength(4);
  await tellHeld(world.ports, 'U0BEN', request!);
  expect(toldOnHold(world)).toHaveLength(5);
  await release(world, 'U0BEN', id);
  await tellHeld(world.ports, 'U0LEA', request!);
  expect(toldOnHold(world)).toHaveLength(5);
});

/** Whose draws of a hold and of a question to unfreeze wait until they are let go. `places`: where each was drawn. */
function waitingNotices({ ports }: Desk) {
  const places: unknown[] = [];
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const waits = async (place: unknown) => {
    places.push(place);
    begun.resolve();
    await gate.promise;
    return { kind: 'drawn' as const, channel: 'C0', ts: '9.0' };
  };
  const notices: typeof ports.notices = {
    ...ports.notices,
    drawHold: ({ place }) => waits(place?.ts ?? null),
    drawUnfreeze: ({ ts }) => waits(ts),
  };
  return { slow: { ...ports, notices }, places, begun: begun.promise, letGo: () => gate.resolve() };
}

const NOT_IN_CHANNEL = { kind: 'rejected', why: 'not_in_channel' } as const;

/** A channel that takes no card until it is mended. */
function rejectingNotices({ ports }: Desk) {
  const { notices } = ports;
  const channel = { isMended: false, tries: 0 };
  const draw = async <T>(drawn: () => Promise<T>) => {
    channel.tries += 1;
    return channel.isMended ? drawn() : NOT_IN_CHANNEL;
  };
  const between = (base: Desk['ports']): Desk['ports'] => ({
    ...base,
    notices: {
      ...notices,
      drawHold: (list) => draw(() => notices.drawHold(list)),
      drawUnfreeze: (asked, freeze) => draw(() => notices.drawUnfreeze(asked, freeze)),
    },
  });
  return { channel, between };
}

describe('a channel that takes no card', () => {
  const forwardUntil = (world: Desk, isTrue: () => boolean | Promise<boolean>, ms: number) =>
    expect
      .poll(async () => {
        world.forward(ms);
        return isTrue();
      }, LONG)
      .toBe(true);

  test('hides no hold: who may release hears once, and the card comes when the channel is mended', async () => {
    const world = await desk(POLICY, { working: false });
    const { channel, between } = rejectingNotices(world);
    world.work({ between });
    const [, , held = ''] = await restarts(world, 'U0ANA', 3);
    await forwardUntil(world, () => channel.tries > 4, 30_000);
    expect(await stateOf(world, held)).toBe('held');
    await expect.poll(() => toldOnHold(world), LONG).toEqual(['U0BEN', 'U0DANA', 'U0LEA', 'U0ROOT']);
    expect((await world.store.survey()).rejectedCards).toEqual({ count: 1, why: 'not_in_channel' });
    expect(world.holds).toEqual([]);
    channel.isMended = true;
    await forwardUntil(world, () => world.holds.length > 0, 60_000);
    expect(world.holds.at(-1)).toEqual({ key: 'maintenance:U0ANA', held: [held] });
    expect(toldOnHold(world)).toHaveLength(4);
    await expect.poll(async () => (await world.store.survey()).rejectedCards.count, LONG).toBe(0);
  });

  test('is told to who asks to unfreeze after three tries, once, and the card comes when it is mended', async () => {
    const world = await desk(POLICY, { working: false });
    const { channel, between } = rejectingNotices(world);
    world.work({ between });
    await startFreeze(world, { userId: 'U0ROOT', name: 'Max Weber', reason: 'drill' });
    const asked = { reason: 'Drill over', viewId: null };
    const { id } = await world.verbs.askUnfreeze(await world.actor('U0BEN'), asked);
    const unposted = () => world.announced.filter((text) => text.startsWith('to U0BEN'));
    await forwardUntil(world, () => unposted().length > 0, 3_000);
    expect(channel.tries).toBe(3);
    await forwardUntil(world, () => channel.tries > 4, 30_000);
    channel.isMended = true;
    await forwardUntil(world, async () => (await world.store.controls.unfreeze(id))?.ts !== null, 60_000);
    expect(unposted()).toHaveLength(1);
  });
});

test('a reached limit posts one card, however many workers draw it at once', async () => {
  const world = await desk(POLICY, { working: false });
  const silent = { ...world.ports.notices, drawHold: async () => NOT_IN_CHANNEL };
  const worker = world.work({ between: (ports) => ({ ...ports, notices: silent }) });
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  await worker.stop();
  const key = (await world.store.requests.get(held))?.limitKey ?? '';
  const { slow, places, begun, letGo } = waitingNotices(world);
  const first = drawHoldCard(slow, key, 'one');
  await begun;
  expect(await drawHoldCard(slow, key, 'two')).toBeGreaterThan(0);
  letGo();
  expect(await first).toBeNull();
  expect(await drawHoldCard(slow, key, 'two')).toBeNull();
  expect(places).toEqual([null, '9.0']);
});

test('two hundred and thirty on hold are all listed, on the card and to who may release', async () => {
  const world = await desk(POLICY, { working: false });
  const { snapshot } = await world.ask('U0ANA', NAMED.anasMac, restart);
  const ids: string[] = [];
  for (let n = 0; n < 230; n += 1) {
    const asked = askFor({
      state: 'claimed',
      deviceId: `mac-${n}`,
      snapshot,
      changes: [...restart],
      cards: [],
    });
    const { request } = await world.store.requests.submit(asked, entryOf(), []);
    const entry = entryOf({ action: 'held' });
    const set = { limitKey: 'maintenance' };
    await world.store.requests.change(request?.id ?? '', () => ({
      state: 'held',
      dueInMs: 60_000,
      set,
      entry,
    }));
    ids.push(request?.id ?? '');
  }
  const lea = await world.actor('U0LEA');
  expect((await world.verbs.listHeld(lea, 'maintenance')).map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(await drawHoldCard(world.ports, 'maintenance', 'one')).toBeNull();
  expect(world.holds.at(-1)?.held).toHaveLength(230);
});

test('what is put on hold while the card says that nothing is left is listed on the same card', async () => {
  const world = await desk(POLICY, { working: false });
  const list: typeof world.store.requests.list = async (query) =>
    query.states?.[0] === 'held' ? (waiting.shift() ?? []) : [];
  const held = await world.ask('U0ANA', MACS[0] ?? '', restart);
  const waiting: HelpdeskRequest[][] = [[], [held], [held], [], []];
  const store = { ...world.store, requests: { ...world.store.requests, list } };
  await store.controls.holdPosted('maintenance', { openedAt: 0, channel: 'C0', ts: '9.0' });
  const draw = () => drawHoldCard({ ...world.ports, store }, 'maintenance', 'one');
  expect(await draw()).toBe(0);
  expect(await draw()).toBeNull();
  expect(world.holds.at(-1)).toEqual({ key: 'maintenance', held: [held.id] });
  expect(await store.controls.holdCard('maintenance')).toMatchObject({ ts: '9.0' });
  expect(await draw()).toBeNull();
  expect(await store.controls.holdCard('maintenance')).toBeNull();
});

test('a question to unfreeze is posted once, however many workers draw it at once', async () => {
  const world = await desk(POLICY, { working: false });
  await startFreeze(world, { userId: 'U0ROOT', name: 'Max Weber', reason: 'drill' });
  const asked = { reason: 'Drill over', viewId: null };
  const { id } = await world.verbs.askUnfreeze(await world.actor('U0BEN'), asked);
  const { slow, places, begun, letGo } = waitingNotices(world);
  const first = drawUnfreeze(slow, id, 'one');
  await begun;
  expect(await drawUnfreeze(slow, id, 'two')).toBeGreaterThan(0);
  letGo();
  expect(await first).toBeNull();
  expect(await drawUnfreeze(slow, id, 'two')).toBeNull();
  expect(places).toEqual([null, '9.0']);
});

test('a released request passes the limit once, is counted, and the next one is held again', async () => {
  const world = await desk();
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  await release(world, 'U0BEN', held);
  expect(await world.reaches(held, 'sent', 'completed')).toMatchObject({
    release: { name: 'BEN', reason: 'Checked' },
  });
  expect(sent(world)).toBe(3);
  const [next = ''] = await restarts(world, 'U0ANA', 1, 3);
  expect(await stateOf(world, next)).toBe('held');
});

test('neither its requester nor one of its approvers can release it', async () => {
  const world = await desk(APPROVED);
  const ids: string[] = [];
  for (const mac of MACS.slice(0, 3)) {
    const { id } = await world.ask('U0ANA', mac, restart);
    await world.verbs.approveRequest(await world.actor('U0BEN'), id, null);
    await world.reaches(id, 'sent', 'completed', 'held');
    ids.push(id);
  }
  const held = ids[2] ?? '';
  await expect(release(world, 'U0BEN', held)).rejects.toMatchObject({ code: 'own-request' });
  await expect(release(world, 'U0ANA', held)).rejects.toMatchObject({ code: 'not-allowed' });
  await release(world, 'U0LEA', held);
  await world.reaches(held, 'sent', 'completed');
});

test('between release and sending the releaser loses the right: no longer valid, nothing is sent', async () => {
  const world = await desk(POLICY, { working: false });
  const worker = world.work();
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  await worker.stop();
  await release(world, 'U0BEN', held);
  world.people.groups.get('S0LEADS')?.delete('U0BEN');
  world.work();
  expect(await world.reaches(held, 'void')).toMatchObject({ outcome: { code: 'release_lost' } });
  expect(sent(world)).toBe(2);
});

test('a second release changes nothing: one command', async () => {
  const world = await desk();
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  const both = await Promise.allSettled([release(world, 'U0BEN', held), release(world, 'U0LEA', held)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await world.reaches(held, 'sent', 'completed');
  expect(sent(world)).toBe(3);
});

test('on hold it can be denied by who may release and canceled by its requester', async () => {
  const world = await desk();
  const [, , first = '', second = ''] = await restarts(world, 'U0ANA', 4);
  const denial = { reason: 'Not these', viewId: null };
  await world.verbs.denyRequest(await world.actor('U0BEN'), first, denial);
  await world.verbs.cancelRequest(await world.actor('U0ANA'), second);
  expect([await stateOf(world, first), await stateOf(world, second)]).toEqual(['denied', 'cancelled']);
  await expect.poll(() => world.holds.at(-1)?.held).toEqual([]);
  expect(sent(world)).toBe(2);
});

test('four hours after its last approval it expires, and nothing is sent', async () => {
  const world = await desk();
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  world.forward(4 * 3_600_000 + 1_000);
  expect(await world.reaches(held, 'expired')).toMatchObject({ outcome: { code: 'expired' } });
  const row = await world.store.requests.get(held);
  if (row) await expireHeld(world.ports, row);
  expect(sent(world)).toBe(2);
});

test('a freeze stops what is on hold', async () => {
  const world = await desk();
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'drill' };
  await world.store.controls.startFreeze(
    by,
    {
      action: 'froze',
      actorId: 'U0ROOT',
      deviceId: null,
      requestId: null,
      operations: [],
      result: 'froze',
      rule: null,
      policyHash: null,
      text: null,
    },
    () => [],
  );
  await expect(release(world, 'U0BEN', held)).rejects.toMatchObject({ code: 'frozen' });
  await world.verbs.applyFreeze();
  expect(await world.store.requests.get(held)).toMatchObject({ state: 'void', outcome: { code: 'frozen' } });
});

test('on the host one person releases by name and reason, and the rest is still judged', async () => {
  const world = await desk();
  const [, , held = ''] = await restarts(world, 'U0ANA', 3);
  const by = { userId: 'system', name: 'Max Weber (host)', reason: 'Ben is away' };
  expect(await releaseOnHost(world.ports, held, by)).toBe(true);
  expect(await releaseOnHost(world.ports, held, by)).toBe(false);
  await world.reaches(held, 'sent', 'completed');
  await expect.poll(() => world.announced.join()).toContain('released on the host by Max Weber (host)');
});

test('the form says beforehand that it will be on hold', async () => {
  const world = await desk();
  await restarts(world, 'U0ANA', 2);
  const would = async (who: string) => world.verbs.whatWouldHold(await world.actor(who), restart);
  expect(await would('U0ANA')).toMatchObject({ key: expect.stringContaining('maintenance:'), limit: 2 });
  expect(await would('U0VERA')).toBeNull();
});
