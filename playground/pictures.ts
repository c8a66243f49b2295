import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { findChromium, launchChromium } from './browser.ts';
import { startPage } from './page/index.ts';
import { startPlayground } from './start.ts';

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url));

/** Draws the pictures of the README by doing in a browser what they show. */
async function drawPictures(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('No Chromium found. Install one or set CHROMIUM=/path/to/it.');
  const playground = await startPlayground({ pollMs: 50, kandji: { commandDelay: 200 } });
  const { slack, kandji, manifest, clock } = playground;
  const page = await startPage({ slack, kandji, manifest, clock });
  const browser = await launchChromium(chromium);
  try {
    await mkdir(FOLDER, { recursive: true });
    await slack
      .as('U0DANA')
      .say('C0HELP', 'I found the warehouse iPad again, it was under the desk. Can you unlock it?');
    await slack.as('U0ANA').say('C0HELP', 'Great! One second.');
    await walk(browser, page.url);
  } finally {
    await browser.close();
    await page.close();
    await playground.close();
  }
}

async function walk(browser: Browser, url: string): Promise<void> {
  const ana = await open(browser, `${url}?as=U0ANA`);
  await type(ana, '/kandji warehouse ipad');
  await said(ana, 'LOST MODE ON').waitFor();
  await picture(ana, 'card');
  await ana.getByRole('button', { name: 'Look inside' }).click();
  await type(ana, '/kandji library H4TX90QLM2');
  await modal(ana).getByText('Lark VPN').first().waitFor();
  await picture(ana, 'panel');
  await ana.getByRole('button', { name: 'Close Look inside' }).click();
  await leave(ana);
  await type(ana, '/kandji update J9K2L7PQ4R asset LF-IPD-99');
  await modal(ana).getByLabel('Asset tag').waitFor();
  await go(ana);
  await modal(ana).getByText('LF-IPD-99').first().waitFor();
  await picture(ana, 'update-review');
  await leave(ana);
  await decide(browser, url, ana);
  await outside(browser, url);
}

async function decide(browser: Browser, url: string, ana: Page): Promise<void> {
  await type(ana, '/kandji lost J9K2L7PQ4R');
  await modal(ana)
    .getByRole('button', { name: /Lost Mode off|Turn off Lost Mode/ })
    .click();
  await modal(ana).getByLabel('Why?').fill('Found under the desk');
  await go(ana);
  await modal(ana)
    .getByText(/Asked for approval/)
    .last()
    .waitFor();
  const ben = await open(browser, `${url}?as=U0BEN#C0APPROVALS`);
  await said(ben, 'Waiting for approval').waitFor();
  await picture(ben, 'approval-before');
  await ben.getByRole('main').getByRole('button', { name: 'Approve' }).last().click();
  await go(ben);
  await modal(ben)
    .getByText(/Your approval counts/)
    .waitFor();
  await leave(ben);
  await said(ben, 'Done').waitFor();
  await picture(ben, 'approval-after');
}

async function outside(browser: Browser, url: string): Promise<void> {
  const dark = await open(browser, `${url}?as=U0LEA`, { colorScheme: 'dark' });
  await type(dark, '/kandji H4TX90QLM2');
  await said(dark, 'Not seen for').waitFor();
  await dark.getByRole('button', { name: 'Weather' }).click();
  await picture(dark, 'dark');
  const narrow = await open(browser, `${url}?as=U0VERA`, { viewport: { width: 390, height: 844 } });
  await type(narrow, '/kandji H4TX90QLM2');
  await said(narrow, 'Not seen for').waitFor();
  await picture(narrow, 'narrow');
}

async function open(
  browser: Browser,
  url: string,
  look: Parameters<Browser['newContext']>[0] = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
    ...look,
  });
  await context.addInitScript({ content: "localStorage.setItem('playground.tour', 'closed')" });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function type(page: Page, line: string): Promise<void> {
  const composer = page.getByRole('main').getByPlaceholder(/type \/ for a command/);
  await composer.fill(line);
  await composer.press('Enter');
}

const said = (page: Page, text: string): Locator =>
  page.getByRole('main').getByRole('article').last().getByText(text).first();

const modal = (page: Page): Locator => page.getByRole('dialog');

const go = (page: Page): Promise<void> => modal(page).locator('button[type=submit]').click();

async function leave(page: Page): Promise<void> {
  await modal(page)
    .getByRole('button', { name: /^Close(?: all)?$/ })
    .first()
    .click();
  await modal(page).waitFor({ state: 'detached' });
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled', caret: 'hide' });
  process.stdout.write(`docs/pictures/${name}.png\n`);
}

drawPictures().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
