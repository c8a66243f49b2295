import { afterAll, beforeAll, test } from 'vitest';
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

  test('its six steps are ticked when they are really done', { timeout: 120_000 }, async () => {
    const page = await windows.open(play.url);
    const tour = page.getByRole('region', { name: 'Tour' });
    const ticked = (count: number) => tour.getByText(`Tour · ${count} of 6`).waitFor();
    const typeIt = async () => {
      await tour.getByRole('button', { name: 'Type it for me' }).click();
      await composer(page).press('Enter');
    };
    await ticked(0);
    await typeIt();
    await newestCard(page).getByText('LOST MODE ON').waitFor();
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
    await modal(page).getByText('On its way').waitFor();
    await ticked(3);
    await closeAll(page);
    await typeIt();
    await modal(page).getByRole('button', { name: LOST_MODE_OFF }).click();
    await modal(page).getByLabel('Why?').fill('Found under the desk');
    await submit(page);
    await ticked(4);
    await closeAll(page);
    await tour.getByRole('button', { name: 'Become Ben Okafor' }).click();
    await tour.getByRole('button', { name: 'Go to device-approvals' }).click();
    await expectAccessible(page);
    await approve(page);
    await ticked(5);
    await tour.getByRole('button', { name: 'Become Ana Ruiz' }).click();
    await typeIt();
    await newestCard(page)
      .getByText(/Ben Okafor approved Lost Mode off/)
      .waitFor();
    await ticked(6);
    await expectAccessible(page);
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
