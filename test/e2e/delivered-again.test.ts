import { describe, expect, test } from 'vitest';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { caseCard, report } from '../support/e2e/case-steps.ts';
import { ANA, APPROVALS, BEN, HELP, LEA, startWorld, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';

/** Beside `second-delivery`: the windows that decide on more than one request, or on none. */

const HOLDING = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
safety_limits: { maintenance: [{ per_person: 1, total: 5, within: 60m }] }
rules:
  - { allow: [agent], operations: [lookup, maintenance] }
  - { allow: [approver], operations: [lookup, release, freeze] }
`;
const MACS = ['C02ANA7RZQ05', 'C02BEN4KFQ05', 'C02LEA9TNQ05'] as const;

/** What is submitted, by whom, and what the window says then. */
interface Submission {
  readonly who: string;
  readonly words: RegExp;
  readonly submit: (world: World) => Promise<void>;
}

async function restart(world: World, serial: string) {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji restart ${serial}`);
  await ana.submit(await modalSaying(world, ANA, /No approval needed|will be on hold|used by you/u));
  await modalSaying(world, ANA, /reported by Kandji|On hold/u);
}

/** One was sent, and so many are on hold. @returns their card */
async function onHold(world: World, held: number) {
  for (const serial of MACS.slice(0, held + 1)) await restart(world, serial);
  const words = held === 1 ? 'Safety limit reached' : `${held} requests on hold`;
  return messageSaying(world, BEN, APPROVALS, words);
}

async function fillAndSubmit(world: World, who: string, words: string | RegExp, reason: string) {
  const modal = await modalSaying(world, who, words);
  await world.slack.as(who).fill(modal, 'reason', reason);
  await world.slack.as(who).submit(modal);
}

async function freeze(world: World) {
  await world.slack.as(BEN).command(HELP, '/kandji freeze Possible stolen account');
  await world.slack.as(BEN).submit(await modalSaying(world, BEN, 'Stops everything'));
  await modalSaying(world, BEN, 'Frozen at');
  await messageSaying(world, BEN, APPROVALS, 'froze all changes');
}

const SUBMISSIONS: Readonly<Record<string, Submission>> = {
  'a release': {
    who: BEN,
    words: /Released/u,
    submit: async (world) => {
      await world.slack.as(BEN).press(await onHold(world, 1), 'request.release');
      await fillAndSubmit(world, BEN, 'On hold since', 'Planned');
    },
  },
  'a denial of all that is on hold': {
    who: BEN,
    words: /2 of 2 denied/u,
    submit: async (world) => {
      await world.slack.as(BEN).press(await onHold(world, 2), 'hold.deny-all');
      await fillAndSubmit(world, BEN, '2 on hold', 'Account stolen');
    },
  },
  'a freeze': { who: BEN, words: /Frozen at/u, submit: freeze },
  'a request to unfreeze': {
    who: BEN,
    words: /Approval requested/u,
    submit: async (world) => {
      await freeze(world);
      await world.slack.as(BEN).command(HELP, '/kandji unfreeze account reset');
      await world.slack.as(BEN).submit(await modalSaying(world, BEN, '1 approval needed within 30 minutes'));
      await messageSaying(world, BEN, APPROVALS, 'requests: unfreeze changes');
    },
  },
};

async function deliverAgain(world: World): Promise<string> {
  const submission = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  return (await world.slack.deliver.replay(submission ?? expect.fail())).body;
}

