import { EXAMPLE_POLICY } from '../start.ts';
import { approves, asksForLostModeOff, card, opens } from './asking.ts';
import { BEN, IPHONE, LEA, LOST_IPAD, type Stage } from './fixtures.ts';
import type { Album, Scene } from './scene.ts';

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
  async play(stage) {
    await asksForLostModeOff(stage);
    await play(stage);
    await card(stage, says);
  },
});

const alone = (scene: Scene, ...more: readonly Scene[]): Album => ({ scenes: [scene, ...more] });

const denies = async (stage: Stage) => {
  const lea = stage.slack.as(LEA);
  const view = await opens(stage, LEA, 'deny');
  await lea.fill(view, 'reason', 'Please wait for the police report');
  await lea.submit(view);
};

const settle: Scene = {
  name: 'settle-modal',
  as: BEN,
  cut: 'modal',
  says: 'How did it end?',
  async play(stage) {
    stage.clock.forward(20 * 60_000);
    await stage.slack.as(BEN).press(await card(stage, "We don't know yet"), 'request.settle');
    await stage.modal(BEN, 'How did it end?');
  },
};

const settled: Scene = {
  name: 'approval-settled',
  as: BEN,
  at: 'C0APPROVALS',
  cut: 'message',
  goesOn: true,
  says: /Settled by hand/,
  async play(stage) {
    const ben = stage.slack.as(BEN);
    const view = await stage.modal(BEN, 'How did it end?');
    await ben.choose(view, 'ended', 'It was not done');
    await ben.fill(view, 'reason', 'I looked at the iPad');
    await ben.submit(view);
    await card(stage, /Settled by hand/);
  },
};

const dm = (name: string, says: Scene['says']): Scene => ({
  name,
  as: 'U0ANA',
  at: 'dm',
  cut: 'message',
  says,
  play: (stage) => stage.message('U0ANA', says, 'dm'),
});

/** Each end of a request in a playground of its own. */
export const endings: readonly Album[] = [
  {
    options: { policy: TWO },
    scenes: [inChannel('approval-1-of-2', '1 more approval needed', (stage) => approves(stage, BEN))],
  },
  alone(inChannel('approval-denied', 'Denied', denies), dm('requester-dm-denied', 'police report')),
  alone(
    inChannel('approval-expired', 'Expired.', async (stage) => stage.clock.forward(5 * 3_600_000)),
    dm('requester-dm-expired', 'Nobody decided in time'),
  ),
  alone(
    inChannel('approval-void', 'Void.', async (stage) => {
      const ipad = stage.kandji.tenant.deviceBySerial(LOST_IPAD);
      const other = stage.kandji.tenant.deviceBySerial(IPHONE);
      if (ipad && other) ipad.user = null;
      await approves(stage, BEN);
    }),
    dm('requester-dm-void', 'Void.'),
  ),
  alone(
    inChannel('approval-failed', 'Failed.', async (stage) => {
      const message = 'Device is not in Lost Mode.';
      stage.kandji.faults.add({ kind: 'status', status: 400, message, ...TURN_OFF });
      await approves(stage, BEN);
    }),
    dm('requester-dm-failed', 'Failed.'),
  ),
  alone(
    inChannel('approval-unknown', "We don't know yet", async (stage) => {
      stage.kandji.faults.add({ kind: 'status', status: 502, ...TURN_OFF });
      await approves(stage, BEN);
    }),
    dm('requester-dm-unknown', "We don't know yet"),
    settle,
    settled,
  ),
];
