import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/launch.ts';
import { composer, skipTour } from '../support/browser/people.ts';
import { type SmallPlayground, startSmallPlayground } from '../support/browser/small-playground.ts';

describeInBrowser('modals', (windows) => {
  let play: SmallPlayground;
  beforeAll(async () => {
    play = await startSmallPlayground();
  });
  afterAll(() => play.close());

  async function openForm(person: string): Promise<Page> {
    const page = await windows.open(`${play.url}?as=${person}`);
    await skipTour(page);
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: /Find a device/ }).press('Enter');
    await page.getByRole('dialog', { name: 'Update' }).waitFor();
    return page;
  }

  async function leave(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  test('what is typed survives a view on top, and a redraw by the app', async () => {
    const page = await openForm('U0ANA');
    await page.getByLabel('Reason').fill('left in the tram');
    const user = page.getByRole('combobox', { name: 'User' });
    await user.click();
    await user.pressSequentially('da');
    await page.getByRole('option', { name: 'Dana Li', exact: true }).waitFor();
    await user.press('Enter');
    await page.getByLabel('At once').check();
    await page.getByRole('button', { name: 'Who may approve?' }).click();
    await page.getByText('Ben and Lea.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Update' }).waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('left in the tram');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('before → LF-IPD-07, Dana Li, left in the tram').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('left in the tram');
    await leave(page);
  });

  test('Slack holds back what is missing, and shows what the app finds wrong', async () => {
    const page = await openForm('U0BEN');
    await page.getByRole('button', { name: 'Review' }).click();
    expect(await page.getByText('Please complete this required field.').count()).toBe(2);
    await page.getByLabel('Reason').fill('x');
    expect(await page.getByText('Please complete this required field.').count()).toBe(1);
    await page.getByLabel('Tonight').check();
    await page.getByLabel('Asset tag').fill('taken');
    await page.getByLabel('Asset tag').press('Enter');
    await page.getByText('That tag is on another iPad.').waitFor();
    const described = await page.getByLabel('Asset tag').getAttribute('aria-describedby');
    expect(described?.split(' ')).toHaveLength(2);
    await page.getByLabel('Asset tag').fill('free');
    expect(await page.getByText('That tag is on another iPad.').count()).toBe(0);
    await leave(page);
  });

  test('the keyboard stays inside, and comes back to where it was', async () => {
    const page = await openForm('U0LEA');
    for (let count = 0; count < 30; count += 1) {
      await page.keyboard.press('Tab');
      expect(await page.getByRole('dialog').locator(':focus').count()).toBe(1);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Shortcuts');
    await composer(page).click();
  });

  test('letters typed over a choice replace it, and nothing that happens elsewhere takes one away', async () => {
    const page = await openForm('U0ROOT');
    const user = page.getByRole('combobox', { name: 'User' });
    await user.click();
    await user.pressSequentially('noor');
    await page.getByRole('option', { name: 'Noor Halim', exact: true }).waitFor();
    await user.press('Enter');
    expect(await user.inputValue()).toBe('Noor Halim');
    await page.getByLabel('Asset tag').focus();
    await page.keyboard.press('Tab');
    for (const [count, letter] of [...'dana'].entries()) {
      play.slack.world.addMessage({ channel: 'C0HELP', user: 'U0DANA', text: `message ${count}` });
      await page.keyboard.type(letter);
    }
    expect(await user.inputValue()).toBe('dana');
    await page.getByRole('option', { name: 'Dana Li', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(await user.inputValue()).toBe('Dana Li');
    await leave(page);
  });

  test('while the app looks for what is typed, Enter chooses nothing from the list of before', async () => {
    const page = await openForm('U0DANA');
    const looking = Promise.withResolvers<void>();
    await page.route('**/do/suggest', async (route) => {
      if (route.request().postDataJSON().text === 'noor') await looking.promise;
      await route.continue();
    });
    const user = page.getByRole('combobox', { name: 'User' });
    await user.click();
    await user.pressSequentially('a');
    await page.getByRole('option', { name: 'Dana Li', exact: true }).waitFor();
    await user.fill('noor');
    await user.press('Enter');
    expect(await user.inputValue()).toBe('noor');
    await page.getByRole('option', { name: 'Loading…' }).waitFor();
    expect(await page.getByRole('option', { name: 'Dana Li', exact: true }).count()).toBe(0);
    looking.resolve();
    await page.getByRole('option', { name: 'Noor Halim', exact: true }).waitFor();
    await user.press('Enter');
    expect(await user.inputValue()).toBe('Noor Halim');
    await leave(page);
  });

  test('the same modal in a second window of the same person keeps both in step', async () => {
    const page = await openForm('U0VERA');
    await page.getByLabel('Reason').fill('first window');
    await page.getByRole('button', { name: 'Who may approve?' }).click();
    const other = await windows.open(`${play.url}?as=U0VERA`);
    await other.getByText('Ben and Lea.').waitFor();
    await other.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Update' }).waitFor();
    expect(await other.getByLabel('Reason').inputValue()).toBe('first window');
    await leave(page);
    await other.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
