import type { Locator, Page } from 'playwright-core';

/** Where one writes in the channel. */
export function composer(page: Page): Locator {
  return page.getByRole('main').getByPlaceholder(/type \/ for a command/);
}

/** Types a line and sends it. */
export async function type(page: Page, line: string): Promise<void> {
  await composer(page).fill(line);
  await composer(page).press('Enter');
}

/** Puts the tour away, as who knows their way does. */
export async function skipTour(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Tour' })
    .getByRole('button', { name: /Skip|Close/ })
    .click();
}
