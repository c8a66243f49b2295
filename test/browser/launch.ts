import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** As root, as in most CI images, Chromium needs the first two; the rest keeps it quiet and off the network. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-gpu',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens windows, closed after each test. Every page error and every console error fails the test that caused it. */
export interface Windows {
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/** The Chromium to use: `CHROMIUM`, else where systems keep it. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM, ...PLACES].find((path) => path !== undefined && existsSync(path));
}

/** Launches Chromium without a screen. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

/** A suite with a browser. Without Chromium it is skipped, in one line that says so; with `CI` set it fails. */
export function describeInBrowser(name: string, suite: (windows: Windows) => void): void {
  const path = findChromium();
  if (path === undefined && process.env.CI === undefined) {
    describe.skip(`${name} (skipped: no Chromium found; install one or set CHROMIUM=/path/to/it)`, () =>
      suite({ open: () => Promise.reject(new Error('no Chromium')) }));
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    let open: BrowserContext[] = [];
    let errors: string[] = [];
    beforeAll(async () => {
      if (path === undefined) throw new Error('No Chromium found. Install one or set CHROMIUM=/path/to/it.');
      browser = await launchChromium(path);
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      await Promise.all(open.map((context) => context.close()));
      const complaints = errors;
      [open, errors] = [[], []];
      if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
    });
    suite({
      async open(url, options = {}) {
        if (browser === undefined) throw new Error('The browser is not up yet.');
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
        open.push(context);
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
        page.on('console', (message) => {
          if (message.type() === 'error') errors.push(message.text());
        });
        await page.goto(url);
        return page;
      },
    });
  });
}
