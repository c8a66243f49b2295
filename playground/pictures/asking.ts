import { ANA, LOST_IPAD, type Stage } from './fixtures.ts';

/** Ana asks to turn Lost Mode off on the warehouse iPad; the card in the approvals channel. */
export async function asksForLostModeOff(stage: Stage) {
  await stage.types(ANA, `lost ${LOST_IPAD}`);
  const view = await stage.modal(ANA, 'Lost Mode is on');
  await stage.presses(ANA, view, 'device.operate', /disable/);
  const review = await stage.modal(ANA, 'Needs approval');
  await stage.slack.as(ANA).fill(review, 'reason', 'It was found under a desk in the canteen');
  await stage.slack.as(ANA).submit(review);
  await stage.modal(ANA, 'Asked for approval');
  return card(stage);
}

export const card = (stage: Stage, says: string | RegExp = 'asks: turn off Lost Mode') =>
  stage.message(ANA, says, 'C0APPROVALS');

/** Opens the modal in which this person decides on the newest card. */
export async function opens(stage: Stage, who: string, what: 'approve' | 'deny') {
  const newest = await stage.message(who, 'asks: turn off Lost Mode', 'C0APPROVALS');
  await stage.slack.as(who).press(newest, `request.${what}`);
  return stage.modal(who, what === 'approve' ? 'Your name goes on the record' : 'Why not?');
}

export async function approves(stage: Stage, who: string): Promise<void> {
  await stage.slack.as(who).submit(await opens(stage, who, 'approve'));
}
