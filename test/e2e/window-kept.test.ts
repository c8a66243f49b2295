import { describe, expect, test } from 'vitest';
import { approvalCard, askForLostModeOff, LOST_IPAD } from '../support/e2e/approve-steps.ts';
import { ANA, APPROVALS, BEN, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { NO_DATABASE, worldThatLosesItsDatabase } from '../support/e2e/lost-store.ts';
import { dmSaying, modalSaying, openUpdate, sent } from '../support/e2e/steps.ts';

const INTERNAL = { error: 'internal_error' };

/** What every review says. */
const VERDICT = /No approval needed|Needs 1 approval/u;

/** A world in which Slack fails the next `times` updates of a window. */
async function failing(times: number, open: (world: World) => Promise<void>): Promise<World> {
  const world = await startWorld();
  world.allow('refusals');
  world.allow('errors');
  await open(world);
  world.slack.faults.fail('views.update', INTERNAL, times);
  return world;
}

async function lostForm(world: World): Promise<void> {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, '/kandji lost F2LDN0IPHN');
  await ana.fill(await modalSaying(world, ANA, 'Turn on Lost Mode'), 'lost-message', 'Bring it to room 12');
}

async function updateForm(world: World): Promise<void> {
  await world.slack.as(ANA).fill(await openUpdate(world, ANA, 'H4TX90QLM2'), 'asset-tag', 'LF-90001');
}

const FORMS = [
  ['Lost Mode', lostForm, 'Bring it to room 12', 'Turn on Lost Mode'],
  ['an update', updateForm, 'LF-90001', 'LF-90001'],
] as const;

describe.each(FORMS)('an internal error of Slack on the way to the review of %s', (_what, open, typed) => {
  const submit = async (world: World) => {
    const ana = world.slack.as(ANA);
    await ana.submit(ana.topView() ?? expect.fail());
  };

  test('once: the review comes all the same', async () => {
    const world = await failing(1, open);
    await submit(world);
    const review = await modalSaying(world, ANA, VERDICT);
    expect(review.words).toContain(typed);
  });

  test('twice: the form comes again with what was typed', async () => {
    const world = await failing(2, open);
    await submit(world);
    const form = await modalSaying(world, ANA, "couldn't show the review");
    expect(JSON.stringify(form.blocks)).toContain(typed);
    expect(form.submit).toBe('Review');
    await submit(world);
    await modalSaying(world, ANA, VERDICT);
  });

  test('always: it is said in a direct message, with what was typed', async () => {
    const world = await failing(20, open);
    await submit(world);
    const said = await dmSaying(world, ANA, "couldn't show the review");
    expect(said.words).toContain(typed);
    expect(sent(world)).toEqual([]);
  });
});

const IN_TIME = "Slack didn't answer in time";

/** Everybody's roles were read a minute ago, and Slack takes four seconds to say the next ones. */
function slackIsSlow(world: World): void {
  world.allow('refusals');
  world.clock.forward(62_000);
  world.slack.faults.fail('users.info', { delay: 4_000 });
}

async function reviewWithReason(world: World): Promise<void> {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lost ${LOST_IPAD}`);
  const id = world.kandji.tenant.deviceBySerial(LOST_IPAD)?.id;
  const lost = await modalSaying(world, ANA, 'Lost Mode is on');
  await ana.press(lost, 'device.operate', { value: `1|disable-lost-mode|${id}` });
  await ana.fill(await modalSaying(world, ANA, 'Needs 1 approval'), 'reason', 'Found in the canteen');
}

async function denyWithReason(world: World): Promise<void> {
  await askForLostModeOff(world);
  const ben = world.slack.as(BEN);
  await ben.press(await approvalCard(world), 'request.deny');
  await ben.fill(await modalSaying(world, BEN, 'Reason for denying'), 'reason', 'It is still missing');
}

const top = (world: World, who: string) => world.slack.as(who).topView() ?? expect.fail();

describe('a submission that comes to nothing keeps its window and what was typed', () => {
  test.each([
    ['a review with a reason', ANA, reviewWithReason, 'Found in the canteen'],
    ['a denial with a reason', BEN, denyWithReason, 'It is still missing'],
  ] as const)('%s, while Slack is slow; submitted again, it counts', async (_what, who, open, typed) => {
    const world = await startWorld();
    await open(world);
    slackIsSlow(world);
    const before = top(world, who);
    const { updated } = await world.slack.as(who).submit(before);
    expect(updated).toMatchObject({ submit: before.submit, id: before.id });
    expect(updated?.words).toContain(IN_TIME);
    expect(JSON.stringify(updated?.blocks)).toContain(`"initial_value":"${typed}"`);
    world.slack.faults.clear();
    await world.slack.as(who).submit(top(world, who));
    await world.slack.until(
      () =>
        world.slack
          .as(BEN)
          .sees(APPROVALS)
          .some(({ words }) => words.includes(typed)),
      'the reason on the card',
    );
  });

  test.each([
    ['a review with a reason', ANA, reviewWithReason, 'Found in the canteen'],
    ['a denial with a reason', BEN, denyWithReason, 'It is still missing'],
    ['an update', ANA, updateForm, 'LF-90001'],
  ] as const)('%s, while the store is gone', async (_what, who, open, typed) => {
    const world = await worldThatLosesItsDatabase();
    await open(world);
    world.lose(true);
    const before = top(world, who);
    const { updated } = await world.slack.as(who).submit(before);
    expect(updated).toMatchObject({ submit: before.submit });
    expect(updated?.words).toContain(NO_DATABASE);
    expect(JSON.stringify(updated?.blocks)).toContain(`"initial_value":"${typed}"`);
  });

  test.each(FORMS)('%s, when the store is gone after the ack', async (_what, open, typed) => {
    const world = await worldThatLosesItsDatabase();
    await open(world);
    world.kandji.setLatency(300);
    const { updated } = await world.slack.as(ANA).submit(top(world, ANA));
    expect(updated?.submit ?? null).toBeNull();
    world.lose(true);
    const form = await modalSaying(world, ANA, NO_DATABASE);
    expect(form.submit).toBe('Review');
    expect(JSON.stringify(form.blocks)).toContain(typed);
    world.lose(false);
    world.kandji.setLatency(0);
    await world.slack.as(ANA).submit(form);
    expect((await modalSaying(world, ANA, VERDICT)).words).toContain(typed);
  });
});
