import { EXAMPLE_POLICY } from '../start.ts';
import { approves, asksForLostModeOff, card, opens } from './asking.ts';
import { BEN, IPHONE, LEA, LOST_IPAD, type PictureContext } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const TWO = EXAMPLE_POLICY.replace(
  'approvals: 1, from: [approver, admin]',
  'approvals: 2, from: [approver, admin]',
);
const TURN_OFF = { method: 'POST', template: '/devices/{device_id}/action/disablelostmode' };

const inChannel = (name: string, says: Scene['says'], play: Scene['play']): Scene => ({
  name,
  as: BEN,
  at: 'C0APPROVALS',
  cut: 'message',
  says,
  async play(context) {
    await asksForLostModeOff(context);
    await play(context);
    await card(context, says);
  },
});

const alone = (scene: Scene, ...more: readonly Scene[]): SceneGroup => ({ scenes: [scene, ...more] });

const denies = async (context: PictureContext) => {
  const lea = context.slack.as(LEA);
  const view = await opens(context, LEA, 'deny');
  await lea.fill(view, 'reason', 'Please wait for the police report');
  await lea.submit(view);
};

const settle: Scene = {
  name: 'settle-modal',
  as: BEN,
  cut: 'modal',
  says: 'What did you find?',
  async play(context) {
    context.clock.forward(20 * 60_000);
    await context.slack.as(BEN).press(await card(context, "Still don't know"), 'request.settle');
    await context.modal(BEN, 'What did you find?');
  },
};

const settled: Scene = {
  name: 'approval-settled',
  as: BEN,
  at: 'C0APPROVALS',
  cut: 'message',
  goesOn: true,
  says: /Not done/,
  async play(context) {
    const ben = context.slack.as(BEN);
    const view = await context.modal(BEN, 'What did you find?');
    await ben.choose(view, 'ended', 'Lost Mode is still on');
    await ben.fill(view, 'reason', 'I looked at the iPad');
    await ben.submit(view);
    await card(context, /Not done/);
  },
};

const dm = (name: string, says: Scene['says']): Scene => ({
  name,
  as: 'U0ANA',
  at: 'dm',
  cut: 'message',
  says,
  play: (context) => context.message('U0ANA', says, 'dm'),
});

/** Each end of a request in a playground of its own. */
export const endings: readonly SceneGroup[] = [
  {
    options: { policy: TWO },
    scenes: [inChannel('approval-1-of-2', '1 more approval needed', (context) => approves(context, BEN))],
  },
  alone(inChannel('approval-denied', 'Denied', denies), dm('requester-dm-denied', 'police report')),
  alone(
    inChannel('approval-expired', 'Expired: turn off', async (context) =>
      context.clock.forward(5 * 3_600_000),
    ),
    dm('requester-dm-expired', 'No decision by'),
  ),
  alone(
    inChannel('approval-void', 'No longer valid', async (context) => {
      const ipad = context.kandji.tenant.deviceBySerial(LOST_IPAD);
      const other = context.kandji.tenant.deviceBySerial(IPHONE);
      if (ipad && other) ipad.user = null;
      await approves(context, BEN);
    }),
    dm('requester-dm-void', 'No longer valid'),
  ),
  alone(
    inChannel('approval-failed', 'Failed: turn off', async (context) => {
      const message = 'Device is not in Lost Mode.';
      context.kandji.faults.add({ kind: 'status', status: 400, message, ...TURN_OFF });
      await approves(context, BEN);
    }),
    dm('requester-dm-failed', 'Failed: turn off'),
  ),
  alone(
    inChannel('approval-unknown', "Don't know yet", async (context) => {
      context.kandji.faults.add({ kind: 'status', status: 502, ...TURN_OFF });
      await approves(context, BEN);
    }),
    dm('requester-dm-unknown', "Don't know yet"),
    settle,
    settled,
  ),
];
