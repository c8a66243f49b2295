import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/launch.ts';
import {
  approve,
  askForLostModeOff,
  closeAll,
  modal,
  newestCard,
  skipTour,
  submit,
  type,
} from '../support/browser/people.ts';
import { type Play, startPlay } from '../support/browser/play.ts';

describeInBrowser('changes, seen by two people', (windows) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay();
  });
  afterAll(() => play.close());

  test('an update with type-ahead: another person, one more tag', { timeout: 60_000 }, async () => {
    const page = await windows.open(`${play.url}?as=U0ANA`);
    await skipTour(page);
    await type(page, '/kandji update LF-IPH-31');
    const user = modal(page).getByRole('combobox', { name: 'User' });
    await user.click();
    await user.pressSequentially('noor');
    await page
      .getByRole('listbox', { name: 'User' })
      .getByRole('option', { name: /Noor Halim/ })
      .waitFor();
    await user.press('Enter');
    const tags = modal(page).getByRole('combobox', { name: 'Tags' });
    await tags.click();
    await tags.pressSequentially('loan');
    await page.getByRole('listbox', { name: 'Tags' }).getByRole('option', { name: 'loaner' }).waitFor();
    await tags.press('Enter');
    await tags.press('Escape');
    await modal(page).getByRole('button', { name: 'Remove loaner' }).waitFor();
    await submit(page);
    await modal(page)
      .getByText(/Dana Li → Noor Halim/)
      .waitFor();
    await submit(page);
    await modal(page).getByText('Saved in Kandji').waitFor();
    const iPhone = play.kandji.tenant.deviceBySerial('F2LDN0IPHN');
    await play.slack.until(() => iPhone?.user?.name === 'Noor Halim', 'the new user at Kandji');
    expect(iPhone?.tags).toContain('loaner');
  });

  test('no one approves their own; a second window does; a restart in between loses nothing', {
    timeout: 90_000,
  }, async () => {
    const ana = await windows.open(`${play.url}?as=U0ANA#C0APPROVALS`);
    await skipTour(ana);
    await closeAll(ana).catch(() => undefined);
    await askForLostModeOff(ana);
    const card = newestCard(ana);
    await card.getByText(/approval needed/).waitFor();
    await card.getByRole('button', { name: 'Approve' }).click();
    await modal(ana)
      .getByText(/your own request. Still needed/)
      .waitFor();
    await closeAll(ana);
    await ana.getByRole('button', { name: 'Faults' }).click();
    await ana.getByRole('button', { name: 'Restart the app' }).click();
    await ana.getByText(/The app is back/).waitFor();
    const ben = await windows.open(`${play.url}?as=U0BEN#C0APPROVALS`);
    await skipTour(ben);
    await approve(ben);
    await card
      .getByText(/Lost Mode off\b/)
      .first()
      .waitFor();
    await card.getByText(/approved by Ben Okafor/).waitFor();
    expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    const orders = play.kandji
      .received({ method: 'POST' })
      .filter(({ path }) => path.includes('disablelostmode'));
    expect(orders).toHaveLength(1);
  });

  test('a file in a direct message is drawn with its name and size, and has its content', async () => {
    const page = await windows.open(`${play.url}?as=U0ROOT`);
    await skipTour(page);
    await type(page, '/kandji history since 7d');
    await newestCard(page).getByRole('button', { name: 'CSV to my DM' }).click();
    await page.getByText('Sent to your DM with me.').waitFor();
    await page.getByRole('button', { name: /^Kandji helpdesk/ }).click();
    const file = page.getByRole('main').getByRole('link', { name: /kandji-history-.*\.csv/ });
    expect(await file.textContent()).toMatch(/\.csv\d+ B$/u);
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
    expect(await readFile(await download.path(), 'utf8')).toMatch(/^\ufeff"?request"?,/u);
    expect((await fetch(`${play.url}files/F0NOTHERE`)).status).toBe(404);
  });
});
