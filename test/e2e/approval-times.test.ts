import { expect, test } from 'vitest';
import { ANA, APPROVALS, BEN, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, openUpdate } from '../support/e2e/steps.ts';

const NOOR = 'H4TX90QLM2';
const HOUR = 3_600;

const POLICY = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals:
  channel: C0APPROVALS
  expires_after: { routine: 2h, maintenance: 24h }
  remind_after: []
  then_ask: [{ after: 1h, roles: [admin] }]
rules:
  - { allow: [agent], operations: [lookup, routine, maintenance] }
  - { require: { approvals: 1, from: [approver] }, operations: [routine, maintenance] }
`;

async function request(world: World, open: () => Promise<unknown>) {
  const ana = world.slack.as(ANA);
  await open();
  const review = await modalSaying(world, ANA, 'Needs 1 approval');
  await ana.fill(review, 'reason', 'Planned');
  await ana.submit(review);
  await ana.close(await modalSaying(world, ANA, 'Approval requested'));
}

/** Seconds from now until the deadline that follows these words. */
function until(world: World, words: string, before: RegExp): number {
  const [, at] = new RegExp(`${before.source}<!date\\^(\\d+)`, 'u').exec(words) ?? [];
  return Number(at) - world.clock.now() / 1000;
}

test('every class waits as long as the policy says: on the card, in Home, in the answer to can, until it expires', async () => {
  const world = await startWorld({ policy: POLICY });
  const ana = world.slack.as(ANA);
  await request(world, async () => ana.submit(await openUpdate(world, ANA, `${NOOR} asset LF-777`)));
  await request(world, () => ana.command(HELP, `/kandji restart ${NOOR}`));
  const tag = await messageSaying(world, BEN, APPROVALS, /requests: change .*asset tag|asset tag/u);
  const restart = await messageSaying(world, BEN, APPROVALS, 'requests: restart');
  for (const [card, hours] of [
    [tag, 2],
    [restart, 24],
  ] as const) {
    const left = until(world, card.words, /1 approval needed by /u);
    expect(left).toBeGreaterThan(hours * HOUR - 60);
    expect(left).toBeLessThanOrEqual(hours * HOUR);
    expect(card.words).toContain('<!subteam^S0LEADS>');
    // From then_ask on they are reminded of it, and may do no more than before.
    expect(card.words).not.toContain('U0ROOT');
  }
  await ana.openHome();
  const home = await world.slack.until(() => {
    const shown = ana.home();
    return shown?.words.includes('Waiting for approval') ? shown : undefined;
  }, 'Home with both');
  const ends = [...home.words.matchAll(/Waiting for approval · until <!date\^(\d+)/gu)].map(([, at]) => at);
  const onCards = [tag, restart].map(({ words }) => /needed by <!date\^(\d+)/u.exec(words)?.[1]);
  expect(ends.toSorted()).toEqual(onCards.toSorted());

  await ana.command(HELP, '/kandji can restart');
  await messageSaying(world, ANA, HELP, 'Approvers have 24 hours to decide.');
  await ana.command(HELP, `/kandji can set-asset-tag ${NOOR}`);
  await messageSaying(world, ANA, HELP, 'Approvers have 2 hours to decide.');

  world.clock.forward(2 * HOUR * 1000 + 1000);
  await dmSaying(world, ANA, /Expired\..*No decision by/su);
  await messageSaying(world, BEN, APPROVALS, /Expired: .*asset tag/su);
  const waiting = await messageSaying(world, BEN, APPROVALS, 'requests: restart');
  expect(waiting.buttons).toContain('Approve');
});
