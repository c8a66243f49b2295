import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import { Refusal } from '../../../src/helpdesk/policy.ts';
import { type HelpdeskRequest, isFinished } from '../../../src/helpdesk/request.ts';
import { startWorker } from '../../../src/helpdesk/worker/worker.ts';
import { faultPoints, type Point } from '../../support/faults/fault-points.ts';
import { type Ending, openPropertyWorld } from '../../support/helpdesk/request-properties-fixture.ts';
import { type Act, type Step, step } from '../../support/helpdesk/request-properties-steps.ts';

type World = Awaited<ReturnType<typeof openPropertyWorld>>;

/** Everything that can happen to the requests of one world. */
function story(world: World) {
  const ids: string[] = [];
  /** Workers that stand still, and those that do not or no longer. */
  const asleep: { readonly wake: () => void; readonly done: Promise<unknown> }[] = [];
  const awake: Promise<unknown>[] = [];
  const verbs = createHelpdesk(world.ports('accepted'));
  const idAt = (index: number) => ids.at(-1 - (index % Math.max(1, ids.length)));

  async function work(sleepsAt: Point | null, ending: Ending): Promise<void> {
    const sleeping = Promise.withResolvers<void>();
    const woken = Promise.withResolvers<void>();
    let slept = false;
    const at = (point: Point) => {
      if (point !== sleepsAt || slept) return;
      slept = true;
      sleeping.resolve();
      return woken.promise;
    };
    const runner = { owner: crypto.randomUUID(), monotonic: world.now };
    // Each lane does one thing and stops.
    const done = startWorker(faultPoints(at)(world.ports(ending)), runner, { pollMs: 3_600_000 }).stop();
    await Promise.race([done, sleeping.promise]);
    if (slept) asleep.push({ wake: woken.resolve, done });
    else awake.push(done);
  }

  async function asks(userId: string, device: string, what: string): Promise<string | undefined> {
    const actor = await world.actor(userId);
    const change =
      what === 'lost-off'
        ? ({ operation: 'disable-lost-mode', params: {} } as const)
        : ({ operation: 'set-asset-tag', params: { assetTag: `LF-${ids.length}` } } as const);
    const draft = await verbs.reviewRequest(actor, device, [change]);
    const submitted = await verbs.submitRequest(actor, draft, { reason: 'why', viewId: null });
    if (submitted.kind === 'created') ids.push(submitted.request.id);
    return submitted.request?.id;
  }

  async function does(doing: Act): Promise<unknown> {
    switch (doing.do) {
      case 'ask':
        return asks(doing.who, doing.device, doing.what);
      case 'approved': {
        const id = await asks('U0TOM', doing.device, 'lost-off');
        for (const lead of ['U0BEN', 'U0LEA'])
          if (id !== undefined) await verbs.approveRequest(await world.actor(lead), id, null);
        return;
      }
      case 'work':
        return work(doing.sleepsAt, doing.ending);
      case 'wake':
        return wakes(takenFrom(asleep, doing.nth));
      case 'kill':
        // No one will ever wake it: what follows never happens.
        return takenFrom(asleep, doing.nth);
      case 'late answer':
        return takenFrom(world.late, doing.nth)?.();
      default: {
        const id = idAt(doing.nth);
        return id === undefined ? undefined : decides(doing.do, doing.who, id);
      }
    }
  }

  function wakes(worker: (typeof asleep)[number] | undefined): void {
    worker?.wake();
    if (worker) awake.push(worker.done);
  }

  async function decides(verb: string, userId: string, id: string): Promise<unknown> {
    const actor = await world.actor(userId);
    switch (verb) {
      case 'approve':
        return verbs.approveRequest(actor, id, null);
      case 'deny':
        return verbs.denyRequest(actor, id, { reason: 'no', viewId: null });
      case 'withdraw':
        return verbs.withdrawApproval(actor, id);
      case 'cancel':
        return verbs.cancelRequest(actor, id);
      default:
        return verbs.settleRequest(actor, id, { ended: 'failed', reason: 'I looked', viewId: null });
    }
  }

  /** Refusals are answers; everything else thrown is a promise broken. */
  const tries = (doing: Act): Promise<unknown> =>
    does(doing).catch((error: unknown) => {
      if (!(error instanceof Refusal)) world.broken.push(`${JSON.stringify(doing)}: ${String(error)}`);
    });

  return {
    ids,
    step: async (one: Step): Promise<void> => {
      if (one.do === 'forward') world.forward(one.ms);
      else if (one.do === 'role') world.setRole(one.who, one.group as 'S0LEADS', one.holds);
      else if (one.do === 'together') await Promise.all(one.acts.map(tries));
      else await tries(one);
    },
    /** Everybody wakes, every lease ends, and what is due is done. */
    settle: async (): Promise<void> => {
      for (let round = 0; round < 40; round += 1) {
        for (const worker of asleep.splice(0)) wakes(worker);
        await Promise.all(awake.splice(0));
        const busy = await world.store.requests.list({ states: ['claimed', 'sending'], limit: 1 });
        if (busy.length === 0 && round > 2) return;
        world.forward(31_000);
        await work(null, 'accepted');
      }
      world.broken.push('a request is claimed or sending for ever');
    },
  };
}

/** Takes one out, if there is any. */
const takenFrom = <T>(some: T[], index: number): T | undefined =>
  some.splice(index % Math.max(1, some.length), 1)[0];

const essence = ({ state, outcome, endedBy, approvals, commandUuid }: HelpdeskRequest) =>
  JSON.stringify({ state, outcome, endedBy, approvals, commandUuid });

/** Finished requests never change their end. */
async function keepsEnds(world: World, ends: Map<string, string>): Promise<void> {
  for (const request of await world.store.requests.list({ limit: 100 })) {
    const before = ends.get(request.id);
    if (before !== undefined && before !== essence(request))
      world.broken.push(`${request.id} was ${before}, is ${essence(request)}`);
    if (isFinished(request.state)) ends.set(request.id, essence(request));
  }
}

async function recordIsTrue(world: World): Promise<void> {
  expect(await world.store.audit.verify()).toMatchObject({ ok: true });
  for (const request of await world.store.requests.list({ limit: 100 })) {
    const trail = await world.store.audit.history({ requestId: request.id, limit: 500 });
    const states = trail
      .filter(({ action }) => action !== 'refused' && action !== 'noted')
      .map(({ result }) => result);
    expect(states[0]).toBe(request.state);
    for (const once of ['asked', 'sending', 'denied', 'cancelled', 'expired'])
      expect(trail.filter(({ action }) => action === once).length).toBeLessThanOrEqual(1);
    expect(world.calls.get(request.id) ?? 0).toBeLessThanOrEqual(1);
    expect(trail.filter(({ action }) => action === 'sending').length).toBeGreaterThanOrEqual(
      world.calls.get(request.id) ?? 0,
    );
  }
}

test('whatever happens in whatever order: one call at most, none without its approvals, no end undone', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 60, size: 'max' }), async (steps) => {
      const world = await openPropertyWorld();
      try {
        const { step: happens, settle } = story(world);
        const ends = new Map<string, string>();
        for (const one of steps) {
          await happens(one);
          await keepsEnds(world, ends);
        }
        await settle();
        await keepsEnds(world, ends);
        await recordIsTrue(world);
        expect(world.broken).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 25, interruptAfterTimeLimit: 60_000 },
  );
});
