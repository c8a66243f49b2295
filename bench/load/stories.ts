import type { Device } from '../../packages/kandji-simulator/src/index.ts';
import type { SeenView } from '../../packages/slack-sandbox/src/index.ts';
import { type Desk, PATIENCE_MS } from './desk.ts';
import { APPROVALS, type Seat } from './people.ts';
import type { Screen } from './screen.ts';
import type { Worlds } from './worlds.ts';

export interface Stage {
  readonly worlds: Worlds;
  readonly desk: Desk;
  readonly screen: Screen;
}

/** A change that Slack was told is taken in: from then on it must not be lost, and not be done twice. */
export interface Acknowledged {
  readonly device: Device;
  readonly what: 'asset-tag' | 'blueprint' | 'check-in';
  /** What Kandji's record says once it is done; nothing for a push. */
  readonly wanted: string;
  /** A decision on it was acknowledged, too. */
  decided: boolean;
}

/** Someone changes one device, which no one else touches. `null`: something on the way said why not. */
export type Story = (stage: Stage, seat: Seat, device: Device) => Promise<Acknowledged | null>;

/** An asset tag: no approval, one PATCH. */
export const setAssetTag: Story = async (stage, seat, device) => {
  const wanted = `LOAD-${device.serial.slice(-6)}`;
  if (!(await opens(stage, seat, `update ${device.serial} asset ${wanted}`, device.serial))) return null;
  if (!(await goesOn(stage, seat, device, 'review'))) return null;
  return asked(stage, seat, { device, what: 'asset-tag', wanted, decided: true });
};

/** A check-in: no approval, one POST. */
export const checkIn: Story = async (stage, seat, device) => {
  const { desk, worlds } = stage;
  const card = await seesCard(stage, seat, device.serial);
  if (!card) return null;
  const pressed = await desk.press({
    kind: 'open a form',
    seat,
    about: device.id,
    seen: 'view',
    act: (person) => person.choose(card, 'device.show', 'Daily check-in'),
  });
  if (!pressed) return null;
  const review = await formOf(stage, seat);
  if (!review) return closed(worlds, seat);
  return asked(stage, seat, { device, what: 'check-in', wanted: '', decided: true });
};

/** Another blueprint: asked for, approved by someone else, one PATCH. */
export const moveToBlueprint: Story = async (stage, seat, device) => {
  const { worlds, desk } = stage;
  const home = worlds.kandji.tenant.blueprint(device.blueprintId);
  const target = worlds.kandji.tenant.blueprints.find(
    (one) => one.id !== home?.id && one.platforms.includes(device.platform),
  );
  if (!target || !(await opens(stage, seat, `update ${device.serial}`, device.serial))) return null;
  const form = await formOf(stage, seat);
  if (!form) return closed(worlds, seat);
  let offered = 0;
  const typed = await desk.press({
    kind: 'type-ahead',
    seat,
    about: device.id,
    seen: 'ack',
    act: async (person) => {
      offered = (await person.suggest(form, 'pick.blueprint', target.name).catch(() => [])).length;
      return { acked: true };
    },
  });
  if (!typed || offered === 0) return closed(worlds, seat);
  await worlds.slack.as(seat.userId).choose(form, 'pick.blueprint', target.name);
  if (!(await goesOn(stage, seat, device, 'review'))) return null;
  const one = { device, what: 'blueprint' as const, wanted: target.id, decided: false };
  const request = await asked(stage, seat, one, 'A new job');
  if (request) await decides(stage, request);
  return request;
};

/** Types a command that opens a modal. */
function opens({ desk }: Stage, seat: Seat, typed: string, about: string): Promise<boolean> {
  return desk.press({
    kind: 'open a form',
    seat,
    about,
    seen: 'view',
    act: (person) => person.command(seat.channelId, `/kandji ${typed}`),
  });
}

/** Waits until the modal can be submitted; `null` when it tells of a failure instead, or never fills. */
async function formOf({ worlds, screen }: Stage, { userId }: Seat): Promise<SeenView | null> {
  const top = () => worlds.slack.as(userId).topView();
  const began = Date.now();
  const filled = await screen.shows(() => top()?.callbackId !== 'loading', PATIENCE_MS);
  const view = top();
  if (!filled) worlds.stuck(userId, began);
  return view?.submit === undefined ? null : view;
}

