import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { findChromium, launchChromium } from '../../../playground/browser.ts';

/** Opens windows, closed after each test. Every page error and every console error fails the test that caused it. */
export interface Windows {
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/** A suite with a browser. Without Chromium it is skipped; with `CI` set it fails. */
export function describeInBrowser(name: string, suite: (windows: Windows) => void): void {
  describe(name, { tags: 'chromium' }, () => {
    let browser: Browser | undefined;
    let open: BrowserContext[] = [];
    let errors: string[] = [];
    beforeAll(async () => {
      const path = findChromium();
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
        page.setDefaultTimeout(30_000);
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
