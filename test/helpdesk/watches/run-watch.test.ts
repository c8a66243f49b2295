import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { LibraryItem } from '../../../src/helpdesk/device.ts';
import { MdmError, type MdmErrorReason } from '../../../src/helpdesk/mdm-error.ts';
import { type Policy, Refusal } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { watchPaceMs } from '../../../src/helpdesk/watches/pace.ts';
import { createWatchLoop } from '../../../src/helpdesk/watches/run-watch.ts';
import { MOST_WATCHES, WATCH_MS } from '../../../src/helpdesk/watches/watch.ts';
import { watchingText } from '../../../src/slack/watches/watch-text.ts';
import { type Desk, type DeskOptions, openDesk, policyFrom } from '../../support/helpdesk/harness.ts';
import { mac } from '../../support/slack/fixtures.ts';
import { entryOf } from '../../support/store/samples.ts';

const policy = (operations: string, devices = ''): string => `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [${operations}]${devices} }
`;
const WATCHING = policy('lookup, watch');
/** May look at every device, and watch iPads alone. */
const SEES_ALL = `${policy('lookup')}  - { allow: [agent], operations: [watch], devices: { platforms: [iPad] } }
`;
const SOON = 3 * 60_000;
const ANA = 'U0ANA';

interface Watching extends Desk {
  /** "U0ANA checked-in", in order. */
  readonly heard: string[];
  /** Ids of watches of which the end was said. */
  readonly forgotten: string[];
  /** The device as it was before anything changed. */
  readonly watched: { readonly blueprintId: string | null };
  starts(between?: (ports: Ports) => Ports): void;
  watches(item?: { readonly itemId: string; readonly name: string }): Promise<void>;
  until(what: () => boolean | Promise<boolean>, words: string): Promise<void>;
  /** The same while time passes: a look that is under way says only at its end when the next one is due. */
  laterUntil(what: () => boolean | Promise<boolean>, words: string): Promise<void>;
  reads(): readonly string[];
}

async function openWatching(options: DeskOptions = {}): Promise<Watching> {
  const desk = await openDesk({ policy: WATCHING, working: false, ...options });
  const heard: string[] = [];
  const forgotten: string[] = [];
  let workers = 0;
  desk.kandji.setOnline(NAMED.noorsMac, false);
  return Object.assign(desk, {
    heard,
    forgotten,
    watched: { ...desk.kandji.tenant.device(NAMED.noorsMac)! },
    starts: (between = (ports: Ports) => ports) => {
      workers += 1;
      desk.work({
        owner: `worker-${workers}`,
        between: (ports) =>
          between({
            ...ports,
            store: {
              ...ports.store,
              watches: {
                ...ports.store.watches,
                forget: async (watch) => {
                  await ports.store.watches.forget(watch);
                  forgotten.push(watch.id);
                },
              },
            },
            fleetNotices: {
              ...ports.fleetNotices,
              tellWatch: async ({ userId }, end) => {
                const isUnchecked = end.kind === 'expired' && end.isUnchecked;
                heard.push(`${userId} ${end.kind}${isUnchecked ? ', not checked' : ''}`);
              },
            },
          }),
      });
    },
    watches: async (item: { readonly itemId: string; readonly name: string } | null = null) => {
      const actor = await desk.actor(ANA);
      const choice = { deviceId: NAMED.noorsMac, item, place: null, viewId: null };
      expect((await desk.verbs.addWatch(actor, choice)).kind).toBe('added');
      desk.kandji.forgetReceived();
    },
    until: async (what: () => boolean | Promise<boolean>, words: string) => {
      for (let tries = 0; tries < 500; tries += 1) {
        if (await what()) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`never: ${words}`);
    },
    laterUntil: async (what: () => boolean | Promise<boolean>, words: string) => {
      for (let tries = 0; tries < 500; tries += 1) {
        if (await what()) return;
        if (tries % 25 === 0) desk.forward(SOON);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`never: ${words}`);
    },
    reads: () => desk.kandji.received().map(({ method, template }) => `${method} ${template}`),
  });
}

