import { afterAll, beforeAll, test } from 'vitest';
import { expectAccessible } from '../support/browser/axe.ts';
import { describeInBrowser } from '../support/browser/launch.ts';
import { skipTour, type } from '../support/browser/people.ts';
import { type SmallPlayground, startSmallPlayground } from '../support/browser/small-playground.ts';

describeInBrowser('axe finds nothing serious', (windows) => {
  let play: SmallPlayground;
  beforeAll(async () => {
    play = await startSmallPlayground();
  });
  afterAll(() => play.close());

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
    }
  }
});
