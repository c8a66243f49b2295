import { afterAll, beforeAll, test } from 'vitest';
import { expectAccessible } from '../support/browser/axe.ts';
import { describeInBrowser } from '../support/browser/launch.ts';
import { closeAll, modal, newestCard, skipTour, type } from '../support/browser/people.ts';
import { type Play, startPlay } from '../support/browser/play.ts';
import { type SmallPlayground, startSmallPlayground } from '../support/browser/small-playground.ts';

/** What is typed, and what its window says. The first has a link in a sentence. */
const WINDOWS = [
  ['/kandji lost J9K2L7PQ4R', 'Show on map'],
  ['/kandji erase H4TX90QLM2', 'Erase'],
  ['/kandji library H4TX90QLM2', 'library items'],
] as const;

describeInBrowser('axe finds nothing serious', (windows) => {
  let play: SmallPlayground;
  beforeAll(async () => {
    play = await startSmallPlayground();
  });
  let real: Play;
  beforeAll(async () => {
    real = await startPlay();
  });
  afterAll(() => Promise.all([play.close(), real.close()]));

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      test(`${colorScheme}, ${width} px wide`, { timeout: 120_000 }, async () => {
        const page = await windows.open(`${play.url}?as=U0ANA`, {
          colorScheme,
          viewport: { width, height: 844 },
          reducedMotion: 'reduce',
        });
        await page.getByRole('log').waitFor();
        await expectAccessible(page);
        await skipTour(page);
        await type(page, '/kandji iPad');
        const card = page.getByRole('article', { name: /Kandji helpdesk/ }).last();
        await card.getByRole('button', { name: 'Update' }).waitFor();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Faults' }).click();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Look inside' }).click();
        await page.locator('.exchange-line').first().click();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Close Look inside' }).click();
        await card.getByRole('button', { name: 'Update' }).click();
        await page.getByRole('dialog').waitFor();
        await page.getByRole('button', { name: 'Review' }).click();
        await page.getByText('Please complete this required field.').first().waitFor();
        await page.getByRole('combobox', { name: 'Tags' }).click();
        await page.getByRole('option', { name: 'kiosk' }).waitFor();
        await expectAccessible(page);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      });

      test(`real screens, ${colorScheme}, ${width} px wide`, { timeout: 120_000 }, async () => {
        const page = await windows.open(`${real.url}?as=U0ANA`, {
          colorScheme,
          viewport: { width, height: 844 },
          reducedMotion: 'reduce',
        });
        await skipTour(page);
        await type(page, '/kandji J9K2L7PQ4R');
        await newestCard(page).getByText('Lost Mode on').waitFor();
        await expectAccessible(page);
        for (const [line, shown] of WINDOWS) {
          await type(page, line);
          await modal(page).getByText(shown).first().waitFor();
          await expectAccessible(page);
          await closeAll(page);
        }
        await type(page, '/kandji help');
        await page.getByText('What you can type').last().waitFor();
        await expectAccessible(page);
      });
    }
  }
});
