import { describe, expect, test } from 'vitest';
import { ANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, modalSaying, openUpdate, sent } from '../support/e2e/steps.ts';

const INTERNAL = { error: 'internal_error' };

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
    const review = await modalSaying(world, ANA, 'Needs');
    expect(review.words).toContain(typed);
  });

  test('twice: the form comes again with what was typed', async () => {
    const world = await failing(2, open);
    await submit(world);
    const form = await modalSaying(world, ANA, "couldn't show the review");
    expect(JSON.stringify(form.blocks)).toContain(typed);
    expect(form.submit).toBe('Review');
    await submit(world);
    await modalSaying(world, ANA, 'Needs');
  });

  test('always: it is said in a direct message, with what was typed', async () => {
    const world = await failing(20, open);
    await submit(world);
    const said = await dmSaying(world, ANA, "couldn't show the review");
    expect(said.words).toContain(typed);
    expect(sent(world)).toEqual([]);
  });
});
