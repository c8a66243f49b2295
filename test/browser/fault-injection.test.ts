import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/launch.ts';
import {
  askForLostModeOff,
  closeAll,
  goTo,
  modal,
  newestCard,
  skipTour,
  type,
} from '../support/browser/people.ts';
import { type Play, startPlay } from '../support/browser/play.ts';

/** A list of devices, or the one that was meant. */
/** What the app found, or why it could not look. */
const ANSWER =
  /devices? match|devices? assigned|Agent |MDM |Last seen|with Slack right now|Couldn't check permissions/;
const FOUND = /devices? match|devices? assigned|Agent |MDM |Last seen/;

describeInBrowser('each fault, once', (windows) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay();
  });
  afterAll(() => play.close());

  async function begin(): Promise<Page> {
    const page = await windows.open(`${play.url}?as=U0ANA`);
    await page.getByRole('log').waitFor();
    if ((await modal(page).count()) > 0) await closeAll(page);
    await skipTour(page);
    await page.getByRole('button', { name: 'Faults' }).click();
    return page;
  }
  const choose = (page: Page, fault: string, label: string | RegExp) =>
    page.getByRole('group', { name: fault, exact: true }).getByLabel(label).check();
  const tryIt = (page: Page) => page.getByRole('button', { name: /^Try it/ }).click();

  test.each([
    ['Too many requests', 'ben', /limiting requests|slow down|in a moment/i],
    ['Down', 'lea', /Kandji returned an error \(503\)/],
    ['A web page instead of data', 'vera', /answer that can't be read/],
  ])('Kandji: %s', { timeout: 60_000 }, async (fault, query, sentence) => {
    const page = await begin();
    await choose(page, 'Kandji', new RegExp(fault));
    await type(page, `/kandji ${query}`);
    await newestCard(page).getByText(sentence).waitFor();
    await choose(page, 'Kandji', /Fine/);
    await type(page, `/kandji ${query}`);
    await newestCard(page).getByText(FOUND).waitFor();
  });

  test('Kandji: a permission is gone', async () => {
    const page = await begin();
    await choose(page, 'Kandji', /A permission is gone/);
    await tryIt(page);
    await modal(page)
      .getByText(/missing the permission “Application list”/)
      .waitFor();
    await closeAll(page);
    await choose(page, 'Kandji', /Fine/);
    await tryIt(page);
    await newestCard(page).getByText(FOUND).waitFor();
  });

  test('Kandji: slow', { timeout: 60_000 }, async () => {
    const page = await begin();
    await choose(page, 'Kandji', /^Slow/);
    await type(page, '/kandji library H4TX90QLM2');
    await modal(page).waitFor();
    await modal(page)
      .getByText(/Lark VPN/)
      .first()
      .waitFor({ timeout: 30_000 });
    await closeAll(page);
    await choose(page, 'Kandji', /Fine/);
  });

  test('Slack: slow', { timeout: 60_000 }, async () => {
    const page = await begin();
    const before = await page.getByRole('main').getByText(FOUND).count();
    await choose(page, 'Slack', /^Slow/);
    await tryIt(page);
    await page.getByRole('main').getByText(FOUND).nth(before).waitFor({ timeout: 30_000 });
    await choose(page, 'Slack', /Fine/);
  });

  test('Slack: too many requests are not waited out, and the next try works', {
    timeout: 60_000,
  }, async () => {
    const page = await begin();
    const main = page.getByRole('main');
    const answers = async () => {
      const seen: number[] = [];
      for (const place of ['Kandji helpdesk', 'it-helpdesk']) {
        await goTo(page, place);
        seen.push(await main.getByText(ANSWER).count());
      }
      return seen;
    };
    const [inDm = 0, inChannel = 0] = await answers();
    await choose(page, 'Slack', /Too many requests/);
    await tryIt(page);
    // Where the channel's two ways are refused, the answer comes as a direct message.
    const arrived = async () => (await answers()).some((count, at) => count > ([inDm, inChannel][at] ?? 0));
    await expect.poll(arrived, { timeout: 30_000, interval: 500 }).toBe(true);
    const before = await main.getByText(FOUND).count();
    await choose(page, 'Slack', /Fine/);
    await tryIt(page);
    await main.getByText(FOUND).nth(before).waitFor({ timeout: 30_000 });
  });

  test('Slack: not in the channel, a device that fails, and time that passes', {
    timeout: 90_000,
  }, async () => {
    const page = await begin();
    await choose(page, 'Slack', /Not in the channel/);
    await askForLostModeOff(page);
    await page.getByRole('button', { name: 'Look inside' }).click();
    await page.locator('.exchange.bad', { hasText: 'not_in_channel' }).first().waitFor();
    await goTo(page, 'Kandji helpdesk');
    await type(page, 'H4TX90QLM2');
    await newestCard(page)
      .getByText(/MacBook Air/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Faults' }).click();
    await choose(page, 'Slack', /Fine/);
    await page.getByLabel('Which device').selectOption({ label: optionOf(play, 'J9K2L7PQ4R') });
    await choose(page, 'Warehouse iPad 7', /Failing/);
    await page
      .getByRole('group', { name: 'Warehouse iPad 7' })
      .getByLabel(/Failing/)
      .isChecked();
    const iPad = () => play.kandji.tenant.deviceBySerial('J9K2L7PQ4R');
    await play.slack.until(() => iPad()?.behaviour === 'fails', 'an iPad that fails');
    await choose(page, 'Warehouse iPad 7', /Offline/);
    await play.slack.until(() => iPad()?.online === false, 'an iPad that is offline');
    await choose(page, 'Warehouse iPad 7', /Online/);
    const then = play.clock.now();
    await page.getByRole('button', { name: '+4 h' }).click();
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByText(/300 minutes ahead/).waitFor();
    expect(play.clock.now() - then).toBeGreaterThanOrEqual(5 * 3_600_000);
    await newestCard(page)
      .getByText(/Expired/i)
      .first()
      .waitFor({ timeout: 30_000 });
  });
});

function optionOf(play: Play, serial: string): string {
  const device = play.kandji.tenant.deviceBySerial(serial);
  if (device === undefined) throw new Error(`There is no ${serial}.`);
  const mood = device.online ? '' : ' (offline)';
  return `${device.name} · ${device.platform} · ${device.serial}${mood}`;
}
