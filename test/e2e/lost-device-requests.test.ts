import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import type { Store } from '../../src/helpdesk/store-port.ts';
import { action } from '../../src/slack/block-kit/ids.ts';
import { CASES, caseCard, fillReport, report } from '../support/e2e/case-steps.ts';
import { ANA, APPROVALS, BEN, DANA, HELP, LEA, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';
import { entryOf } from '../support/store/samples.ts';
import { until } from '../support/store/until.ts';

const NOOR = 'U0NOOR';

const commands = (world: World) => sent(world).map(({ path }) => path.split('/').at(-1));

/** The example policy in which Lost Mode needs an approval. */
const ON_NEEDS_APPROVAL = policyWith(
  'operations: [set-blueprint, disable-lost-mode, cancel-lost-mode]',
  'operations: [set-blueprint, enable-lost-mode, disable-lost-mode, cancel-lost-mode]',
);

/** The example policy in which agents may lock, after an approval. */
const LOCK_NEEDS_APPROVAL = policyWith(
  '  # Unfreezing needs two',
  `  - { allow: [agent], operations: [lock] }
  - { require: { approvals: 1, from: [approver] }, operations: [lock] }
  # Unfreezing needs two`,
);

/** A world with its store in hand. */
async function startWithStore(options: Parameters<typeof startWorld>[0] = {}) {
  const held: { store?: Store } = {};
  const world = await startWorld({
    ...options,
    between: (ports) => {
      held.store = ports.store;
      return ports;
    },
  });
  if (!held.store) throw new Error('no store');
  return { world, store: held.store };
}

/** Dana's iPhone is in Lost Mode, and she says that she has it. @returns the card that asks to turn it off */
async function findLocked(world: World) {
  await report(world);
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  await pressFound(world);
  return caseCard(world, /then turn off Lost Mode\./u);
}

const pressFound = async (world: World) =>
  world.slack.as(DANA).press(await dmSaying(world, DANA, 'Reported'), 'case.found');

/** The device checks in, so that the case is looked at and its card says so. */
async function checkIn(world: World) {
  const iphone = world.kandji.tenant.device(NAMED.danasIphone);
  if (!iphone) throw new Error('no iPhone');
  iphone.lastCheckIn = world.clock.now() + 60_000;
  world.clock.forward(2 * 60_000);
  await messageSaying(world, ANA, CASES, 'Checked in');
}

/** The newest press of one button, as if it had been another on the same card: Slack draws old cards for a while. */
async function pressAgain(world: World, was: string, is: string) {
  const pressed = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'block_actions' && entry.body.includes(was),
  );
  if (pressed?.kind !== 'delivery') throw new Error(`${was} was not pressed`);
  const { body, contentType } = pressed;
  await world.slack.deliver.raw({ body: body.replaceAll(was, is), contentType });
}

async function closes(world: World, outcome: string) {
  const ana = world.slack.as(ANA);
  const open = await caseCard(world, 'Open ·');
  await ana.choose(open, 'case.more', 'Close case…');
  const close = await modalSaying(world, ANA, 'How did it end?');
  await ana.fill(close, 'case-outcome', outcome);
  await ana.submit(close);
}

async function agentReports(world: World) {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, '/kandji lost @dana.li');
  const form = await modalSaying(world, ANA, 'Whose device?');
  await ana.fill(form, 'case-via', 'Phone');
  await ana.choose(form, 'case.device', action('case.device').value({ device: NAMED.danasIphone }));
  const drawn = await modalSaying(world, ANA, 'IT decides whether to turn on Lost Mode');
  await ana.fill(drawn, 'case-kind', 'lost');
  await ana.submit(drawn);
  await caseCard(world, 'Lost Mode requested, waiting for approval');
}