/** Submits the top modal, whose answer is another one. */
async function goesOn(stage: Stage, seat: Seat, device: Device, kind: string): Promise<boolean> {
  const form = await formOf(stage, seat);
  if (!form) return closed(stage.worlds, seat) !== null;
  return stage.desk.press({
    kind,
    seat,
    about: device.id,
    seen: 'ack',
    act: (person) => submitted(person.submit(form)),
  });
}

async function submitted(result: ReturnType<Submit>) {
  const { delivery, error } = await result;
  return { acked: error === undefined, ...(delivery && { delivery }) };
}
type Submit = ReturnType<Worlds['slack']['as']>['submit'];

/** Submits the review; acknowledged when the modal says so. */
async function asked(
  stage: Stage,
  seat: Seat,
  one: Acknowledged,
  reason?: string,
): Promise<Acknowledged | null> {
  const { worlds } = stage;
  const person = worlds.slack.as(seat.userId);
  const review = await formOf(stage, seat);
  // When the device cannot be read, the form comes back and says so.
  if (!review?.callbackId.endsWith('.review')) return closed(worlds, seat);
  if (reason) await person.fill(review, 'reason', reason);
  await stage.desk.press({
    kind: 'ask for a change',
    seat,
    about: one.device.id,
    seen: 'ack',
    act: () => submitted(person.submit(review)),
  });
  const taken = /^(Sending|Still working|Done|Approval requested)$/u.test(person.topView()?.title ?? '');
  closed(worlds, seat);
  return taken ? one : null;
}

/** What each approver is at: one decision follows the other, or the window of one would be taken for the other's. */
const decisions = new WeakMap<Seat, Promise<void>>();

async function decides(stage: Stage, request: Acknowledged): Promise<void> {
  const { approvers } = stage.worlds.crowd;
  const seat = approvers[Math.floor(Math.random() * approvers.length)];
  if (!seat) return;
  const before = decisions.get(seat) ?? Promise.resolve();
  const decision = before.then(() => approves(stage, seat, request));
  decisions.set(
    seat,
    decision.catch(() => undefined),
  );
  await decision;
}

/** Presses *Approve* on the card in the approvals channel, and means it. */
async function approves(stage: Stage, seat: Seat, request: Acknowledged): Promise<void> {
  const { worlds, desk, screen } = stage;
  const { device } = request;
  const person = worlds.slack.as(seat.userId);
  const posted = () =>
    worlds.slack.world
      .messages(APPROVALS)
      .find(({ blocks }) => JSON.stringify(blocks).includes(device.serial));
  if (!(await screen.shows(() => posted() !== undefined, PATIENCE_MS))) return;
  const card = person.sees(APPROVALS).find(({ ts }) => ts === posted()?.ts);
  if (!card?.buttons.includes('Approve')) return;
  await desk.press({
    kind: 'open a decision',
    seat,
    about: device.id,
    seen: 'view',
    act: () => person.press(card, 'request.approve'),
  });
  const modal = await formOf(stage, seat);
  if (!modal) return void closed(worlds, seat);
  await desk.press({
    kind: 'decide',
    seat,
    about: device.id,
    seen: 'ack',
    act: () => submitted(person.submit(modal)),
  });
  request.decided = person.topView()?.title === 'Approved';
  closed(worlds, seat);
}

/** Types a serial number and reads the card. */
export async function seesCard({ desk, worlds }: Stage, seat: Seat, serial: string) {
  const shown = await desk.press({
    kind: 'card',
    seat,
    about: serial,
    seen: 'message',
    act: (person) => person.command(seat.channelId, `/kandji ${serial}`),
  });
  const card = worlds.slack.as(seat.userId).sees(seat.channelId).at(-1);
  return shown && card?.words.includes(serial) && card.buttons.includes('Update') ? card : null;
}

/** Takes every modal off this person's screen. */
function closed({ slack }: Worlds, { userId }: Seat): null {
  const person = slack.as(userId);
  for (const view of person.views().toReversed()) person.close(view).catch(() => undefined);
  return null;
}
