import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/browser/axe.ts';
import { describeInBrowser } from '../support/browser/launch.ts';
import {
  approve,
  closeAll,
  composer,
  LOST_MODE_OFF,
  modal,
  newestCard,
  skipTour,
  submit,
} from '../support/browser/people.ts';
import { type Play, startPlay } from '../support/browser/play.ts';

describeInBrowser('the tour', (windows) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay();
  });
  afterAll(() => play.close());

  test('its seven steps are ticked when they are really done', { timeout: 240_000 }, async () => {
    const page = await windows.open(play.url);
    const tour = page.getByRole('region', { name: 'Tour' });
    const ticked = (count: number) => tour.getByText(`Tour · ${count} of 7`).waitFor();
    const typeIt = async () => {
      await tour.getByRole('button', { name: 'Type it for me' }).click();
      await composer(page).press('Enter');
    };
    await ticked(0);
    await typeIt();
    await newestCard(page).getByText('Lost Mode on').waitFor();
    await ticked(1);
    await expectAccessible(page);
    await typeIt();
    await modal(page)
      .getByText(/library items/)
      .waitFor();
    await ticked(2);
    await expectAccessible(page);
    await closeAll(page);
    await typeIt();
    await modal(page).getByLabel('Asset tag').waitFor();
    await submit(page);
    await modal(page).getByText('LF-IPD-99').first().waitFor();
    await expectAccessible(page);
    await submit(page);
    await modal(page).getByText('Saved in Kandji').waitFor();
    await ticked(3);
    await closeAll(page);
    await typeIt();
    await modal(page).getByRole('button', { name: LOST_MODE_OFF }).click();
    await modal(page).getByLabel('Reason').fill('Found under the desk');
    await submit(page);
    await ticked(4);
    await closeAll(page);
    await tour.getByRole('button', { name: 'Become Ben Okafor' }).click();
    await tour.getByRole('button', { name: 'Go to device-approvals' }).click();
    await expectAccessible(page);
    await approve(page);
    // The card has shrunk, and with it the button that opened the window is gone.
    await expect.poll(() => composer(page).and(page.locator(':focus')).count()).toBe(1);
    await ticked(5);
    await tour.getByRole('button', { name: 'Become Ana Ruiz' }).click();
    await typeIt();
    await newestCard(page)
      .getByText(/Lost Mode off.*approved by Ben Okafor/s)
      .waitFor();
    await ticked(6);
    await page.getByRole('button', { name: 'Faults' }).click();
    await page.getByRole('button', { name: 'Steal both accounts' }).click();
    await ticked(7);
    await expectAccessible(page);
    // Ana's limit of five holds everything that comes after.
    await page.getByText(/^Over: \d+ requested/).waitFor({ timeout: 150_000 });
    const said = (await page.getByText(/^Over: \d+ requested/).textContent()) ?? '';
    expect(said).toMatch(/ 5 sent to Kandji; Release pressed [1-9]\d* times, 0 released\.\s*$/u);
    expect(play.kandji.received({ template: '/devices/{device_id}/action/erase' })).toHaveLength(5);
  });

  test('on a phone it covers neither the newest message nor the composer', async () => {
    const page = await windows.open(`${play.url}?as=U0LEA`, { viewport: { width: 390, height: 844 } });
    const tour = page.getByRole('region', { name: 'Tour' });
    await tour.waitFor();
    await composer(page).fill('/kandji H4TX90QLM2');
    await composer(page).press('Enter');
    await newestCard(page)
      .getByText(/MacBook Air/)
      .first()
      .waitFor();
    const box = async (what: typeof tour) => (await what.boundingBox()) ?? { y: Number.NaN, height: 0 };
    const { y: top, height } = await box(tour);
    expect(top + height).toBeLessThanOrEqual(844);
    for (const what of [newestCard(page), composer(page)]) {
      const { y, height: own } = await box(what);
      expect(y + own).toBeLessThanOrEqual(top);
    }
  });

  test('after Enter the focus stays in the window, also when the next view has no field', async () => {
    const page = await windows.open(`${play.url}?as=U0ANA`);
    await composer(page).fill('/kandji update J9K2L7PQ4R asset LF-IPD-98');
    await composer(page).press('Enter');
    await modal(page).getByLabel('Asset tag').waitFor();
    await modal(page).getByLabel('Asset tag').press('Enter');
    await modal(page).getByLabel('Asset tag').waitFor({ state: 'detached' });
    await modal(page).getByText('LF-IPD-98').first().waitFor();
    await modal(page).locator('button[type=submit]').press('Enter');
    await modal(page).locator('button[type=submit]').waitFor({ state: 'detached' });
    const focused = page.locator('[role=dialog]:focus, [role=dialog] :focus');
    await expect.poll(() => focused.count()).toBe(1);
    await closeAll(page);
  });

  test('can be skipped, stays away, and comes back when called', async () => {
    const page = await windows.open(`${play.url}?as=U0VERA`);
    await skipTour(page);
    await page.reload();
    await page.getByRole('log').waitFor();
    await page.getByRole('region', { name: 'Tour' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Take the tour' }).click();
    await page.getByRole('region', { name: 'Tour' }).waitFor();
  });
});
