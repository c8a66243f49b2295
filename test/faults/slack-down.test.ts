import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { createHelpdesk } from '../../src/helpdesk/index.ts';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { ANA, APPROVALS, BEN, startWorld, type World } from '../support/e2e/harness.ts';
import { LOST_OFF } from '../support/helpdesk/lost-mode-fixture.ts';

const BOT = 'UBOTKANDJI';
/** A busy machine is no failure. */
const LONG = 20_000;
/** After this the app reads again who someone is. */
const MINUTE = 60_000;

/** The whole app, whose verbs people use without a modal, and whose one call waits for `go`. */
async function open({ commandDelay = 50 } = {}) {
  const held: { ports?: Ports } = {};
  const called = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const world = await startWorld({
    kandji: { devices: 12, commandDelay },
    between: (ports) => {
      held.ports = {
        ...ports,
        commands: {
          ...ports.commands,
          disableLostMode: async (...call) => {
            called.resolve();
            await go.promise;
            return ports.commands.disableLostMode(...call);
          },
        },
      };
      return held.ports;
    },
  });
  const { ports } = held;
  if (!ports) throw new Error('not started');
  const verbs = createHelpdesk(ports);
  const actor = (userId: string) => ports.people.actor(userId, 'decide');
  return {
    world,
    ports,
    called: called.promise,
    go: () => go.resolve(),
    ask: async () => {
      const ana = await actor(ANA);
      const draft = await verbs.reviewRequest(ana, NAMED.warehouseIpad, LOST_OFF);
      const { request } = await verbs.submitRequest(ana, draft, { reason: 'because', viewId: null });
      if (!request) throw new Error('nothing was asked');
      return request.id;
    },
    approve: async (id: string) => verbs.approveRequest(await actor(BEN), id, null),
    completes: async (id: string) => {
      await world.slack.until(
        () => {
          world.clock.forward(50);
          return world.kandji.tenant.device(NAMED.warehouseIpad)?.lostMode === null;
        },
        'the device',
        LONG,
      );
      await expect
        .poll(
          async () => {
            world.clock.forward(200);
            return (await ports.store.requests.get(id))?.state;
          },
          { timeout: LONG },
        )
        .toBe('completed');
      expect(commands(world)).toHaveLength(1);
    },
  };
}

const commands = (world: World) =>
  world.kandji.received({ method: 'POST' }).filter(({ path }) => path.includes('/action/'));
const reads = (world: World, who: string, channel: string, words: string) =>
  world.slack.until(
    () => {
      world.clock.forward(250);
      return world.slack
        .as(who)
        .sees(channel)
        .some((message) => message.words.includes(words));
    },
    words,
    LONG,
  );
const dm = (world: World, words: string) => reads(world, ANA, world.slack.as(ANA).dmId(), words);

describe('the operation runs once, and someone is told, when', () => {
  test('Slack cannot redraw the card for a while: it is repaired', async () => {
    const { world, ask, approve, go, completes } = await open();
    world.allow('refusals');
    const id = await ask();
    await reads(world, BEN, APPROVALS, 'approval needed');
    const broken = world.slack.faults.fail('chat.update', { status: 500, body: 'oops' }, 1_000);
    go();
    await approve(id);
    await completes(id);
    expect(broken.used).toBeGreaterThan(0);
    broken.remove();
    await reads(world, BEN, APPROVALS, '✅');
  });

  test('the approvals channel is archived meanwhile', async () => {
    const { world, ask, approve, go, completes } = await open();
    world.allow('refusals');
    const id = await ask();
    await reads(world, BEN, APPROVALS, 'approval needed');
    world.slack.world.archive(APPROVALS);
    go();
    await approve(id);
    await completes(id);
    await dm(world, "Couldn't update your request");
    await dm(world, '✅');
  });

  test('the approvals channel rejects the card, in a word that no one knows, until an admin mends it', async () => {
    const { world, ports, ask, approve, go, completes } = await open();
    world.allow('refusals');
    const rejected = { error: 'restricted_action_of_next_year', channel: APPROVALS };
    const broken = world.slack.faults.fail('chat.postMessage', rejected, 1_000);
    const id = await ask();
    await dm(world, "Couldn't post your request in the approvals channel");
    expect(broken.used).toBe(3);
    broken.remove();
    world.clock.forward(MINUTE);
    await reads(world, BEN, APPROVALS, 'approval needed');
    await expect
      .poll(async () => (await ports.store.cards.of(id)).some(({ wasGone }) => wasGone), { timeout: LONG })
      .toBe(false);
    go();
    await approve(id);
    await completes(id);
    await dm(world, '✅');
  });

  test('the app is not in the approvals channel', async () => {
    const { world, ask, approve, go, completes } = await open();
    world.allow('refusals');
    world.slack.world.removeFromChannel(APPROVALS, BOT);
    const id = await ask();
    await dm(world, "Couldn't post your request in the approvals channel");
    go();
    await approve(id);
    await completes(id);
    await dm(world, '✅');
  });

  test('the requester leaves while it is sent: the approvers read how it ended', async () => {
    const { world, ask, approve, called, go, completes } = await open({ commandDelay: MINUTE });
    const id = await ask();
    await approve(id);
    await called;
    world.slack.world.deactivate(ANA);
    go();
    await reads(world, BEN, APPROVALS, 'Lost Mode off sent');
    world.clock.forward(MINUTE);
    await completes(id);
    await reads(world, BEN, APPROVALS, `I can no longer reach Ana Ruiz, who requested: turn off Lost Mode`);
    await reads(world, BEN, APPROVALS, `Request ${id} is done`);
    await reads(world, BEN, APPROVALS, '✅');
  });
});

test('a requester who has left before it is sent: nothing is sent, and the approvers read that', async () => {
  const { world, ports, ask, approve } = await open();
  const id = await ask();
  world.slack.world.deactivate(ANA);
  world.clock.forward(MINUTE);
  await expect(approve(id)).rejects.toMatchObject({ code: 'changed' });
  expect(await ports.store.requests.get(id)).toMatchObject({ state: 'void' });
  await reads(world, BEN, APPROVALS, 'No longer valid');
  await reads(world, BEN, APPROVALS, `Request ${id} is no longer valid`);
  expect(commands(world)).toEqual([]);
});
