import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { OpenStore } from '../../src/store/index.ts';
import { answersIn, asks } from '../support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, HELP, LEA, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const IPAD = 'J9K2L7PQ4R';
const TWO = policyWith('approvals: 1, from: [approver, admin]', 'approvals: 2, from: [approver, admin]');

const ONLY_LEADS = policyWith('approvals: 1, from: [approver, admin]', 'approvals: 1, from: [approver]');

/** After an hour also the agents are asked, who may approve nothing. */
const THEN_ADMINS = policyWith(
  'remind_after: [30m, 2h]',
  'remind_after: [30m], then_ask: [{ after: 1h, roles: [agent] }]',
);

const ENABLING_NEEDS_APPROVAL = policyWith(
  'rules:',
  'rules:\n  - require: { approvals: 1, from: [approver] }\n    operations: [enable-lost-mode]',
);

/** Ana submits the review that turns Lost Mode off. @returns the id of the last thing that Slack had seen before */
async function asksForLostModeOff(world: World): Promise<number> {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lost ${IPAD}`);
  const lost = await modalSaying(world, ANA, 'Lost Mode is on');
  const id = world.kandji.tenant.deviceBySerial(IPAD)?.id;
  await ana.press(lost, 'device.operate', { value: `1|disable-lost-mode|${id}` });
  const review = await modalSaying(world, ANA, /Needs \d approvals?:|No one can approve/u);
  await ana.fill(review, 'reason', 'Found behind the shelf');
  const before = world.slack.traffic.at(-1)?.id ?? 0;
  await ana.submit(review);
  await modalSaying(world, ANA, 'Approval requested');
  return before;
}

/** Ana asks to turn Lost Mode off; the card in the approvals channel. */
async function asked(world: World) {
  await asksForLostModeOff(world);
  return messageSaying(world, BEN, APPROVALS, 'requests: turn off Lost Mode');
}

const idOf = (words: string): string => /`?([0-9A-HJKMNP-TV-Z]{8})`? · requested/u.exec(words)?.[1] ?? '';

async function opens(world: World, who: string, what: 'approve' | 'deny') {
  const card = await messageSaying(world, who, APPROVALS, 'requests: turn off Lost Mode');
  await world.slack.as(who).press(card, `request.${what}`);
  return modalSaying(world, who, what === 'approve' ? /last one|still needed/u : 'Reason for denying');
}

describe('two people must approve', () => {
  test('the card counts; one takes it back; another press does not take the modal from under a third', async () => {
    const world = await startWorld({ policy: TWO });
    await asked(world);
    const leas = await opens(world, LEA, 'approve');
    await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
    const counted = await messageSaying(world, BEN, APPROVALS, '1 more approval needed');
    expect(sent(world)).toEqual([]);
    expect(counted.buttons).toEqual(['Approve', 'Deny', 'Details']);
    await world.slack.as(BEN).press(counted, 'request.open');
    const details = await modalSaying(world, BEN, 'approved by <@U0BEN>');
    await world.slack.as(BEN).press(details, 'request.withdraw');
    await messageSaying(world, BEN, APPROVALS, '2 approvals needed');
    await world.slack.as(LEA).submit(leas);
    await messageSaying(world, LEA, APPROVALS, '1 more approval needed');
    await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
    await messageSaying(world, BEN, APPROVALS, /✅|Lost Mode off sent/u);
    expect(sent(world)).toHaveLength(1);
  });

  test('a withdrawal that Slack does not draw is said another way, and counts', async () => {
    const world = await startWorld({ policy: TWO });
    world.allow('refusals');
    await asked(world);
    await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
    const card = await messageSaying(world, BEN, APPROVALS, '1 more approval needed');
    await world.slack.as(BEN).press(card, 'request.open');
    const details = await modalSaying(world, BEN, 'approved by <@U0BEN>');
    world.slack.faults.fail('views.update', { error: 'view_too_large' }, Number.POSITIVE_INFINITY);
    await world.slack.as(BEN).press(details, 'request.withdraw');
    const said = await dmSaying(world, BEN, 'Approval withdrawn');
    expect(said.words).not.toContain('Something went wrong');
    await messageSaying(world, BEN, APPROVALS, '2 approvals needed');
  });

  test('the same person twice is told that someone else has to', async () => {
    const world = await startWorld({ policy: TWO });
    await asked(world);
    await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
    const card = await messageSaying(world, BEN, APPROVALS, '1 more approval needed');
    await world.slack.as(BEN).press(card, 'request.approve');
    await modalSaying(
      world,
      BEN,
      /You already approved this\. Still needed: one approver or admin \(.*(?:L[ée]a Martin|Max Weber)/u,
    );
    expect(sent(world)).toEqual([]);
  });
});

test('an approver whose kind has approved is neither called nor let into the window, and hears who is needed', async () => {
  const world = await startWorld({
    policy: policyWith(
      'rules:',
      'rules:\n  - require: { approvals: 1, from: [admin] }\n    operations: [disruptive]',
    ),
  });
  await asked(world);
  await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
  const card = await messageSaying(world, LEA, APPROVALS, '1 more approval needed');
  expect((await asks(world, LEA, 'help')).words).not.toContain('waiting for you');
  await world.slack.as(LEA).press(card, 'request.approve');
  const refused = await modalSaying(world, LEA, "Your approval isn't needed anymore.");
  expect(refused.words).toContain('Still needed: one admin (Max Weber).');
  expect(refused.words).not.toContain('After yours');
  expect(sent(world)).toEqual([]);
  const max = world.slack.as('U0ROOT');
  expect((await asks(world, 'U0ROOT', 'help')).words).toContain('1 request is waiting for you');
  await max.submit(await opens(world, 'U0ROOT', 'approve'));
  await messageSaying(world, BEN, APPROVALS, /✅|Lost Mode off sent/u);
});

describe('the policy asks for more meanwhile', () => {
  const more = async (is: string, beside = '') => {
    const world = await startWorld();
    const card = await asked(world);
    const changed = policyWith('approvals: 1, from: [approver, admin]', is);
    writeFileSync(world.policyFile, changed.replace('rules:', `rules:${beside}`));
    await world.slack.until(
      () => world.log.some((line) => line.includes('policy.changed')),
      'the new policy is in force',
    );
    return { world, card };
  };

  test.each([
    ['', 'another role'],
    [
      '\n  - { refuse: [viewer], operations: [disable-lost-mode], because: Ask the helpdesk. }',
      'another role, beside a rule that refuses others',
    ],
  ])('another role%s: the window and the card name who is needed besides', async (beside) => {
    const { world } = await more(`approvals: 1, from: [admin]`, beside);
    const window = await opens(world, BEN, 'approve');
    expect(window.words).toContain('After yours, one admin is still needed.');
    await world.slack.as(BEN).submit(window);
    await modalSaying(world, BEN, '*Approved.* One admin (<@U0ROOT>) is still needed.');
    const counted = await messageSaying(world, BEN, APPROVALS, '1 more approval needed');
    expect(counted.words).toContain('one admin (<@U0ROOT>)');
    await world.slack.as('U0ROOT').submit(await opens(world, 'U0ROOT', 'approve'));
    await messageSaying(world, BEN, APPROVALS, /✅|Lost Mode off sent/u);
  });

  test('another person: the card counts, calls, and never says that none is needed', async () => {
    const { world, card } = await more('approvals: 2, from: [approver, admin]');
    const window = await opens(world, BEN, 'approve');
    expect(window.words).toMatch(
      /2 approvals needed by .*:\* <!subteam\^S0LEADS> or <@U0ROOT>\n[\s\S]*still needed/u,
    );
    await world.slack.as(BEN).submit(window);
    await modalSaying(
      world,
      BEN,
      /\*Approved\.\* 1 more approval needed by .*: <!subteam\^S0LEADS> or <@U0ROOT>\./u,
    );
    const counted = await messageSaying(world, BEN, APPROVALS, '1 more approval needed');
    expect(counted.words).not.toContain('0 more');
    world.clock.forward(31 * 60_000);
    await world.slack.until(
      () =>
        world.slack.world
          .messages(APPROVALS)
          .some(({ threadTs, text }) => threadTs === card.ts && /S0LEADS.*1 more approval/u.test(text)),
      'a reminder that calls who is needed',
    );
  });
});

test('what is no longer valid at the last approval is said in the window of that approval', async () => {
  const world = await startWorld();
  await asked(world);
  const window = await opens(world, BEN, 'approve');
  const ipad = world.kandji.tenant.device(NAMED.warehouseIpad);
  if (ipad) ipad.user = null;
  await world.slack.as(BEN).submit(window);
  await modalSaying(world, BEN, /No longer valid/u);
  expect(sent(world)).toEqual([]);
});

describe('what comes back from Slack is a reference', () => {
  test('a forged request in private_metadata, and a modal of someone else, count for nothing', async () => {
    const world = await startWorld();
    const card = await asked(world);
    const own = await opens(world, BEN, 'approve');
    await world.slack.as(BEN).close(own);
    await world.slack.as(BEN).press(card, 'request.deny');
    const deny = await modalSaying(world, BEN, 'Reason for denying');
    await world.slack.as(BEN).fill(deny, 'reason', 'No');
    const before = world.slack.traffic.length;
    await world.slack.as(BEN).submit(deny);
    const delivery = world.slack.traffic
      .slice(before)
      .find((entry) => entry.kind === 'delivery' && entry.type === 'view_submission');
    if (delivery?.kind !== 'delivery') throw new Error('nothing was submitted');
    await messageSaying(world, BEN, APPROVALS, 'Denied');
    for (const forge of [
      (body: string) => body.replaceAll(idOf(card.words), 'ZZZZZZZZ'),
      (body: string) => body.replaceAll(deny.id, own.id),
      (body: string) => body.replaceAll(BEN, VERA),
    ]) {
      const { status, body } = await world.slack.deliver.raw({
        body: forge(delivery.body),
        contentType: delivery.contentType,
      });
      expect(status).toBe(200);
      expect(body).toMatch(
        /don't know this request|no longer know what this was about|changed while you were looking/u,
      );
    }
    expect(sent(world)).toEqual([]);
  });

  test('a modal from before the rules changed is drawn again', async () => {
    const world = await startWorld();
    const ana = world.slack.as(ANA);
    await ana.command(HELP, `/kandji lost F2LDN0IPHN`);
    await ana.submit(await modalSaying(world, ANA, 'Turn on Lost Mode'));
    const review = await modalSaying(world, ANA, 'No approval needed');
    writeFileSync(world.policyFile, ENABLING_NEEDS_APPROVAL);
    await world.slack.until(
      () => world.log.some((line) => line.includes('"event":"policy.changed"')),
      'the new policy',
    );
    const { updated } = await ana.submit(review);
    expect(updated?.words).toContain('This changed while you were looking');
    expect(updated?.submit).toBe('Request approval');
    expect(sent(world)).toEqual([]);
  });
});

test('a cancellation that comes after the approval says how the request is now, not that nothing was decided', async () => {
  const world = await startWorld();
  await asked(world);
  const ana = world.slack.as(ANA);
  const own = await modalSaying(world, ANA, '1 approval needed');
  await ana.press(own, 'request.cancel');
  const window = await modalSaying(world, ANA, "Approvals don't carry over");
  await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
  await messageSaying(world, BEN, APPROVALS, /✅|Lost Mode off sent/u);
  const { updated } = await ana.submit(window);
  expect(updated?.words).toContain("Your press wasn't counted.");
  expect(updated?.words).toMatch(/Sent|Done/u);
  expect(updated?.words).not.toMatch(/Nothing was (decided|changed|sent)/u);
});

describe('when no one decides', () => {
  test('once it has been forgotten what was typed, it is not requested again from the old message', async () => {
    let store: OpenStore | undefined;
    const world = await startWorld({
      policy: ENABLING_NEEDS_APPROVAL,
      between: (ports) => {
        store = ports.store as OpenStore;
        return ports;
      },
    });
    const ana = world.slack.as(ANA);
    await ana.command(HELP, '/kandji lost F2LDN0IPHN');
    await ana.submit(await modalSaying(world, ANA, 'Turn on Lost Mode'));
    const review = await modalSaying(world, ANA, /Needs \d approvals?:/u);
    await ana.fill(review, 'reason', 'Left on the train');
    await ana.submit(review);
    await messageSaying(world, BEN, APPROVALS, 'requests: turn on Lost Mode');
    world.clock.forward(5 * 3_600_000);
    const told = await dmSaying(world, ANA, 'No decision by');
    world.clock.forward(60_000);
    await store?.audit.prune(new Date(world.clock.now()));
    await ana.press(told, 'request.again');
    const refused = await modalSaying(world, ANA, "can't be requested again");
    expect(refused.submit).toBeUndefined();
    expect(sent(world)).toEqual([]);
  });

  test('it expires visibly, and the requester asks again', async () => {
    const world = await startWorld();
    const card = await asked(world);
    world.clock.forward(5 * 3_600_000);
    await messageSaying(world, BEN, APPROVALS, 'Expired: turn off Lost Mode');
    const told = await dmSaying(world, ANA, 'No decision by');
    await world.slack.as(ANA).press(told, 'request.again');
    const review = await modalSaying(world, ANA, /Needs \d approvals?:/u);
    expect(JSON.stringify(review.blocks)).toContain('Found behind the shelf');
    await world.slack.as(ANA).submit(review);
    await world.slack.until(
      () =>
        world.slack
          .as(BEN)
          .sees(APPROVALS)
          .some(({ words, buttons }) => buttons.includes('Approve') && idOf(words) !== idOf(card.words)),
      'a second card, of another request',
    );
  });

  test('approvers are reminded in the card’s thread; the next reminder takes the place of the last, and none stays', async () => {
    let store: OpenStore | undefined;
    const world = await startWorld({
      policy: THEN_ADMINS,
      between: (ports) => {
        store = ports.store as OpenStore;
        return ports;
      },
    });
    const card = await asked(world);
    /** What is on the screen is known to the app a moment later. */
    const isKnown = (place: { ts?: string | undefined; reminderTs?: string | undefined }) =>
      expect
        .poll(async () => store?.cards.of(idOf(card.words)), { timeout: 10_000 })
        .toContainEqual(expect.objectContaining(place));
    await isKnown({ ts: card.ts });
    const reminders = () =>
      world.slack.world
        .messages(APPROVALS)
        .filter(({ threadTs, text }) => threadTs === card.ts && /is waiting/u.test(text));
    const reminded = async (words: RegExp) => {
      await world.slack.until(
        () => reminders().length === 1 && words.test(reminders()[0]?.text ?? ''),
        `a reminder like ${words}`,
      );
      await isKnown({ reminderTs: reminders()[0]?.ts });
    };
    world.clock.forward(31 * 60_000);
    await reminded(/^<!subteam\^S0LEADS> or <@U0ROOT>, 1 approval needed by .*\. Ana Ruiz is waiting\.$/u);
    const [first] = reminders();
    world.clock.forward(30 * 60_000);
    await reminded(
      /^<!subteam\^S0LEADS> or <@U0ROOT>, 1 approval .* Can <!subteam\^S0AGENTS> reach someone who can approve/u,
    );
    expect(reminders()[0]?.ts).not.toBe(first?.ts);
    await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
    await world.slack.until(() => reminders().length === 0, 'no reminder any more');
  });
});

describe('requests can be found again', () => {
  test('by those who may see them; an own list for everybody', async () => {
    const world = await startWorld();
    await asked(world);
    await world.slack.as(BEN).command(HELP, '/kandji requests');
    const list = await messageSaying(world, BEN, HELP, 'Open requests');
    await world.slack.as(BEN).press(list, 'request.open');
    await modalSaying(world, BEN, 'Found behind the shelf');
    await world.slack.as(VERA).command(HELP, '/kandji requests');
    await world.slack.until(
      () =>
        answersIn(world, VERA, HELP).some(({ words }) =>
          words.includes("Other people's requests need a permission"),
        ),
      'her own requests only',
    );
  });
});

test('who approves and opens the next window before the result is known hears it on the card', async () => {
  const world = await startWorld();
  world.kandji.faults.add({
    kind: 'status',
    status: 400,
    method: 'POST',
    template: '/devices/{device_id}/action/disablelostmode',
  });
  const card = await asked(world);
  const ben = world.slack.as(BEN);
  const modal = await opens(world, BEN, 'approve');
  world.kandji.setLatency(200);
  await ben.submit(modal);
  await ben.press(card, 'request.open');
  await world.slack.until(() => ben.topView()?.id !== modal.id && ben.topView(), 'the next window');
  await messageSaying(world, BEN, APPROVALS, '❌ *Failed: turn off Lost Mode*');
  const late = () =>
    world.slack.traffic.find(
      (entry) =>
        entry.kind === 'api' && entry.method === 'views.update' && entry.reply?.error === 'not_found',
    );
  expect((await world.slack.until(late, 'a result for a window that is gone')).problems).toEqual([
    'not_found',
  ]);
});

describe('an end that no one knows', () => {
  test('is said, and an approver settles it by hand with a reason', async () => {
    const world = await startWorld();
    world.kandji.faults.add({
      kind: 'status',
      status: 502,
      method: 'POST',
      template: '/devices/{device_id}/action/disablelostmode',
    });
    await asked(world);
    const ben = world.slack.as(BEN);
    await ben.submit(await opens(world, BEN, 'approve'));
    const unknown = await messageSaying(world, BEN, APPROVALS, "Don't know yet if Lost Mode is off");
    expect(unknown.words).toContain("Please don't repeat it.");
    expect(unknown.buttons).toEqual(['Details', 'Open in Kandji ↗']);
    world.clock.forward(20 * 60_000);
    const overdue = await messageSaying(world, BEN, APPROVALS, "Still don't know");
    expect(overdue.buttons).toContain('Open in Kandji ↗');
    expect((await dmSaying(world, ANA, "Still don't know")).buttons).toContain('Open in Kandji ↗');
    await ben.press(overdue, 'request.settle');
    const modal = await modalSaying(world, BEN, 'What did you find?');
    await ben.choose(modal, 'ended', 'Lost Mode is still on');
    await ben.fill(modal, 'reason', 'I looked at the iPad');
    await ben.submit(modal);
    await messageSaying(
      world,
      BEN,
      APPROVALS,
      /Not done: turn off Lost Mode[\s\S]*Ben Okafor: “I looked at the iPad”/u,
    );
    await dmSaying(world, ANA, 'I looked at the iPad');
    expect(sent(world)).toHaveLength(1);
  });
});

test('that it was not done is said where Kandji reports a failure and a read proves it', async () => {
  const world = await startWorld();
  world.kandji.setDeviceBehaviour(NAMED.warehouseIpad, 'fails');
  await asked(world);
  await world.slack.as(BEN).submit(await opens(world, BEN, 'approve'));
  const done = () => messageSaying(world, BEN, APPROVALS, /Not done: Lost Mode is still on.* · confirmed /u);
  await messageSaying(world, BEN, APPROVALS, /Lost Mode off sent/u);
  for (const minutes of [1, 2, 5, 10]) world.clock.forward(minutes * 60_000);
  await done();
  const message = await dmSaying(world, ANA, /Not done: Lost Mode is still on.*confirmed /u);
  expect(message.buttons).toContain('Request again');
  await world.slack.as(ANA).press(message, 'request.again');
  await modalSaying(world, ANA, 'Turn off Lost Mode');
});

describe('no one can approve', () => {
  test('because the group is disabled: the window in which it was asked says so, and who can mend it', async () => {
    const world = await startWorld({ policy: TWO });
    world.slack.world.disableGroup('S0LEADS', true);
    await asked(world);
    const window = await modalSaying(world, ANA, 'No one can approve this');
    expect(window.words).toContain('Ask Max Weber (admin)');
    expect(window.words).not.toContain('either way');
    const card = await messageSaying(world, BEN, APPROVALS, 'No one can approve this');
    expect(card.words).toMatch(/too few active members for this request\. Ask .*\(admin\)/u);
    await world.slack.as(BEN).press(card, 'request.approve');
    const refused = await modalSaying(world, BEN, 'No one can approve this');
    expect(refused.words.match(/\b[Aa]sk\b/gu)).toHaveLength(1);
  });

  test('because an account was deactivated: the review and the card say so before anyone waits', async () => {
    const world = await startWorld({ policy: ONLY_LEADS.replace('approvals: 1', 'approvals: 2') });
    world.slack.world.deactivate(LEA);
    await asked(world);
    const drawn = world.slack.traffic.map((entry) => JSON.stringify(entry));
    expect(drawn.filter((view) => view.includes('Request approval'))).not.toEqual([]);
    for (const view of drawn.filter((one) => one.includes('Request approval')))
      expect(view).toContain('No one can approve this.');
    await messageSaying(world, BEN, APPROVALS, 'No one can approve this');
  });

  test('because the group was emptied meanwhile: thread, card and requester hear it once', async () => {
    const world = await startWorld({ policy: ONLY_LEADS });
    const card = await asked(world);
    expect(card.words).toContain('1 approval needed');
    world.slack.world.setGroup('S0LEADS', []);
    world.clock.forward(31 * 60_000);
    await messageSaying(world, BEN, APPROVALS, 'No one can approve this');
    await dmSaying(world, ANA, /No one can approve this[\s\S]*Your request: turn off Lost Mode/u);
    const threads = () =>
      world.slack.world.messages(APPROVALS).filter(({ threadTs }) => threadTs === card.ts);
    await world.slack.until(() => threads().length === 1, 'one reply');
    expect(threads()[0]?.text).toMatch(/^⛔ \*No one can approve this\.\*/u);
    await world.slack.as(BEN).press(card, 'request.approve');
    await modalSaying(world, BEN, /No one can approve this|permission/u);
    await world.slack.until(() => threads().length === 1, 'one reply in its place');
    const heard = () =>
      world.slack
        .as(ANA)
        .dm()
        .filter(({ words }) => words.includes('No one can approve'));
    expect(heard()).toHaveLength(1);
    const posts = () =>
      world.slack.traffic.filter(
        (entry) =>
          entry.kind === 'api' &&
          entry.method === 'chat.postMessage' &&
          JSON.stringify(entry.args).includes(card.ts),
      ).length;
    const before = posts();
    for (const who of [LEA, BEN, LEA]) {
      await world.slack.as(who).press(card, 'request.approve');
      await world.slack.as(who).close(await modalSaying(world, who, /No one can approve this|permission/u));
    }
    world.clock.forward(60_000);
    expect(posts()).toBe(before);
    expect(heard()).toHaveLength(1);
  });

  test('because of a rule that came later, and Slack rejects the first message: it is said in the end', async () => {
    const world = await startWorld();
    world.allow('refusals');
    await asked(world);
    const boss = policyWith('roles:', `roles:\n  boss: [${ANA}]`);
    const more = 'rules:\n  - require: { approvals: 1, from: [boss] }\n    operations: [disruptive]';
    writeFileSync(world.policyFile, policyWith('rules:', more, boss));
    await world.slack.until(
      () => world.log.some((line) => line.includes('policy.changed')),
      'the new policy is in force',
    );
    world.slack.faults.fail('chat.postMessage', {
      status: 429,
      headers: { 'Retry-After': '1' },
      body: { ok: false, error: 'ratelimited' },
    });
    world.clock.forward(31 * 60_000);
    const heard = await dmSaying(world, ANA, 'No one can approve this');
    expect(heard.words).not.toContain('approval needed');
    await messageSaying(world, BEN, APPROVALS, 'No one can approve this');
  });

  test.each([
    ['restricted_action', { error: 'restricted_action' }],
    [
      'patience',
      { status: 429, headers: { 'Retry-After': '60' }, body: { ok: false, error: 'ratelimited' } },
    ],
  ])('and Slack answers messages with %s: the window keeps what it said', async (_what, reply) => {
    const world = await startWorld({ policy: TWO });
    world.allow('refusals');
    world.slack.world.disableGroup('S0LEADS', true);
    world.slack.faults.fail('chat.postMessage', reply, Number.POSITIVE_INFINITY);
    const submitted = await asksForLostModeOff(world);
    await modalSaying(world, ANA, 'No one can approve this');
    await world.slack.until(
      () =>
        world.slack.traffic.some(
          (entry) => entry.kind === 'api' && entry.method === 'chat.postMessage' && entry.id > submitted,
        ),
      'a message that Slack rejects',
    );
    const view = await modalSaying(world, ANA, 'Approval requested');
    expect(view.words).toContain('No one can approve this');
    expect(
      world.slack.traffic.filter(
        (entry) => entry.kind === 'api' && entry.method === 'views.update' && entry.id > submitted,
      ),
    ).toEqual([]);
  });
});
