import { expect, test } from 'vitest';
import { trafficView } from '../../playground/page/traffic.ts';
import { PLAY_POLICY } from '../../playground/start.ts';
import { STEPS } from '../../playground/web/tour/steps.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { caseCard, report } from '../support/e2e/case-steps.ts';
import { ANA, DANA, startWorld, type World } from '../support/e2e/harness.ts';

/** The titles of the tour's steps that are ticked. */
const ticked = ({ slack, kandji }: World): readonly string[] => {
  const rows = trafficView(slack, kandji)
    .items()
    .flatMap((item) => (item.key.startsWith('traffic:') ? [item.value] : []));
  return STEPS.filter(({ done }) => done(rows as Parameters<typeof done>[0])).map(({ title }) => title);
};

test('a stolen phone that is reported and found ticks no step about finding, requesting and approving', async () => {
  const world = await startWorld({ policy: PLAY_POLICY });
  for (const typed of ['help', 'requests', 'can restart', 'report']) await asks(world, ANA, typed);
  await report(world);
  await caseCard(world, 'Lost Mode on');
  expect(ticked(world)).toEqual([]);
  const found = await world.slack.until(
    () =>
      world.slack
        .as(DANA)
        .dm()
        .findLast(({ buttons }) => buttons.includes('I found it')),
    'the way to say that it is found',
  );
  await world.slack.as(DANA).press(found, 'case.found');
  const card = await caseCard(world, /then turn off Lost Mode/u);
  await world.slack.as(ANA).press(card, 'case.confirm-found');
  await world.slack.until(
    () => world.kandji.received().some(({ path }) => path.includes('disablelostmode')) || undefined,
    'Lost Mode off',
  );
  expect(ticked(world)).toEqual([]);
});

test('a search ticks the first step', async () => {
  const world = await startWorld({ policy: PLAY_POLICY });
  await asks(world, ANA, 'warehouse ipad');
  expect(ticked(world)).toEqual([STEPS[0]?.title]);
});
