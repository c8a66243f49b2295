import { expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { CASES, caseCard, fillReport } from '../support/e2e/case-steps.ts';
import {
  ANA,
  APPROVALS,
  BEN,
  DANA,
  HELP,
  LEA,
  MAX,
  startWorld,
  VERA,
  type World,
} from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, openUpdate, sent } from '../support/e2e/steps.ts';
import { until } from '../support/store/until.ts';

const EVERYBODY = [ANA, BEN, LEA, MAX, VERA, DANA];
const HOUR_MS = 3_600_000;
const IPAD = 'J9K2L7PQ4R';

/** New direct messages of the app: edits leave a message what it was, and ephemeral ones are answers. */
const newDirectMessages = (world: World, who: string) =>
  world.slack
    .as(who)
    .dm()
    .filter(({ author, onlyVisibleToYou }) => author.isBot && !onlyVisibleToYou);

const countAll = (world: World): number =>
  EVERYBODY.reduce((sum, who) => sum + newDirectMessages(world, who).length, 0);

/** Serial numbers of Macs with a user, each another one. */
function macsIn(world: World): string[] {
  const { devices, blueprints } = world.kandji.tenant;
  const sales = blueprints.find(({ name }) => name === 'Sales')?.id;
  return devices
    .filter(
      ({ platform, user, removed, erased, bare, serial, blueprintId }) =>
        platform === 'Mac' && user && serial && !removed && !erased && !bare && blueprintId !== sales,
    )
    .map(({ serial }) => serial);
}

async function changesAssetTag(world: World, serial: string, tag: string): Promise<void> {
  const ana = world.slack.as(ANA);
  await ana.submit(await openUpdate(world, ANA, `${serial} asset ${tag}`));
  await ana.submit(await modalSaying(world, ANA, 'No approval needed'));
  await ana.close(await modalSaying(world, ANA, 'Saved in Kandji'));
}

/** Ana requests a move to Sales, and someone decides on the card. */
async function requestsMove(world: World, serial: string, approver: string, denial?: string): Promise<void> {
  const ana = world.slack.as(ANA);
  const form = await openUpdate(world, ANA, serial);
  const [target] = await ana.suggest(form, 'pick.blueprint', 'sales');
  await ana.choose(form, 'pick.blueprint', target?.text.text ?? '');
  await ana.submit(form);
  const review = await modalSaying(world, ANA, 'Needs 1 approval');
  await ana.fill(review, 'reason', 'Moved to Sales');
  await ana.submit(review);
  await ana.close(await modalSaying(world, ANA, 'Approval requested'));
  const before = newDirectMessages(world, ANA).length;
  const person = world.slack.as(approver);
  const card = await world.slack.until(
    () =>
      person
        .sees(APPROVALS)
        .findLast(({ buttons, words }) => buttons.includes('Approve') && words.includes(serial)),
    'a card to decide on',
  );
  await person.press(card, denial ? 'request.deny' : 'request.approve');
  const window = await world.slack.until(
    () => (person.topView()?.submit ? person.topView() : null),
    'the window',
  );
  if (denial) await person.fill(window, 'reason', denial);
  await person.submit(window);
  await person.close(await modalSaying(world, approver, denial ? 'Denied' : 'Approved'));
  await world.slack.until(
    () => newDirectMessages(world, ANA).length > before,
    'the message about the decision',
  );
}

