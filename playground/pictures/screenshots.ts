import { writeFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Scene } from './scene.ts';
import { smaller } from './smaller.ts';

/** How a window looks; `tail` ends the file's name. */
interface Look {
  readonly tail: string;
  readonly width: number;
  readonly dark?: true;
}

const LOOKS: readonly Look[] = [
  { tail: '', width: 1180 },
  { tail: '-narrow', width: 390 },
  { tail: '-dark', width: 1180, dark: true },
];

/** A phone's height; messages get a window that is long enough for all of them. */
const SCREEN = 844;
const LONG = 2400;

export interface Screenshots {
  /** Draws one scene in every look that it wants; gives the files' names. */
  draw(scene: Scene, url: string, dmId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A window for each look. `pathOf` says where a file is written. */
export async function openScreenshots(
  browser: Browser,
  pathOf: (file: string) => string,
): Promise<Screenshots> {
  const windows = await Promise.all(LOOKS.map(async (look) => ({ look, page: await open(browser, look) })));
  let visits = 0;
  return {
    async draw(scene, url, dmId) {
      const files: string[] = [];
      for (const { look, page } of windows.filter(({ look: { dark } }) => !dark || scene.dark === true)) {
        const at = scene.cut === 'home' ? 'home' : scene.at === 'dm' ? dmId : (scene.at ?? 'C0HELP');
        visits += 1;
        await page.setViewportSize({
          width: look.width,
          height: scene.cut === 'message' ? LONG : SCREEN,
        });
        await page.goto(`${url}?as=${scene.as}&visit=${visits}#${at}`);
        const file = `${scene.name}${look.tail}.png`;
        await shoot(page, scene, pathOf(file));
        files.push(file);
      }
      return files;
    },
    async close() {
      await Promise.all(windows.map(({ page }) => page.context().close()));
    },
  };
}

async function open(browser: Browser, { width, dark }: Look): Promise<Page> {
  const options: BrowserContextOptions = {
    viewport: { width, height: SCREEN },
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: 1.25,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  };
  const context = await browser.newContext(options);
  await context.addInitScript({ content: "localStorage.setItem('playground.tour', 'closed')" });
  return context.newPage();
}

async function shoot(page: Page, scene: Scene, path: string): Promise<void> {
  if (scene.cut === 'thread') {
    const parent = page
      .getByRole('main')
      .getByRole('article')
      .filter({ hasText: scene.under ?? scene.says })
      .last();
    await parent.getByRole('button', { name: /repl(?:y|ies)$/u }).click();
  }
  const wanted = cutOut(page, scene);
  await wanted.getByText(scene.says).first().waitFor();
  await page.mouse.move(1, 1);
  await page.evaluate('document.activeElement?.blur()');
  await scene.pose?.(page);
  const how = { animations: 'disabled', caret: 'hide' } as const;
  const png = await (scene.cut === 'window' ? page.screenshot(how) : wanted.screenshot(how));
  await writeFile(path, smaller(png));
}

function cutOut(page: Page, { cut, says }: Scene): Locator {
  switch (cut) {
    case 'message':
      return page.getByRole('main').getByRole('article').filter({ hasText: says }).last();
    case 'thread':
      return page.locator('.thread .messages-inner');
    case 'modal':
      return page.getByRole('dialog');
    case 'home':
      return page.locator('.home-tab');
    case 'window':
      return page.locator('body');
  }
}