/** The watch ends while Slack takes no message of it. @returns makes Slack answer */
async function endsUnsaid(desk: Watching): Promise<() => void> {
  let isDown = true;
  desk.starts((ports) => ({
    ...ports,
    fleetNotices: {
      ...ports.fleetNotices,
      tellWatch: async (watch, end) => {
        if (isDown) throw new Error('Slack is down');
        await ports.fleetNotices.tellWatch(watch, end);
      },
    },
  }));
  await desk.laterUntil(async () => (await desk.store.watches.count()) === 0, 'the end of the watch');
  return () => {
    isDown = false;
  };
}

/** It has ended, and that was said. */
const over = (desk: Watching) => () => desk.forgotten.length > 0;

describe('a watch', () => {
  test('fires when a device without the agent checks in by MDM', async () => {
    const desk = await openWatching();
    const noors = desk.kandji.tenant.device(NAMED.noorsMac);
    if (!noors) throw new Error('a Mac');
    noors.agentInstalled = false;
    await desk.watches();
    desk.starts();
    desk.forward(SOON);
    await desk.until(() => desk.reads().length > 1, 'a look');
    expect(desk.heard).toEqual([]);
    noors.lastMdmCheckIn = Date.now() + 10 * SOON;
    await desk.laterUntil(over(desk), 'its end is said');
    expect(desk.heard).toEqual(['U0ANA checked-in']);
  });

  test('fires once when the device checks in, with two replicas, and costs one call a look', async () => {
    const desk = await openWatching();
    await desk.watches();
    desk.starts();
    desk.starts();
    desk.forward(SOON);
    await desk.until(() => desk.reads().length > 0, 'a look');
    expect(desk.heard).toEqual([]);
    expect(desk.reads()).toEqual(['GET /devices/{device_id}']);
    desk.kandji.setOnline(NAMED.noorsMac, true);
    await desk.laterUntil(over(desk), 'the end of the watch');
    expect(desk.heard).toEqual(['U0ANA checked-in']);
    desk.forward(SOON);
    desk.kandji.setOnline(NAMED.noorsMac, true);
    const entries = await desk.store.audit.history({ action: 'watch-ended', limit: 5 });
    expect(entries).toMatchObject([{ actorId: 'system', result: 'checked-in', deviceId: NAMED.noorsMac }]);
    expect(await desk.verbs.listWatches(await desk.actor(ANA))).toMatchObject({ watches: [] });
  });

  test('on a library item fires when it is no longer failed', async () => {
    const desk = await openWatching();
    desk.kandji.advance();
    const item = desk.kandji.records.of(desk.kandji.tenant.device(NAMED.noorsMac)!).library.items[0]!;
    item.status = 'ERROR';
    await desk.watches({ itemId: item.itemId, name: item.name });
    desk.starts();
    desk.forward(SOON);
    await desk.until(() => desk.reads().length > 0, 'a look');
    expect(desk.reads()).toEqual(['GET /devices/{device_id}/library-items']);
    item.status = 'PASS';
    await desk.laterUntil(() => desk.heard.length > 0, 'the message');
    expect(desk.heard).toEqual(['U0ANA left-error']);
  });

  test('is said after a crash between its end and its message, at most twice', async () => {
    const desk = await openWatching();
    await desk.watches();
    let crashes = 1;
    desk.starts((ports) => ({
      ...ports,
      fleetNotices: {
        ...ports.fleetNotices,
        tellWatch: async (watch, end) => {
          await ports.fleetNotices.tellWatch(watch, end);
          crashes -= 1;
          if (crashes >= 0) throw new Error('killed');
        },
      },
    }));
    desk.kandji.setOnline(NAMED.noorsMac, true);
    desk.forward(SOON);
    await desk.until(() => desk.heard.length === 1, 'the first message');
    desk.forward(SOON);
    await desk.until(over(desk), 'the end of the watch');
    expect(desk.heard).toEqual(['U0ANA checked-in', 'U0ANA checked-in']);
    expect(await desk.store.audit.history({ action: 'watch-ended', limit: 5 })).toHaveLength(1);
  });

  test.each<readonly [string, (desk: Watching) => void, readonly string[], number]>([
    [
      'someone who may not watch anymore is not read for',
      (desk) => {
        desk.policy = policyFrom(policy('lookup')) as Policy;
      },
      ['U0ANA not-allowed'],
      0,
    ],
    [
      'no one who left the workspace hears anything',
      (desk) => desk.people.membership.set(ANA, 'guest'),
      [],
      0,
    ],
    [
      'the device as it is now counts',
      (desk) => {
        const device = desk.kandji.tenant.device(NAMED.noorsMac)!;
        const other = desk.kandji.tenant.blueprints.find(({ id }) => id !== device.blueprintId)!;
        const now = desk.kandji.tenant.blueprint(device.blueprintId ?? '')?.name;
        desk.policy = policyFrom(policy('lookup, watch', `, devices: { blueprints: ["${now}"] }`));
        device.blueprintId = other.id;
      },
      ['U0ANA not-allowed'],
      1,
    ],
    [
      'a device that is gone ends it',
      (desk) => void desk.kandji.tenant.removeDevice(NAMED.noorsMac),
      ['U0ANA gone'],
      1,
    ],
    [
      'a device that was removed ends it, also when it has checked in',
      (desk) => {
        desk.kandji.tenant.device(NAMED.noorsMac)!.removed = true;
      },
      ['U0ANA gone'],
      1,
    ],
    [
      'after 30 days it ends by itself, with a last look',
      (desk) => desk.forward(WATCH_MS),
      ['U0ANA checked-in'],
      1,
    ],
  ])('is judged again: %s', async (_name, change, heard, reads) => {
    const desk = await openWatching();
    await desk.watches();
    change(desk);
    if (desk.kandji.tenant.device(NAMED.noorsMac)) desk.kandji.setOnline(NAMED.noorsMac, true);
    desk.starts();
    desk.forward(SOON);
    await desk.until(over(desk), 'the end of the watch');
    expect(desk.heard).toEqual(heard);
    expect(desk.reads()).toHaveLength(reads);
  });

  test.each<readonly [string, (desk: Watching) => ((ports: Ports) => Ports) | undefined, string, string]>([
    ['where it didn’t happen', () => undefined, 'U0ANA expired', 'expired'],
    [
      'where Kandji gave no answer for all of them',
      (desk) => void desk.kandji.faults.add({ kind: 'status', status: 503 }),
      'U0ANA expired, not checked',
      'unchecked',
    ],
    [
      'where nothing is read in the background anymore',
      () => (ports) => ({ ...ports, background: { ...ports.background, share: 0 } }),
      'U0ANA expired, not checked',
      'unchecked',
    ],
  ])('after 30 days says what is known: %s', async (_name, change, heard, result) => {
    const desk = await openWatching();
    await desk.watches();
    desk.starts(change(desk));
    desk.forward(WATCH_MS + 3_600_000);
    await desk.laterUntil(over(desk), 'its end is said');
    expect(desk.heard).toEqual([heard]);
    const entries = await desk.store.audit.history({ action: 'watch-ended', limit: 5 });
    expect(entries).toMatchObject([{ result }]);
  });

  test('tries its last look again while Kandji gives no answer', async () => {
    const desk = await openWatching();
    await desk.watches();
    desk.kandji.faults.add({ kind: 'status', status: 503 });
    desk.forward(WATCH_MS);
    desk.starts();
    await desk.until(() => desk.reads().length > 0, 'a look');
    expect(desk.heard).toEqual([]);
    desk.kandji.setOnline(NAMED.noorsMac, true);
    desk.kandji.faults.clear();
    await desk.laterUntil(over(desk), 'its end is said');
    expect(desk.heard).toEqual(['U0ANA checked-in']);
  });

  test.each<readonly [string, (desk: Watching) => void, readonly string[]]>([
    ['of the policy that is in force then', () => undefined, ['U0ANA checked-in']],
    [
      'whose right is gone hears only that it ended',
      (desk) => {
        desk.policy = policyFrom(policy('report')) as Policy;
      },
      ['U0ANA not-allowed'],
    ],
    [
      'who may no longer watch where the device has moved to hears only that it ended',
      (desk) => {
        const { tenant } = desk.kandji;
        const first = tenant.blueprint(desk.watched.blueprintId ?? '')?.name;
        desk.policy = policyFrom(
          policy('lookup, watch', `, devices: { blueprints: ["${first}"] }`),
        ) as Policy;
      },
      ['U0ANA not-allowed'],
    ],
    ['who left the workspace hears nothing', (desk) => void desk.people.membership.set(ANA, 'guest'), []],
  ])('is judged again when its end is said: %s', async (_name, change, heard) => {
    const desk = await openWatching();
    await desk.watches();
    const { tenant } = desk.kandji;
    const device = tenant.device(NAMED.noorsMac)!;
    device.blueprintId = tenant.blueprints.find(({ id }) => id !== device.blueprintId)!.id;
    desk.kandji.setOnline(NAMED.noorsMac, true);
    const slackAnswers = await endsUnsaid(desk);
    change(desk);
    slackAnswers();
    await desk.laterUntil(over(desk), 'the end to be said');
    expect(desk.heard).toEqual(heard);
  });

  test('may begin again before the end of the one before was said', async () => {
    const desk = await openWatching();
    await desk.watches();
    desk.kandji.setOnline(NAMED.noorsMac, true);
    const slackAnswers = await endsUnsaid(desk);
    desk.kandji.setOnline(NAMED.noorsMac, false);
    await desk.watches();
    expect(await desk.verbs.listWatches(await desk.actor(ANA))).toMatchObject({ watches: [{}] });
    slackAnswers();
    await desk.laterUntil(over(desk), 'the end to be said');
    expect(desk.heard).toEqual(['U0ANA checked-in']);
    expect(await desk.store.watches.count(), 'the second goes on').toBe(1);
  });

  test('spends only the background share, and waits when that is spent', async () => {
    const desk = await openWatching({ budget: { background: 0.0001 } });
    await desk.watches();
    desk.kandji.setOnline(NAMED.noorsMac, true);
    expect(await desk.store.budget.take('background')).toMatchObject({ granted: true });
    expect(await desk.store.budget.take('background')).toMatchObject({ granted: false, why: 'hour' });
    desk.starts();
    desk.forward(SOON);
    await desk.until(
      async () => (await desk.store.survey()).lateMs.watches === 0,
      'the look to be postponed',
    );
    expect(desk.reads()).toEqual([]);
    expect(desk.heard).toEqual([]);
  });

  describe('whose looks fail makes no more calls than others', () => {
    const items = Array.from({ length: MOST_WATCHES }, (_, n) => ({ itemId: `item-${n}`, name: `${n}` }));
    /** How often Kandji is asked within four hours while every answer is this; `slack`: Slack gives none after it was read. */
    const callsWhile = async (answer: Partial<Ports['background']>, slack: boolean): Promise<number> => {
      const desk = await openWatching();
      for (const item of items) await desk.watches(item);
      const { background, people } = desk.ports;
      let calls = 0;
      const counted = <T>(read: () => Promise<T>) => {
        calls += 1;
        return read();
      };
      const { device = background.device, libraryItems = background.libraryItems } = answer;
      const look = createWatchLoop(
        {
          ...desk.ports,
          background: {
            ...background,
            device: (id) => counted(() => device(id)),
            libraryItems: (id) => counted(() => libraryItems(id)),
          },
          people: {
            ...people,
            actor: async (userId, freshness) => {
              if (!slack && freshness === 'decide') throw new Refusal('not-now', 'Slack did not answer.');
              return people.actor(userId, freshness);
            },
          },
        },
        'worker',
      );
      for (let seconds = 0; seconds < 4 * 3_600; seconds += 30) {
        desk.forward(30_000);
        while (await look());
      }
      return calls;
    };
    const failed = async () => items.map((item) => ({ ...item, group: 'problem' }) as LibraryItem);
    const no = (reason: MdmErrorReason, retryAfterMs: number | null) => () =>
      Promise.reject(
        new MdmError({
          kind: 'rejected',
          reason,
          status: 403,
          sentence: 'No.',
          endpoint: 'GET /',
          retryAfterMs,
        }),
      );
    /** Every twelve minutes. */
    const goingOn = MOST_WATCHES * 20;

    test('(those that go on, to compare)', async () => {
      expect(await callsWhile({ libraryItems: failed }, true)).toBe(goingOn);
    });

    test.each<readonly [string, Partial<Ports['background']>, boolean]>([
      ['the items', { libraryItems: no('permission', null) }, true],
      ['the items, to be asked again at once', { libraryItems: no('rate-limited', 1_000) }, true],
      [
        'the items with a fault of our own',
        { libraryItems: () => Promise.reject(new TypeError('fault')) },
        true,
      ],
      ['the device, after its items', { device: no('server', null) }, true],
      ['Slack, after the device', {}, false],
    ])('%s', async (_name, answer, slack) => {
      const calls = await callsWhile(answer, slack);
      expect(calls).toBeGreaterThanOrEqual(MOST_WATCHES);
      expect(calls).toBeLessThanOrEqual(goingOn);
    });
  });

  test('with many others makes one call at a time', async () => {
    const desk = await openWatching();
    const device = (n: number) => mac({ id: desk.kandji.tenant.devices[n]?.id ?? '' });
    for (let n = 0; n < 12; n += 1) {
      const subject = { kind: 'check-in', since: Number.MAX_SAFE_INTEGER } as const;
      const watch = { userId: ANA, userName: 'Ana', device: device(n), subject, place: null, viewId: null };
      await desk.store.watches.add({ ...watch, dueInMs: 0 }, entryOf());
    }
    let [calls, now, most] = [0, 0, 0];
    desk.starts((ports) => ({
      ...ports,
      background: {
        ...ports.background,
        device: async (id) => {
          calls += 1;
          now += 1;
          most = Math.max(most, now);
          return ports.background.device(id).finally(() => {
            now -= 1;
          });
        },
      },
    }));
    await desk.until(() => calls === 12, 'a look at each');
    expect(most).toBe(1);
  });

  test('is off where nothing is read in the background: it says so, and reads nothing', async () => {
    const desk = await openWatching();
    await desk.watches();
    const off = (ports: Ports): Ports => ({ ...ports, background: { ...ports.background, share: 0 } });
    desk.kandji.setOnline(NAMED.noorsMac, true);
    desk.starts(off);
    desk.forward(SOON);
    await desk.until(
      async () => (await desk.store.survey()).lateMs.watches === 0,
      'the watch to be put back',
    );
    expect(desk.reads()).toEqual([]);
    Object.assign(desk.ports.background, { share: 0 });
    const actor = await desk.actor(ANA);
    await expect(desk.verbs.prepareWatch(actor, NAMED.noorsMac)).rejects.toThrow('turned off');
    expect(await desk.verbs.listWatches(actor)).toMatchObject({ watches: [{}], paceMs: null });
  });
});