/** Dana reports her iPad, Ana takes the case, Dana finds it, and Ben's press turns Lost Mode off. */
async function losesAndFindsIpad(world: World): Promise<void> {
  const ipad = world.kandji.tenant.deviceBySerial(IPAD);
  if (!ipad) throw new Error('no iPad');
  ipad.lostMode = null;
  const dana = world.slack.as(DANA);
  await dana.submit(await fillReport(world, DANA, { deviceId: NAMED.warehouseIpad, kind: 'lost' }));
  await dana.close(await modalSaying(world, DANA, 'Lost Mode is on'));
  await world.slack.as(ANA).press(await caseCard(world, 'not taken yet'), 'case.take');
  await dmSaying(world, DANA, 'Ana Ruiz is working on this.');
  await caseCard(world, /Lost Mode on\*? \(confirmed/u);
  await dana.press(await dmSaying(world, DANA, 'Lost Mode is on'), 'case.found');
  await world.slack
    .as(BEN)
    .press(await caseCard(world, /then turn off Lost Mode/u, BEN), 'case.confirm-found');
  await caseCard(world, /Found: Dana Li's iPad/u);
  await dmSaying(world, DANA, /Lost Mode is off\.\*? You can use your iPad again/u);
}

test('a day of ordinary work is quiet, and what must be noticed is heard', { timeout: 300_000 }, async () => {
  let noted = 0;
  const underWay = new Set<string>();
  const world = await startWorld({
    between: (ports) => ({
      ...ports,
      store: {
        ...ports.store,
        jobs: {
          ...ports.store.jobs,
          drop: async (...what) => {
            await ports.store.jobs.drop(...what);
            noted += 1;
          },
        },
        cards: {
          ...ports.store.cards,
          claim: async (...by) => {
            const claimed = await ports.store.cards.claim(...by);
            if (claimed) underWay.add(claimed.card.id);
            return claimed;
          },
          drawn: async (cardId, ...how) => {
            await ports.store.cards.drawn(cardId, ...how);
            underWay.delete(cardId);
          },
        },
      },
    }),
  });
  const macs = macsIn(world);
  for (let index = 0; index < 20; index += 1) await asks(world, ANA, macs[index] ?? 'H4TX90QLM2', HELP);
  expect(countAll(world)).toBe(0);

  for (let index = 0; index < 10; index += 1)
    await changesAssetTag(world, macs[index] ?? '', `LF-QUIET-${index}`);
  // Each window has shown its result, and the app has noted that: no message comes for it.
  await until(() => noted >= 10);
  world.clock.forward(60_000);
  expect(sent(world)).toHaveLength(10);
  expect(countAll(world)).toBe(0);

  for (const serial of macs.slice(0, 3)) await requestsMove(world, serial, BEN);
  for (const serial of macs.slice(4, 6)) await requestsMove(world, serial, BEN, 'Ask the owner first');
  // What comes later edits the message: one for each request that others decided. A minute in the middle of a post would
  // outlast its lease, and it would be posted once more.
  await until(() => underWay.size === 0);
  world.clock.forward(60_000);
  await messageSaying(world, ANA, APPROVALS, /Denied/u);
  expect(newDirectMessages(world, ANA)).toHaveLength(5);
  expect(newDirectMessages(world, BEN)).toEqual([]);

  // The fourth approval is that of Lost Mode off.
  await losesAndFindsIpad(world);
  expect(newDirectMessages(world, DANA).map(({ words }) => words)).toEqual([
    expect.stringContaining('Reported. IT has been notified.'),
    expect.stringContaining('Lost Mode is off.'),
  ]);
  const heard = newDirectMessages(world, ANA).map(({ words }) => words);
  expect(heard, heard.join('\n')).toHaveLength(5);

  world.clock.forward(24 * HOUR_MS);
  await world.slack.until(() => newDirectMessages(world, BEN).length === 1, 'one summary for the approver');
  expect(newDirectMessages(world, BEN)[0]?.words).toContain('Your 6 decisions in the last 24 hours');
  expect(countAll(world)).toBeLessThanOrEqual(8);

  const cardsIn = (channel: string) =>
    world.slack
      .as(BEN)
      .sees(channel)
      .filter(
        ({ author, threadTs, onlyVisibleToYou }) =>
          author.isBot && threadTs === undefined && !onlyVisibleToYou,
      );
  const cards = [...cardsIn(APPROVALS), ...cardsIn(CASES)];
  expect(cardsIn(APPROVALS)).toHaveLength(6);
  const inCases = cardsIn(CASES).map(({ words }) => words);
  expect(inCases, inCases.join('\n')).toHaveLength(1);
  for (const { blocks, buttons } of cards) {
    expect(blocks.map((block) => (block as { type: string }).type)).not.toContain('header');
    expect(buttons).toEqual(['Details']);
  }
});
