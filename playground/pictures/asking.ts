import { ANA, LOST_IPAD, type PictureContext } from './fixtures.ts';

/** Ana asks to turn Lost Mode off on the warehouse iPad; the card in the approvals channel. */
export async function asksForLostModeOff(context: PictureContext) {
  await context.types(ANA, `lost ${LOST_IPAD}`);
  const view = await context.modal(ANA, 'Lost Mode is on');
  await context.presses(ANA, view, 'device.operate', /disable/);
  const review = await context.modal(ANA, /Needs \d approvals?:/u);
  await context.slack.as(ANA).fill(review, 'reason', 'It was found under a desk in the canteen');
  await context.slack.as(ANA).submit(review);
  await context.modal(ANA, 'Approval requested');
  return card(context);
}

export const card = (context: PictureContext, says: string | RegExp = 'requests: turn off Lost Mode') =>
  context.message(ANA, says, 'C0APPROVALS');

/** Opens the modal in which this person decides on the newest card. */
export async function opens(context: PictureContext, who: string, what: 'approve' | 'deny') {
  const newest = await context.message(who, 'requests: turn off Lost Mode', 'C0APPROVALS');
  await context.slack.as(who).press(newest, `request.${what}`);
  return context.modal(who, what === 'approve' ? /last one|still needed/u : 'Reason for denying');
}

export async function approves(context: PictureContext, who: string): Promise<void> {
  await context.slack.as(who).submit(await opens(context, who, 'approve'));
}
