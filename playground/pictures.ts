import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, launchChromium } from './browser.ts';
import { startPage } from './page/index.ts';
import { pictureContext } from './pictures/fixtures.ts';
import { openPictureFolders, type PictureFolders } from './pictures/folders.ts';
import type { SceneGroup } from './pictures/scene.ts';
import { SCENE_GROUPS } from './pictures/scenes.ts';
import { openScreenshots, type Screenshots } from './pictures/screenshots.ts';
import { startPlayground } from './start.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * Brings a playground into each state and cuts what is to be looked at out of a window. What the docs show goes to
 * `docs/pictures/`, the rest to `pictures/`, which is not in git.
 * Words on the command line draw only the scenes whose names start with one of them, and leave the other files alone.
 */
async function drawPictures(only: readonly string[]): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('No Chromium found. Install one or set CHROMIUM=/path/to/it.');
  const wanted = (name: string) => only.length === 0 || only.some((start) => name.startsWith(start));
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });
  const folders = await openPictureFolders(
    ROOT,
    pages.map((page) => readFileSync(join(ROOT, page), 'utf8')),
  );
  const browser = await launchChromium(chromium);
  const began = Date.now();
  try {
    const screenshots = await openScreenshots(browser, (file) => join(ROOT, folders.pathOf(file)));
    const drawn: string[] = [];
    for (const group of SCENE_GROUPS.filter(({ scenes }) => scenes.some(({ name }) => wanted(name))))
      drawn.push(...(await drawGroup(group, { screenshots, folders }, wanted)));
    await screenshots.close();
    if (only.length === 0) await folders.forgetOthers(drawn);
    process.stdout.write(`${drawn.length} pictures in ${Math.round((Date.now() - began) / 1000)} s\n`);
  } finally {
    await browser.close();
  }
}

/** Plays every scene, because later ones build on earlier ones, and draws those that are wanted. */
async function drawGroup(
  { scenes, options }: SceneGroup,
  { screenshots, folders }: { screenshots: Screenshots; folders: PictureFolders },
  wanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const playground = await startPlayground({
    ...{ pollMs: 50, ...options },
    kandji: { commandDelay: 100, ...options?.kandji },
  });
  const { slack, kandji, manifest, clock } = playground;
  const page = await startPage({ slack, kandji, manifest, clock });
  const context = pictureContext(playground);
  const drawn: string[] = [];
  try {
    for (const scene of scenes) {
      if (!scene.goesOn) await context.closeAll(scene.as);
      await scene.play(context);
      if (!wanted(scene.name)) continue;
      if (scene.cut !== 'modal' && scene.cut !== 'window') await context.closeAll(scene.as);
      const files = await screenshots.draw(scene, page.url, slack.as(scene.as).dmId());
      process.stdout.write(files.map((file) => `${folders.pathOf(file)}\n`).join(''));
      drawn.push(...files);
    }
    return drawn;
  } finally {
    await page.close();
    await playground.close();
  }
}

drawPictures(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
