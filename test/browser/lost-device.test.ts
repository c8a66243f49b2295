import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/launch.ts';
import { closeAll, modal, skipTour, submit, type } from '../support/browser/people.ts';
import { type Play, startPlay } from '../support/browser/play.ts';

describeInBrowser('a stolen iPhone, seen by an employee and an agent', (windows) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay();
  });
  afterAll(() => play.close());

  test('is reported, taken, locked, found and unlocked by clicking', { timeout: 120_000 }, async () => {
    const dana = await windows.open(`${play.url}?as=U0DANA`);
    await skipTour(dana);
    await type(dana, '/kandji lost');
    await modal(dana)
      .getByRole('radio', { name: /Dana's iPhone/ })
      .check();
    await modal(dana)
      .getByText(/Lost Mode turns on right away/)
      .waitFor();
    await modal(dana).getByRole('radio', { name: 'It was stolen' }).check();
    await modal(dana)
      .getByLabel(/Where and when/)
      .fill('Train to Hamburg, around 8:30');
    await submit(dana);
    await modal(dana).getByText('Reported. IT has been notified.').waitFor();
    await closeAll(dana);

    const ana = await windows.open(`${play.url}?as=U0ANA#C0CASES`);
    await skipTour(ana);
    const channel = ana.getByRole('main');
    await channel.getByText("Stolen: Dana Li's iPhone 15").first().waitFor();
    await channel.getByRole('button', { name: 'Take case' }).click();
    await channel.getByText('Open · Ana Ruiz').waitFor();
    await channel
      .getByText(/Lost Mode on/)
      .first()
      .waitFor();

    await dana.goto(`${play.url}?as=U0DANA#${play.slack.as('U0DANA').dmId()}`);
    await dana.reload();
    await dana.getByRole('button', { name: 'I found it' }).first().click();
    await dana.getByRole('button', { name: 'Yes, I have it' }).click();
    await dana.getByText(/Asked IT to turn off Lost Mode/).waitFor();

    await channel.getByRole('button', { name: 'Turn off Lost Mode' }).click();
    await modal(ana).getByRole('button', { name: 'Turn off Lost Mode' }).click();
    await channel.getByText("Found: Dana Li's iPhone 15").waitFor();
    await dana.getByText(/You can use your iPhone again/).waitFor();
    const orders = play.kandji
      .received({ method: 'POST' })
      .map(({ path }) => path.split('/').at(-1))
      .filter((name) => name?.includes('lostmode'));
    expect(orders).toEqual(['enablelostmode', 'disablelostmode']);
  });
});
