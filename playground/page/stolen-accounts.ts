import type { LocalSlack, Person, SeenView, Where } from '../../packages/slack-sandbox/src/index.ts';
import type { PageOptions } from './options.ts';
import type { StolenAccounts } from './wire.ts';

/** An agent, who requests, and an admin, who approves erases and may release. */
const AGENT = 'U0ANA';
const APPROVER = 'U0ROOT';
const CHANNEL = 'C0HELP';
const APPROVALS = 'C0APPROVALS';
/** What both do with their accounts, as it is typed, and its call at Kandji. */
const VERB = 'erase';
const CALL = '/devices/{device_id}/action/erase';
const MANY = 30;
/** The result of a request is there, or someone has to decide. */
const PATIENCE_MS = 15_000;

const NOTHING: StolenAccounts = {
  state: 'never',
  requested: 0,
  approved: 0,
  refused: 0,
  sent: 0,
  released: 0,
  denied: 0,
};

/**
 * Two accounts in the wrong hands: one requests as fast as Slack lets it, the other approves each, and in the end both press *Release*
 * on everything that is on hold. They do what people can do at their screens, and nothing else.
 */
export function createStolenAccounts({ slack, kandji }: PageOptions, changed: () => void) {
  let now = NOTHING;
  const say = (news: Partial<StolenAccounts>) => {
    now = { ...now, ...news, sent: kandji.received({ method: 'POST', template: CALL }).length - before };
    changed();
  };
  let before = 0;
  const attack = async (): Promise<void> => {
    const thief = { slack, agent: slack.as(AGENT), approver: slack.as(APPROVER) };
    const devices = kandji.tenant.devices.filter(
      ({ mdmEnabled, removed, erased, name, serial }) =>
        mdmEnabled && !removed && !erased && name !== '' && serial !== '',
    );
    for (const { serial } of devices.slice(0, MANY)) {
      const wanted = await request(thief, serial);
      say(wanted ? { requested: now.requested + 1 } : { refused: now.refused + 1 });
      if (wanted && (await approveNewest(thief, serial))) say({ approved: now.approved + 1 });
    }
    for (const who of [thief.approver, thief.agent])
      for (const value of await heldOnes(thief, who)) {
        const isReleased = await release(thief, who, value);
        say(isReleased ? { released: now.released + 1 } : { denied: now.denied + 1 });
      }
  };
  return {
    now: (): StolenAccounts => now,
    /** Begins once; a second press while it goes on does nothing. */
    start(): void {
      if (now.state === 'running') return;
      now = { ...NOTHING, state: 'running' };
      before = kandji.received({ method: 'POST', template: CALL }).length;
      attack().then(
        () => say({ state: 'over' }),
        (error: unknown) =>
          say({ state: 'over', trouble: error instanceof Error ? error.message : String(error) }),
      );
    },
  };
}

interface Thief {
  readonly slack: LocalSlack;
  readonly agent: Person;
  readonly approver: Person;
}

const closeAll = async (person: Person): Promise<void> => {
  for (let top = person.topView(); top !== undefined; top = person.topView()) await person.close(top);
};

/** The person's top window once it is drawn and fits. */
const shows = ({ slack }: Thief, person: Person, fits: (view: SeenView) => boolean): Promise<SeenView> =>
  slack.until(
    () => {
      const view = person.topView();
      return view && !view.busy && view.callbackId !== 'loading' && fits(view) ? view : null;
    },
    'a window',
    PATIENCE_MS,
  );

/** Fills in whatever a form asks for. @returns whether it was requested */
async function request(thief: Thief, serial: string): Promise<boolean> {
  const { agent } = thief;
  await closeAll(agent);
  await agent.command(CHANNEL, `/kandji ${VERB} ${serial}`);
  for (let steps = 0; steps < 4; steps += 1) {
    const view = await shows(thief, agent, () => true);
    if (/Approval requested/u.test(view.words)) return true;
    if (view.submit === undefined) return false;
    await fill(agent, view, serial);
    const { errors } = await agent.submit(view);
    if (errors) return false;
    await shows(thief, agent, ({ hash }) => hash !== view.hash);
  }
  return /Approval requested/u.test(agent.topView()?.words ?? '');
}

async function fill(person: Person, view: SeenView, serial: string): Promise<void> {
  for (const { block_id: id = '', type } of view.blocks) {
    if (type !== 'input') continue;
    if (id === 'reason') await person.fill(view, id, 'Planned');
    if (id === 'confirmation') await person.fill(view, id, serial.slice(-4));
  }
}

async function approveNewest(thief: Thief, serial: string): Promise<boolean> {
  const { approver, slack } = thief;
  await closeAll(approver);
  const card = await slack.until(
    () =>
      approver
        .sees(APPROVALS)
        .findLast(({ words, buttons }) => words.includes(serial) && buttons.includes('Approve')),
    'the card',
    PATIENCE_MS,
  );
  await approver.press(card, 'request.approve');
  const view = await shows(thief, approver, () => true);
  if (view.submit === undefined) return false;
  await approver.submit(view);
  const after = await shows(thief, approver, ({ hash }) => hash !== view.hash);
  return /Approved/u.test(after.words);
}

/** What the card of a reached limit, or its *Show all*, offers to release. */
async function heldOnes(thief: Thief, person: Person): Promise<readonly { where: Where; value: string }[]> {
  await closeAll(person);
  const card = person.sees(APPROVALS).findLast(({ words }) => words.includes('Safety limit reached'));
  if (!card) return [];
  if (!JSON.stringify(card.blocks).includes('hold.all')) return releasable(card);
  await person.press(card, 'hold.all');
  const all = await shows(thief, person, () => true);
  const found = releasable(all);
  return found.length > 0 ? found : releasable(card);
}

function releasable(where: Where): readonly { where: Where; value: string }[] {
  return where.blocks.flatMap((block) => {
    const { accessory } = block as { accessory?: { action_id?: string; value?: string } };
    return accessory?.action_id === 'request.release' ? [{ where, value: accessory.value ?? '' }] : [];
  });
}

async function release(
  thief: Thief,
  person: Person,
  { where, value }: { readonly where: Where; readonly value: string },
): Promise<boolean> {
  const before = person.topView()?.id;
  await person.press(where, 'request.release', { value, stale: true });
  const view = await shows(thief, person, ({ id, title }) => id !== before && title !== 'On hold');
  if (view.submit === undefined) {
    await person.close(view);
    return false;
  }
  await person.fill(view, 'reason', 'Checked');
  await person.submit(view);
  const after = await shows(thief, person, ({ hash }) => hash !== view.hash);
  await person.close(after);
  return /Released/u.test(after.words);
}