test('the card says how often a watch is looked at, also when many others slow it down', async () => {
  const desk = await openWatching();
  const actor = await desk.actor(ANA);
  const card = () => desk.verbs.getDevice(actor, { deviceId: NAMED.noorsMac });
  expect((await card()).watching).toBeUndefined();
  await desk.watches();
  const { share } = desk.ports.background;
  const own = [{ kind: 'check-in' }];
  expect((await card()).watching).toMatchObject({ subjects: own, paceMs: watchPaceMs(1, share) });
  const subject = { kind: 'check-in', since: null } as const;
  for (let n = 0; n < 150; n += 1)
    await desk.store.watches.add(
      {
        ...{ userId: `U${n % 10}`, userName: 'Other', device: mac({ id: `device-${n}` }), subject },
        ...{ place: null, viewId: null, dueInMs: WATCH_MS },
      },
      entryOf(),
    );
  const { watching } = await card();
  expect(watching).toMatchObject({ subjects: own, paceMs: watchPaceMs(151, share) });
  expect(watchPaceMs(151, share)).toBeGreaterThan(watchPaceMs(1, share));
  const slow = watchPaceMs(5_000, share);
  expect(watchingText({ subjects: [subject], paceMs: slow }).plain).toMatch(
    /^Watching: check-in · checked about every [0-9]+ hours$/u,
  );
});