/** Ben denies what waits in the approvals channel. */
async function denies(world: World) {
  const ben = world.slack.as(BEN);
  await ben.press(await messageSaying(world, BEN, APPROVALS, /requests:/u), 'request.deny');
  const denial = await modalSaying(world, BEN, /reason/iu);
  await ben.fill(denial, 'reason', 'Call them first');
  await ben.submit(denial);
}

test('Lost Mode off goes on after the case is closed, and the person hears of it', async () => {
  const world = await startWorld();
  const [ana, ben] = [world.slack.as(ANA), world.slack.as(BEN)];
  const found = await findLocked(world);
  await ana.choose(found, 'case.more', 'Close case…');
  const close = await modalSaying(world, ANA, 'How did it end?');
  await ana.fill(close, 'case-outcome', 'The device is back');
  await ana.submit(close);
  await caseCard(world, /Found: Dana Li's iPhone 15/u);
  await ben.press(await messageSaying(world, BEN, APPROVALS, /Dana Li requests/u), 'request.approve');
  await ben.submit(await modalSaying(world, BEN, /last one|still needed/u));
  await world.slack.until(() => commands(world).includes('disablelostmode') || undefined, 'Lost Mode off');
  world.clock.forward(120_000);
  await dmSaying(world, DANA, /Lost Mode is off/u);
  // The closed card has followed it, and she has heard it once.
  await caseCard(world, /Lost Mode off, confirmed · closed by Ana Ruiz/u);
  world.clock.forward(120_000);
  const heard = world.slack
    .as(DANA)
    .dm()
    .filter(({ words }) => /Lost Mode is off/u.test(words));
  expect(heard).toHaveLength(1);
});

test('a request that ends without Lost Mode off after the case was closed is heard of', async () => {
  const world = await startWorld();
  const ben = world.slack.as(BEN);
  await findLocked(world);
  await closes(world, 'The device is back');
  await caseCard(world, /Lost Mode still on, turning it off waits for approval · closed by/u);
  await ben.press(await messageSaying(world, BEN, APPROVALS, /Dana Li requests/u), 'request.deny');
  const denial = await modalSaying(world, BEN, /reason/iu);
  await ben.fill(denial, 'reason', 'Call them first');
  await ben.submit(denial);
  await caseCard(world, /Lost Mode still on · closed by Ana Ruiz/u);
  const heard = await dmSaying(
    world,
    DANA,
    "Lost Mode is still on* for Dana's iPhone. Ask IT to turn it off.",
  );
  expect(heard.words).toContain('Outside 08:00–18:00? Call +1 555 0100.');
});

describe('what waits to lock a device that is back is canceled', () => {
  test.each([
    ['an agent marks it as found', (world: World) => marksFound(world)],
    ['a case is closed as a mistake', (world: World) => closes(world, 'It was reported by mistake')],
  ])('when %s', async (_what, ends) => {
    const { world, store } = await startWithStore({ policy: ON_NEEDS_APPROVAL });
    await world.slack.as(DANA).submit(await fillReport(world, DANA));
    await caseCard(world, 'Lost Mode requested, waiting for approval');
    await ends(world);
    await until(async () => {
      const [request] = await store.requests.list({ deviceId: NAMED.danasIphone, limit: 1 });
      return request?.state === 'cancelled';
    });
    const [entry] = await store.audit.history({ action: 'cancelled', limit: 5 });
    expect(entry?.actorId).toBe(ANA);
    expect(commands(world)).toEqual([]);
  });

  test('not when it was not found: an approval still locks it', async () => {
    const { world, store } = await startWithStore({ policy: ON_NEEDS_APPROVAL });
    await world.slack.as(DANA).submit(await fillReport(world, DANA));
    await caseCard(world, 'Lost Mode requested, waiting for approval');
    await closes(world, "It wasn't found");
    await caseCard(world, /Not found ·.*closed by Ana Ruiz/u);
    world.clock.forward(60_000);
    const [request] = await store.requests.list({ deviceId: NAMED.danasIphone, limit: 1 });
    expect(request?.state).toBe('pending');
  });

  const marksFound = async (world: World) => {
    const card = await caseCard(world, 'Lost Mode requested, waiting for approval');
    await world.slack.as(ANA).choose(card, 'case.more', 'Mark as found');
    await caseCard(world, /Ana Ruiz says it's found\.\*? Check that it's Dana Li, then close the case/u);
  };
});

test('an agent who marks a locked device as found is told the next step', async () => {
  const world = await startWorld();
  await report(world);
  const card = await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  await world.slack.as(ANA).choose(card, 'case.more', 'Mark as found');
  const found = await caseCard(
    world,
    /Ana Ruiz says it's found\.\*? Check that it's Dana Li, then turn off/u,
  );
  expect(found.buttons).toContain('Lost Mode…');
  expect(commands(world)).toEqual(['enablelostmode']);
});

describe('a channel that anybody could read', () => {
  test('gets no case: the person hears it, and the next channel of the policy gets the case', async () => {
    const world = await startWorld();
    world.allow('errors');
    Object.assign(world.slack.world.channels.get('C0CASES') ?? expect.fail(), { kind: 'public' });
    await report(world);
    for (let tries = 0; tries < 4; tries += 1) {
      world.clock.forward(6_000);
      await world.slack.until(
        () => world.log.filter((line) => line.includes('the channel is public')).length > tries || undefined,
        'another try',
      );
    }
    await dmSaying(world, DANA, 'IT may not have seen your report');
    // Those who have to act hear of it where they are, and can.
    const wayOut = await messageSaying(
      world,
      ANA,
      APPROVALS,
      /⚠️ \*Stolen: Dana Li's iPhone 15\* · <!subteam\^S0AGENTS>\nI can't post this case in its channel/u,
    );
    expect(wayOut.buttons).toEqual(['Take case', 'Lost Mode…', 'Details']);
    await world.slack.as(ANA).press(wayOut, 'case.details');
    await modalSaying(world, ANA, /Train to Hamburg/u);
    expect(world.slack.as(ANA).sees(CASES)).toEqual([]);
    writeFileSync(world.policyFile, policyWith('C0CASES', 'C0APPROVALS'));
    await world.slack.until(
      () => world.log.some((line) => line.includes('"event":"policy.changed"')) || undefined,
      'the new policy',
    );
    world.clock.forward(5 * 60_000);
    const card = await messageSaying(world, ANA, APPROVALS, /Stolen: Dana Li's iPhone 15/u);
    await world.slack.as(ANA).press(card, 'case.take');
    await messageSaying(world, ANA, APPROVALS, /Open · Ana Ruiz/u);
  });
});

describe('a request that does not simply go through', () => {
  test('with an unknown result calls those in “notify”, and the person hears of it', async () => {
    const world = await startWorld();
    world.kandji.faults.add({ kind: 'status', status: 500, method: 'POST', times: 1 });
    await report(world);
    await caseCard(world, /Lost Mode sent, result unknown\.\*? Check the iPhone\./u);
    await messageSaying(world, ANA, CASES, /<!subteam\^S0AGENTS>.*Lost Mode sent, result unknown/u);
    world.clock.forward(30_000);
    await dmSaying(world, DANA, /Don't know yet/u);
  });

  test('on hold calls the agent who works on it, the person hears of it, and Not yet denies it', async () => {
    const policy = `${EXAMPLE_POLICY}safety_limits: { disruptive: [{ per_person: 1, total: 5, within: 60m }] }\n`;
    const { world, store } = await startWithStore({ policy });
    const ana = world.slack.as(ANA);
    await report(world);
    await ana.press(await caseCard(world, /Lost Mode on\*? \(confirmed/u), 'case.take');
    await caseCard(world, /Open · Ana Ruiz/u);
    await pressFound(world);
    await ana.press(await caseCard(world, /then turn off Lost Mode\./u), 'case.confirm-found');
    const held = await caseCard(world, /Lost Mode is still on:\*? on hold/u);
    await messageSaying(world, ANA, CASES, /<@U0ANA>.*on hold because a safety limit/u);
    await dmSaying(world, DANA, /On hold/u);
    await ana.press(held, 'case.deny-found');
    await dmSaying(world, DANA, 'Ana Ruiz needs to check with you first.');
    const [off] = await store.requests.list({ deviceId: NAMED.danasIphone, limit: 1 });
    expect(off?.state).toBe('denied');
    expect(commands(world)).toEqual(['enablelostmode']);
  });
});

test('a later edit of the policy puts no device of an open case into Lost Mode', async () => {
  const refusing = policyWith(
    '  - allow: [admin]\n    operations: [export]\n',
    '  - allow: [admin]\n    operations: [export]\n\n  - refuse: [everyone]\n    operations: [enable-lost-mode]\n    because: not now\n',
  );
  const world = await startWorld({ policy: refusing });
  await report(world);
  await caseCard(world, /Lost Mode isn't on:\*? the policy doesn't allow it/u);
  writeFileSync(world.policyFile, EXAMPLE_POLICY);
  await world.slack.until(
    () => world.log.some((line) => line.includes('"event":"policy.changed"')),
    'the new policy',
  );
  await checkIn(world);
  expect(commands(world)).toEqual([]);
});

test('Not yet is refused once Lost Mode off has left, and no longer offered', async () => {
  const world = await startWorld({ kandji: { commandDelay: 60_000 } });
  const ana = world.slack.as(ANA);
  await report(world);
  await caseCard(world, /Lost Mode sent/u);
  world.clock.forward(61_000);
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  await pressFound(world);
  const found = await caseCard(world, /then turn off Lost Mode\./u);
  await ana.press(found, 'case.confirm-found');
  const leaving = await caseCard(world, /Lost Mode off sent .*, waiting for the iPhone/u);
  expect(leaving.buttons).not.toContain('Not yet');
  await pressAgain(world, 'case.confirm-found', 'case.deny-found');
  await messageSaying(world, ANA, CASES, 'Too late: Lost Mode is already off or being turned off.');
  world.clock.forward(61_000);
  await caseCard(world, /Found: Dana Li's iPhone 15/u);
});

describe('what is said is so', () => {
  test('the first of two approvals says how many are still needed', async () => {
    const policy = policyWith('  confirm_found: [agent, approver, admin]\n', '').replace(
      'approvals: 1, from: [approver, admin] }\n    operations: [set-blueprint, disable-lost-mode',
      'approvals: 2, from: [approver, admin] }\n    operations: [set-blueprint, disable-lost-mode',
    );
    expect(policy).toContain('approvals: 2');
    const world = await startWorld({ policy });
    const found = await findLocked(world);
    await world.slack.as(BEN).press(found, 'case.confirm-found');
    const said = await messageSaying(world, BEN, CASES, /✅ Approved\./u);
    expect(said.words).toMatch(/1 more approval needed/u);
    expect(said.words).not.toContain('being turned off');
    expect(commands(world)).toEqual(['enablelostmode']);
    await world.slack.as(LEA).press(found, 'case.confirm-found');
    await messageSaying(world, LEA, CASES, 'Lost Mode is being turned off');
    await caseCard(world, /Found: Dana Li's iPhone 15/u);
  });

  test('while changes are frozen, I found it promises nothing', async () => {
    const { world, store } = await startWithStore();
    await report(world);
    await caseCard(world, /Lost Mode on\*? \(confirmed/u);
    const by = { userId: 'U0ROOT', name: 'Max Weber', reason: 'Possible stolen account' };
    await store.controls.startFreeze(by, entryOf(), () => []);
    await pressFound(world);
    await dmSaying(world, DANA, 'Thanks. IT has been notified.');
  });

  test('before Lost Mode is confirmed, I found it promises nothing', async () => {
    const world = await startWorld({ kandji: { commandDelay: 60_000 } });
    await report(world);
    await caseCard(world, /Lost Mode sent/u);
    await pressFound(world);
    await dmSaying(world, DANA, 'Thanks. IT has been notified.');
  });
});

describe('a person who finds the device an agent reported', () => {
  test('cancels the case’s request in their own name, and the agent hears of it', async () => {
    const { world, store } = await startWithStore({ policy: ON_NEEDS_APPROVAL });
    await agentReports(world);
    await pressFound(world);
    await dmSaying(world, ANA, /Canceled.*by Dana Li/su);
    const [entry] = await store.audit.history({ action: 'cancelled', limit: 5 });
    expect(entry?.actorId).toBe(DANA);
    expect(commands(world)).toEqual([]);
  });

  test('does not cancel what the agent requests apart from the case', async () => {
    const { world, store } = await startWithStore({ policy: ON_NEEDS_APPROVAL });
    await agentReports(world);
    const ana = world.slack.as(ANA);
    await denies(world);
    await caseCard(world, /Lost Mode isn't on:\*? the request was denied/u);
    await ana.command(HELP, '/kandji lost F2LDN0IPHN');
    const form = await modalSaying(world, ANA, 'Turn on Lost Mode');
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'Needs 1 approval');
    await ana.fill(review, 'reason', 'Called them');
    await ana.submit(review);
    await modalSaying(world, ANA, 'Approval requested');
    await pressFound(world);
    await checkIn(world);
    const [own] = await store.requests.list({ deviceId: NAMED.danasIphone, limit: 1 });
    expect(own).toMatchObject({ state: 'pending', caseId: null });
  });
});

describe('Lost Mode that a report has requested, and that is not turned on', () => {
  const asked = async () => {
    const world = await startWorld({ policy: ON_NEEDS_APPROVAL });
    await report(world);
    await caseCard(world, 'Lost Mode requested, waiting for approval');
    return world;
  };

  test.each<[string, RegExp, (world: World) => Promise<unknown>]>([
    ['denied', /the request was denied/u, denies],
    [
      'not approved in time',
      /it wasn't approved in time/u,
      async ({ clock }) => clock.forward(5 * 3_600_000),
    ],
  ])('%s, calls an agent, and the person hears of it once', async (_how, why, ends) => {
    const world = await asked();
    await ends(world);
    const line = new RegExp(`<!subteam\\^S0AGENTS>.*Lost Mode isn't on:\\*? ${why.source}`, 'u');
    await messageSaying(world, ANA, CASES, line);
    const said = new RegExp(
      `Lost Mode isn't on\\*? for Dana's iPhone: ${why.source}\\. IT has been notified\\.`,
      'u',
    );
    const heard = await dmSaying(world, DANA, said);
    expect(heard.words).toContain('Call +1 555 0100.');
    await dmSaying(
      world,
      DANA,
      new RegExp(`Reported\\. IT has been notified.*isn't on.*${why.source}`, 'su'),
    );
    const dana = world.slack.as(DANA);
    await dana.openHome();
    const home = await world.slack.until(
      () => (dana.home()?.words.includes('My cases') ? dana.home() : undefined),
      'Home',
    );
    expect(home.words).not.toContain('My requests');
  });

  test('calls no one where the device was found first', async () => {
    const world = await asked();
    await pressFound(world);
    await caseCard(world, /then close the case/u);
    const line = await messageSaying(world, ANA, CASES, /Lost Mode isn't on:\*? the request was canceled/u);
    expect(line.words).not.toContain('<!subteam');
    expect(
      world.slack
        .as(DANA)
        .dm()
        .map(({ words }) => words)
        .join(),
    ).not.toContain("isn't on");
  });
});

test('Lost Mode off that is not approved in time calls an agent', async () => {
  const world = await startWorld();
  await findLocked(world);
  world.clock.forward(5 * 3_600_000);
  await messageSaying(
    world,
    ANA,
    CASES,
    /<!subteam\^S0AGENTS>.*Lost Mode is still on:\*? it wasn't approved in time/u,
  );
});

describe('a lost Mac', () => {
  const lost = /Lost: Noor Halim's MacBook Air/u;
  const reported = async (policy: string) => {
    const world = await startWorld({ policy });
    await world.slack
      .as(NOOR)
      .submit(await fillReport(world, NOOR, { deviceId: NAMED.noorsMac, kind: 'lost' }));
    return { world, card: await caseCard(world, lost) };
  };

  test('is locked from its case, and the case follows the request to its end', async () => {
    const { world, card } = await reported(LOCK_NEEDS_APPROVAL);
    const [ana, ben] = [world.slack.as(ANA), world.slack.as(BEN)];
    expect(card.buttons).toEqual(['Take case', 'Lock…', 'Sign out accounts ↗']);
    await ana.press(card, 'device.operate');
    const form = await modalSaying(world, ANA, "can't be erased until it's unlocked");
    expect(form.title).toBe('Lock Mac');
    expect(form.words).toMatch(/Reported lost by Noor Halim\./u);
    await ana.submit(form);
    const review = await modalSaying(world, ANA, 'PIN screen');
    await ana.fill(review, 'reason', 'Reported lost');
    await ana.submit(review);
    const approval = await messageSaying(world, BEN, APPROVALS, "lock Noor Halim's Mac");
    expect(approval.words).toMatch(/Reported lost by Noor Halim\./u);
    world.clock.forward(20_000);
    const waiting = await caseCard(world, 'Lock requested, waiting for approval');
    expect(waiting.buttons).not.toContain('Lock…');
    await ben.press(await messageSaying(world, BEN, APPROVALS, "lock Noor Halim's Mac"), 'request.approve');
    await ben.submit(await modalSaying(world, BEN, 'Your approval is the last one'));
    await caseCard(world, /Lock sent .*, waiting for the Mac/u);
    const mac = world.kandji.tenant.device(NAMED.noorsMac);
    if (!mac) throw new Error('no Mac');
    mac.online = true;
    world.clock.forward(2 * 60_000);
    const locked = await caseCard(world, /Locked\*? \(reported by Kandji/u);
    expect(locked.buttons).not.toContain('Lock…');
    await dmSaying(world, NOOR, "IT locked Noor's MacBook Air.");
    expect(commands(world)).toEqual(['lock']);
  });

  test('and an iPhone that is not supervised is offered the same, and no Lost Mode', async () => {
    const world = await startWorld({ policy: LOCK_NEEDS_APPROVAL });
    const own = world.kandji.tenant.device(NAMED.unsupervisedIphone);
    if (!own) throw new Error('no iPhone');
    own.user = world.kandji.tenant.device(NAMED.danasIphone)?.user ?? null;
    const form = await fillReport(world, DANA, { deviceId: own.id, kind: 'lost' });
    expect(form.words).toContain("This device can't be put into Lost Mode.");
    await world.slack.as(DANA).submit(form);
    const card = await caseCard(world, "isn't supervised, so it can't use Lost Mode.");
    expect(card.words).not.toContain('Lost Mode is not on');
    expect(card.buttons.slice(0, 2)).toEqual(['Take case', 'Lock…']);
    await world.slack.as(ANA).press(card, 'device.operate');
    expect((await modalSaying(world, ANA, 'Reported lost')).title).toBe('Lock iPhone');
  });

  test('has no Lock… where the policy lets no one lock, and a press by who may not is refused', async () => {
    const { card } = await reported(EXAMPLE_POLICY);
    expect(card.buttons).not.toContain('Lock…');
    const { world, card: offered } = await reported(LOCK_NEEDS_APPROVAL);
    await world.slack.as(BEN).press(offered, 'device.operate');
    await modalSaying(world, BEN, "You don't have permission to lock");
    expect(commands(world)).toEqual([]);
  });
});