describe('delivered again, a submission shows what it did', () => {
  test.each(Object.entries(SUBMISSIONS))('%s', async (_what, { who, words, submit }) => {
    const world = await startWorld({ policy: HOLDING });
    await submit(world);
    await modalSaying(world, who, words);
    const before = sent(world).length;
    const entries = world.slack.as(BEN).sees(APPROVALS).length;
    const body = await deliverAgain(world);
    // A freeze is shown once what it stopped is known.
    if (!/One moment/u.test(body)) expect(body).toMatch(words);
    expect(body).not.toMatch(/Nothing was|already/iu);
    await modalSaying(world, who, words);
    expect(world.slack.as(BEN).sees(APPROVALS)).toHaveLength(entries);
    expect(sent(world).length - before).toBeLessThanOrEqual(1);
  });

  test('a case that was closed', async () => {
    const world = await startWorld();
    await report(world);
    const ana = world.slack.as(ANA);
    await ana.choose(await caseCard(world, 'Open ·'), 'case.more', 'Close case…');
    const close = await modalSaying(world, ANA, 'How did it end?');
    await ana.fill(close, 'case-outcome', 'It was reported by mistake');
    await ana.submit(close);
    await modalSaying(world, ANA, 'Closed:');
    const body = await deliverAgain(world);
    expect(body).toContain('Closed:');
    expect(body).not.toMatch(/Nothing was|already/iu);
  });

  test('a request to unfreeze that has ended meanwhile', async () => {
    const world = await startWorld({ policy: HOLDING });
    await SUBMISSIONS['a request to unfreeze']?.submit(world);
    await modalSaying(world, BEN, /Approval requested/u);
    const card = await messageSaying(world, BEN, APPROVALS, 'requests: unfreeze changes');
    await world.slack.as(BEN).press(card, 'unfreeze.cancel');
    await messageSaying(world, BEN, APPROVALS, /Canceled/u);
    const submission = world.slack.traffic.findLast(
      (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
    );
    const { body } = await world.slack.deliver.replay(submission ?? expect.fail());
    expect(body).toContain('This was sent already, and it counts once.');
    expect(body).not.toContain('Nothing was');
  });
});

/** Both deliveries of a submission have passed every look before either counts. */
function beside(step: 'askUnfreeze' | 'endUnfreeze') {
  const both = Promise.withResolvers<void>();
  let come = 0;
  const between = (ports: Ports): Ports => {
    const { controls } = ports.store;
    const held = async (...given: unknown[]) => {
      come += 1;
      if (come === 2) both.resolve();
      await both.promise;
      return (controls[step] as (...args: unknown[]) => Promise<never>)(...given);
    };
    return { ...ports, store: { ...ports.store, controls: { ...controls, [step]: held } } };
  };
  return between;
}

describe('delivered again beside the first, a submission shows what it did', () => {
  const openForm = async (world: World) => {
    await freeze(world);
    await world.slack.as(BEN).command(HELP, '/kandji unfreeze account reset');
    return modalSaying(world, BEN, '1 approval needed within 30 minutes');
  };

  test('a request to unfreeze', async () => {
    const world = await startWorld({ policy: HOLDING, between: beside('askUnfreeze') });
    world.allow('refusals');
    world.allow('errors');
    expect((await world.slack.as(BEN).submit(await openForm(world))).error).toContain('trouble connecting');
    expect(await deliverAgain(world)).toMatch(/Approval requested/u);
    expect((await modalSaying(world, BEN, /Approval requested/u)).words).not.toMatch(/already|not sent/iu);
  });

  test('an approval to unfreeze', async () => {
    const world = await startWorld({ policy: HOLDING, between: beside('endUnfreeze') });
    world.allow('refusals');
    world.allow('errors');
    await world.slack.as(BEN).submit(await openForm(world));
    const lea = world.slack.as(LEA);
    const card = await messageSaying(world, LEA, APPROVALS, 'requests: unfreeze changes');
    await lea.press(card, 'unfreeze.approve');
    expect((await lea.submit(await modalSaying(world, LEA, /account reset/u))).error).toContain(
      'trouble connecting',
    );
    expect(await deliverAgain(world)).not.toMatch(/already/iu);
    expect((await modalSaying(world, LEA, /unfroze|Unfrozen/iu)).words).not.toMatch(/already ended/iu);
  });
});