test('of twenty-five at once a person gets twenty; one that ends makes room', async () => {
  const desk = await openWatching();
  const actor = await desk.actor(ANA);
  const ids = desk.kandji.tenant.devices.filter(({ bare, removed }) => !bare && !removed).map(({ id }) => id);
  const add = (deviceId: string) =>
    desk.verbs.addWatch(actor, { deviceId, item: null, place: null, viewId: null });
  const all = await Promise.allSettled(ids.slice(0, MOST_WATCHES + 5).map(add));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_WATCHES);
  for (const one of all)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unavailable' });
  const [first = expect.fail()] = (await desk.verbs.listWatches(actor)).watches;
  expect((await desk.verbs.prepareWatch(actor, first.device.id)).left).toBe(0);
  expect(await desk.verbs.endWatch(actor, first.id)).toMatchObject({ id: first.id });
  expect(await desk.verbs.endWatch(actor, first.id)).toBeNull();
  expect(await add(first.device.id)).toMatchObject({ kind: 'added' });
});

describe('who may watch', () => {
  test.each([
    ['a person without the right', 'U0DANA', 'not-allowed'],
    ['a guest', 'U0RUI', 'outsider'],
    ['a person of another company', 'U0EXT', 'outsider'],
  ])('%s costs no call', async (_name, userId, code) => {
    const desk = await openWatching();
    const actor = await desk.actor(userId);
    desk.kandji.forgetReceived();
    const choice = { deviceId: NAMED.noorsMac, item: null, place: null, viewId: null };
    for (const act of [
      () => desk.verbs.prepareWatch(actor, NAMED.noorsMac),
      () => desk.verbs.addWatch(actor, choice),
      () => desk.verbs.listWatches(actor),
    ])
      await expect(act()).rejects.toMatchObject({ name: 'Refusal', code });
    expect(desk.reads()).toEqual([]);
    expect(await desk.store.audit.history({ action: 'refused', limit: 9 })).toHaveLength(3);
  });

  test('a removed device is refused to everyone, and is begun on by no one', async () => {
    const desk = await openWatching();
    desk.kandji.tenant.device(NAMED.noorsMac)!.removed = true;
    const actor = await desk.actor(ANA);
    const choice = { deviceId: NAMED.noorsMac, item: null, place: null, viewId: null };
    for (const act of [
      () => desk.verbs.prepareWatch(actor, NAMED.noorsMac),
      () => desk.verbs.addWatch(actor, choice),
    ])
      await expect(act()).rejects.toMatchObject({
        code: 'unavailable',
        message: "Noor's MacBook Air was removed from Kandji.",
      });
    expect(await desk.store.watches.count()).toBe(0);
    await expect(desk.verbs.prepareWatch(await desk.actor('U0DANA'), NAMED.noorsMac)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  test('a device outside the scope is refused in the words for any device', async () => {
    const desk = await openWatching({ policy: policy('lookup, watch', ', devices: { platforms: [iPad] }') });
    const actor = await desk.actor(ANA);
    await expect(desk.verbs.prepareWatch(actor, NAMED.noorsMac)).rejects.toThrow(
      'permission to see this device',
    );
    const choice = { deviceId: NAMED.noorsMac, item: null, place: null, viewId: null };
    await expect(desk.verbs.addWatch(actor, choice)).rejects.toMatchObject({ code: 'not-allowed' });
    desk.policy = policyFrom(SEES_ALL);
    await expect(desk.verbs.prepareWatch(actor, NAMED.noorsMac)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await expect(desk.verbs.addWatch(actor, choice)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await desk.store.watches.count()).toBe(0);
  });
});

test('the more watches there are, the slower each is, within what the walk leaves of the share', () => {
  expect(watchPaceMs(1, 0.05)).toBe(2 * 60_000);
  for (const share of [0.01, 0.05, 0.5])
    for (const count of [1, MOST_WATCHES, 400, 5_000]) {
      const callsAnHour = (count * 3_600_000) / watchPaceMs(count, share);
      expect(callsAnHour).toBeLessThanOrEqual(10_000 * share * 0.2 + 1e-6 + (count <= 1 ? 30 : 0));
      expect(watchPaceMs(count + 100, share)).toBeGreaterThanOrEqual(watchPaceMs(count, share));
    }
});
