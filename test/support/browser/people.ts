import type { Locator, Page } from 'playwright-core';

/** The button for it in the Lost Mode modal. */
export const LOST_MODE_OFF = /Turn off Lost Mode|Lost Mode off/;

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

/** The newest thing the app said in the open channel. */
export function newestCard(page: Page): Locator {
  return page
    .getByRole('main')
    .getByRole('article', { name: /Kandji helpdesk/ })
    .last();
}

/** The modal that is open. */
export function modal(page: Page): Locator {
  return page.getByRole('dialog');
}

/** Presses the modal's own button, such as Review. */
export async function submit(page: Page): Promise<void> {
  await modal(page).locator('button[type=submit]').click();
}

/** Closes every modal. */
export async function closeAll(page: Page): Promise<void> {
  await modal(page)
    .getByRole('button', { name: /^Close(?: all)?$/ })
    .first()
    .click();
  await modal(page).waitFor({ state: 'detached' });
}

/** Looks at another channel. */
export async function goTo(page: Page, channel: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: channel }).click();
}

/** Asks for Lost Mode off on the warehouse iPad, as an agent does. */
export async function askForLostModeOff(page: Page): Promise<void> {
  await type(page, '/kandji lost J9K2L7PQ4R');
  await modal(page).getByRole('button', { name: LOST_MODE_OFF }).click();
  await modal(page).getByLabel('Reason').fill('Found under the desk');
  await submit(page);
  await modal(page)
    .getByText(/Approval requested/)
    .last()
    .waitFor();
  await closeAll(page);
}

/** Opens the decision on the newest request and says yes. */
export async function approve(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Approve' }).last().click();
  await submit(page);
  await modal(page)
    .getByText(/Approved\./)
    .waitFor();
  await closeAll(page);
}
