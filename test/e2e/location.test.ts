import { describe, expect, test } from 'vitest';
import { asks, shows } from '../support/e2e/at-slack.ts';
import { ANA, BEN, DANA, HELP, startWorld, VERA } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';

const PLACE = /52\.52|13\.40/;

describe('where a lost device is', () => {
  test('those with see-location see it with its age and a map; each look is on the record, the place is not', async () => {
    const world = await startWorld();
    await world.slack.as(ANA).command(HELP, '/kandji lost J9K2L7PQ4R');
    const view = await modalSaying(world, ANA, 'Please return to Larkfield reception');
    expect(view.words).toMatch(PLACE);
    expect(view.words).toContain('2 h ago');
    expect(JSON.stringify(view.blocks)).toContain('https://www.openstreetmap.org/?mlat=52.52');
    const history = await asks(world, BEN, 'history J9K2L7PQ4R all');
    // By the rule that gives the location, not by the one that gives the card.
    expect(history.words).toMatch(/viewed the location[\s\S]*?rule 3 /);
    expect(history.words).not.toMatch(PLACE);
    expect(world.log.join('\n')).not.toMatch(PLACE);
  });

  test('a viewer sees the state and the message, not the place, on no panel', async () => {
    const world = await startWorld();
    const card = await asks(world, VERA, 'J9K2L7PQ4R');
    expect(card.words).toContain('Lost Mode on');
    const lost = await shows(world, VERA, card, 'Lost Mode', 'Please return to Larkfield reception');
    expect(JSON.stringify(lost)).not.toMatch(PLACE);
    for (const panel of ['Details', 'Activity', 'Library items']) {
      await world.slack.as(VERA).close(world.slack.as(VERA).topView() ?? lost);
      const view = await shows(world, VERA, card, panel, /General|entr|library items/);
      expect(JSON.stringify(view), panel).not.toMatch(PLACE);
    }
    const history = await asks(world, ANA, 'history J9K2L7PQ4R all');
    expect(history.words).not.toMatch(/viewed.*location/i);
  });

  test('the owner of the device does not see it either', async () => {
    const world = await startWorld();
    await world.slack.as(DANA).command(HELP, '/kandji lost J9K2L7PQ4R');
    const own = await modalSaying(world, DANA, 'What happened?');
    expect(JSON.stringify(own)).not.toMatch(PLACE);
    await asks(world, DANA, 'mine ipad');
    const card = world.slack.as(DANA).sees(HELP).at(-1);
    if (!card) throw new Error('there was a card');
    await world.slack.as(DANA).close(own);
    const lost = await shows(world, DANA, card, 'Lost Mode', 'Lost Mode is on');
    expect(lost.words).toContain('permission to see the location');
    expect(JSON.stringify(lost)).not.toMatch(PLACE);
  });
});

describe('where Lost Mode cannot be', () => {
  test.each([
    ['a Mac', 'H4TX90QLM2'],
    ['an Apple TV', 'DY3LOBBYTV01'],
    ['an unsupervised iPhone', 'F2LBENOWN1'],
  ])('%s: one sentence says why', async (_what, typed) => {
    const world = await startWorld();
    await world.slack.as(ANA).command(HELP, `/kandji lost ${typed}`);
    const view = await modalSaying(world, ANA, /supervised|iPhones and iPads/);
    expect(view.title).toBe('Lost Mode');
  });
});
