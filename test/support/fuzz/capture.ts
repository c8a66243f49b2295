import type { LocalSlack, SeenMessage } from '../../../packages/slack-sandbox/src/index.ts';
import { PLAY_POLICY, startPlayground } from '../../../playground/start.ts';

/** Something that Slack really sent, with the kind that decides who must answer it. */
export interface Captured {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const ANA = 'U0ANA';
const BEN = 'U0BEN';
const HELP = 'C0HELP';
const APPROVALS = 'C0APPROVALS';

const COMMANDS = [
  ...[
    'help',
    'help find',
    'H4TX90QLM2',
    'find platform:mac sort:-last_check_in',
    'mine',
    'dana iphone',
    'zzzz',
  ],
  ...['requests', 'requests all', 'history H4TX90QLM2', 'can set-blueprint H4TX90QLM2'],
  'remotedesktop H4TX90QLM2',
];
const PANELS = [
  'Library items',
  'Parameters',
  'Apps',
  'Activity',
  'Commands',
  'Notes',
  'Details',
  'Share to channel',
];

/** Plays a day at the helpdesk and keeps everything that Slack sent. The store stays in `dataDir`. */
export async function captureDay(dataDir: string): Promise<readonly Captured[]> {
  const playground = await startPlayground({
    dataDir,
    pollMs: 50,
    policy: PLAY_POLICY,
    kandji: { commandDelay: 50 },
  });
  const { slack } = playground;
  try {
    for (const text of COMMANDS) await answered(slack, () => slack.as(ANA).command(HELP, `/kandji ${text}`));
    await looksAround(slack);
    await changes(slack);
    await losesAndFinds(slack);
    await locksAndErases(slack);
    await showsKey(slack);
    await slack.as(ANA).openHome();
    await slack.as(ANA).say(HELP, '<@UBOTKANDJI> H4TX90QLM2');
    await slack.as(ANA).say(slack.as(ANA).dmId(), 'J9K2L7PQ4R');
    slack.world.setGroup('S0AGENTS', ['U0ANA', 'U0ANA2']);
    return slack.traffic.flatMap((entry) =>
      entry.kind === 'delivery' ? [{ type: entry.type, body: structuredClone(entry.payload) }] : [],
    );
  } finally {
    await playground.close();
  }
}

const seen = (slack: LocalSlack): readonly SeenMessage[] => slack.as(ANA).sees(HELP);

async function answered(slack: LocalSlack, act: () => Promise<unknown>): Promise<SeenMessage> {
  const before = seen(slack).length;
  await act();
  return slack.until(() => seen(slack)[before], 'an answer', 15_000);
}

const modal = (slack: LocalSlack, who: string, callbackId: RegExp) =>
  slack.until(
    () => {
      const view = slack.as(who).topView();
      return view && callbackId.test(view.callbackId) && !view.busy ? view : null;
    },
    `the modal ${callbackId}`,
    15_000,
  );

/** Every panel, a list that is paged, the find modal, the message shortcut. */
async function looksAround(slack: LocalSlack): Promise<void> {
  const ana = slack.as(ANA);
  const card = await answered(slack, () => ana.command(HELP, '/kandji H4TX90QLM2'));
  for (const panel of PANELS) {
    await ana.choose(card, 'device.show', panel);
    const view = await modal(slack, ANA, /^(panel|share)$/);
    if (view.callbackId === 'share') await ana.submit(view);
    else await ana.close(view);
  }
  await ana.choose(card, 'device.show', 'History');
  await ana.command(HELP, '/kandji find platform:mac');
  const paged = () => seen(slack).findLast(({ blocks }) => JSON.stringify(blocks).includes('"list.page"'));
  await ana.press(await slack.until(paged, 'a list of several pages', 15_000), 'list.page');
  await ana.shortcut('find_device');
  const find = await modal(slack, ANA, /^find$/);
  await ana.suggest(find, 'find.pick', 'mac');
  await ana.choose(find, 'find.pick', (await ana.suggest(find, 'find.pick', 'noor'))[0]?.text.text ?? '');
  await ana.close(await modal(slack, ANA, /^device$/));
  const said = await ana.say(HELP, 'My laptop H4TX90QLM2 is slow, dana.li@larkfield.example knows');
  await ana.messageShortcut('look_up_devices', said);
  await ana.close(await modal(slack, ANA, /^look-up$/));
}

/** An update that needs approval, decided by someone else. */
async function changes(slack: LocalSlack): Promise<void> {
  const ana = slack.as(ANA);
  await ana.command(HELP, '/kandji update H4TX90QLM2 asset LF-9');
  const form = await modal(slack, ANA, /^update\.form$/);
  await ana.suggest(form, 'pick.user', '');
  await ana.suggest(form, 'pick.tag', 'ber');
  await ana.choose(
    form,
    'pick.blueprint',
    (await ana.suggest(form, 'pick.blueprint', 'sales'))[0]?.text.text ?? '',
  );
  await ana.submit(form);
  const review = await modal(slack, ANA, /^update\.review$/);
  await ana.fill(review, 'reason', 'A new job');
  await ana.submit(review);
  const posted = () =>
    slack
      .as(BEN)
      .sees(APPROVALS)
      .findLast(({ buttons }) => buttons.includes('Approve'));
  const card = await slack.until(posted, 'a card', 15_000);
  for (const decision of ['deny', 'approve']) {
    await slack.as(BEN).press(card, `request.${decision}`);
    const view = await modal(slack, BEN, new RegExp(`^request.${decision}$`));
    if (decision === 'approve') await slack.as(BEN).submit(view);
    else await slack.as(BEN).close(view);
  }
}

/** Lost Mode on, on one device; the form of another that is in it. */
async function losesAndFinds(slack: LocalSlack): Promise<void> {
  const ana = slack.as(ANA);
  await ana.command(HELP, '/kandji lost F2LDN0IPHN');
  await ana.submit(await modal(slack, ANA, /^lost\.form$/));
  await ana.submit(await modal(slack, ANA, /^lost\.review$/));
  await ana.command(HELP, '/kandji lost J9K2L7PQ4R');
  await modal(slack, ANA, /^(lost\.form|panel)$/);
}

/** A lock with the way back from its review, an erase that waits for its approval, the form of a delete. */
async function locksAndErases(slack: LocalSlack): Promise<void> {
  const ana = slack.as(ANA);
  const form = () => modal(slack, ANA, /^operation\.form$/);
  const review = () => modal(slack, ANA, /^operation\.review$/);
  await ana.command(HELP, '/kandji lock C02ANA7RZQ05');
  await ana.fill(await form(), 'lock-message', 'Please call us');
  await ana.submit(await form());
  await ana.press(await review(), 'update.back');
  await ana.submit(await form());
  await ana.submit(await review());
  await ana.command(HELP, '/kandji erase H4TX90QLM2');
  await ana.submit(await form());
  await ana.fill(await review(), 'reason', 'Given back');
  await ana.fill(await review(), 'confirmation', 'QLM2');
  await ana.submit(await review());
  await ana.command(HELP, '/kandji delete C02ANA7RZQ05');
  await ana.choose(await form(), 'pick.keys', 'None are needed');
}

/** A key, from its form to its window. */
async function showsKey(slack: LocalSlack): Promise<void> {
  const ana = slack.as(ANA);
  await ana.command(HELP, '/kandji key H4TX90QLM2');
  const form = await modal(slack, ANA, /^key\.form$/);
  await ana.choose(form, 'pick.recipient', 'Me');
  await ana.fill(form, 'reason', 'Forgot the password');
  await ana.submit(form);
  const ready = () =>
    ana.sees(ana.dmId()).findLast(({ blocks }) => JSON.stringify(blocks).includes('"key.show"'));
  await ana.press(await slack.until(ready, 'a message with the key', 15_000), 'key.show');
  await slack.until(() => ana.topView()?.words.includes('Hidden here at') || undefined, 'the key', 15_000);
}
