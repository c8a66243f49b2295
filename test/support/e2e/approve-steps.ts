import type { SeenMessage, SeenView } from '../../../packages/slack-sandbox/src/person/types.ts';
import { ANA, APPROVALS, BEN, HELP, type World } from './harness.ts';
import { dmSaying } from './steps.ts';

/** Dana's iPad, in Lost Mode. */
export const LOST_IPAD = 'J9K2L7PQ4R';

/** Ana opens Lost Mode of the lost iPad and asks to turn it off. */
export async function askForLostModeOff(world: Pick<World, 'slack'>, reason?: string): Promise<void> {
  await world.slack.as(ANA).submit(await reviewLostModeOff(world, reason));
}

/** The same up to the review, which is filled and not yet submitted. */
export async function reviewLostModeOff(
  world: Pick<World, 'slack'>,
  reason = 'It was found in the canteen',
): Promise<SeenView> {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji lost ${LOST_IPAD}`);
  const lost = await world.slack.until(
    () => (ana.topView()?.buttons.some((label) => /off/i.test(label)) ? ana.topView() : null),
    'the Lost Mode modal',
  );
  const value = /"value":"([^"]*disable-lost-mode[^"]*)"/.exec(JSON.stringify(lost.blocks))?.[1];
  if (!value) throw new Error('Lost Mode off is not offered');
  await ana.press(lost, 'device.operate', { value });
  const review = await world.slack.until(
    () => (ana.topView()?.submit && ana.topView()?.id !== lost.id ? ana.topView() : null),
    'the review',
  );
  await ana.fill(review, 'reason', reason);
  return review;
}

/** The card in the approvals channel as this person sees it, while it can be approved. */
export const approvalCard = (world: Pick<World, 'slack'>, who = BEN): Promise<SeenMessage> =>
  world.slack.until(
    () =>
      world.slack
        .as(who)
        .sees(APPROVALS)
        .findLast(({ buttons }) => buttons.includes('Approve')),
    'a card to approve',
  );

/** Opens the card's modal and approves or, with a reason, denies. */
export async function decide(world: Pick<World, 'slack'>, who: string, reason?: string): Promise<void> {
  const person = world.slack.as(who);
  await person.press(await approvalCard(world, who), reason ? 'request.deny' : 'request.approve');
  const modal = await world.slack.until(
    () => (person.topView()?.submit ? person.topView() : null),
    'the modal',
  );
  if (reason) await person.fill(modal, 'reason', reason);
  await person.submit(modal);
}

/** Ben approves. */
export const approve = (world: Pick<World, 'slack'>): Promise<void> => decide(world, BEN);

/** The card once it says that the device has obeyed. */
export const doneCard = (world: Pick<World, 'slack'>): Promise<SeenMessage> =>
  world.slack.until(
    () =>
      world.slack
        .as(BEN)
        .sees(APPROVALS)
        .find(({ words }) => words.includes('✅')),
    'the card to say it is done',
    15_000,
  );

/** The card says that the device has obeyed, and Ana was told. */
export async function isDone(world: World): Promise<void> {
  await doneCard(world);
  await dmSaying(world, ANA, '✅');
}

/** The commands that reached Kandji. */
export const commandsAt = (world: Pick<World, 'kandji'>): readonly (string | null)[] =>
  world.kandji
    .received()
    .filter(({ method, template }) => method === 'POST' && template?.includes('/action/'))
    .map(({ template }) => template ?? null);
