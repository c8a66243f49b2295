import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOSTILE } from '../support/browser/blocks-of-a-small-app.ts';
import { describeInBrowser } from '../support/browser/launch.ts';
import { composer, skipTour, type } from '../support/browser/people.ts';
import { type SmallPlayground, startSmallPlayground } from '../support/browser/small-playground.ts';

describeInBrowser('the page', (windows) => {
  let play: SmallPlayground;
  beforeAll(async () => {
    play = await startSmallPlayground();
  });
  afterAll(() => play.close());
  const as = (person: string) => windows.open(`${play.url}?as=${person}`);

  test('a card is drawn, and a name that wants to be markup stays text', async () => {
    const page = await as('U0ANA');
    await type(page, '/kandji iPad');
    const card = page.getByRole('article', { name: /Kandji helpdesk/ }).last();
    await card.getByRole('heading', { name: 'Warehouse iPad 7' }).waitFor();
    const words = (await card.textContent()) ?? '';
    expect(words.split(HOSTILE).length - 1).toBe(3);
    expect(words).toContain('Only visible to you');
    expect(words).toContain('not drawn here: card');
    expect(words).toContain('@Ana Ruiz');
    expect(words).not.toContain('long ago');
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(await page.title()).toBe('Ana Ruiz · Kandji helpdesk playground');
  });

  test('typing while fifty messages arrive loses no letter', async () => {
    const page = await as('U0ANA');
    const line = 'the quick brown fox jumps over the lazy dog, twice and then once more';
    await composer(page).click();
    for (const [count, letter] of [...line].entries()) {
      if (count < 50) {
        play.slack.world.addMessage({ channel: 'C0HELP', user: 'U0DANA', text: `message ${count}` });
      }
      await page.keyboard.type(letter);
    }
    await page.getByText('message 49').waitFor();
    expect(await composer(page).inputValue()).toBe(line);
    expect(await composer(page).and(page.locator(':focus')).count()).toBe(1);
  });

  test('a draft waits in its channel, and for its person', async () => {
    const page = await as('U0ANA');
    await composer(page).fill('half a thought');
    await page.getByRole('button', { name: 'general', exact: true }).click();
    expect(await composer(page).inputValue()).toBe('');
    await page.getByLabel('You are').selectOption('U0BEN');
    await page.getByLabel('You are').selectOption('U0ANA');
    await page.getByRole('button', { name: 'it-helpdesk' }).click();
    expect(await composer(page).inputValue()).toBe('half a thought');
    expect(page.url()).toContain('as=U0ANA');
  });

  test('slash commands are completed from the manifest, people after @', async () => {
    const page = await as('U0ANA');
    await composer(page).fill('/k');
    await page.getByRole('option', { name: /\/kandji \[serial/ }).waitFor();
    await composer(page).press('Tab');
    expect(await composer(page).inputValue()).toBe('/kandji ');
    await composer(page).fill('ask @ben');
    await composer(page).press('Tab');
    expect(await composer(page).inputValue()).toBe('ask @ben.okafor ');
  });

  test('a command without an answer fails in Slack’s own words', async () => {
    const page = await as('U0ANA');
    await type(page, '/kandji silence');
    await page
      .getByText(/^\/kandji failed with the error "(?:operation_timeout|dispatch_failed)"$/)
      .waitFor();
  });

  test('what Slack refuses is red in Look inside, with its JSON', async () => {
    const page = await as('U0ANA');
    await page.getByRole('button', { name: 'Look inside' }).click();
    await type(page, '/kandji wrong');
    const refused = page.locator('.exchange.bad', { hasText: 'invalid_blocks' });
    await refused.getByText(/unsupported type: nonsense/).waitFor();
    await refused.getByRole('button').click();
    await refused.getByRole('region', { name: 'Request' }).getByText('"nonsense"').waitFor();
  });

  test('an element acts once, after its dialog said yes, and everybody hears of it', async () => {
    const [ana, ben] = [await as('U0ANA'), await as('U0BEN')];
    await skipTour(ana);
    await type(ana, '/kandji post');
    const card = ana
      .getByRole('article', { name: /Kandji helpdesk/ })
      .filter({ hasText: 'Warehouse' })
      .last();
    await card.getByRole('button', { name: 'Lost Mode' }).click();
    await ana.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'Cancel' }).click();
    await card.getByRole('button', { name: 'Lost Mode' }).click();
    await ana.getByRole('button', { name: 'Turn on' }).click();
    await ben.getByText('U0ANA: pressed').waitFor();
    expect(await ben.getByText('U0ANA: pressed').count()).toBe(1);
    const menu = card.getByRole('combobox', { name: 'More…' });
    await menu.click();
    await menu.pressSequentially('ref');
    await menu.press('Enter');
    await ben.getByText('U0ANA: refresh').waitFor();
  });
});
