import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, launchChromium } from './browser.ts';
import { startPage } from './page/index.ts';
import { stageOf } from './pictures/fixtures.ts';
import type { Album } from './pictures/scene.ts';
import { ALBUMS } from './pictures/scenes.ts';
import { openStudio, type Studio } from './pictures/screenshots.ts';
import { openShelves, type Shelves } from './pictures/shelves.ts';
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
  const shelves = await openShelves(
    ROOT,
    pages.map((page) => readFileSync(join(ROOT, page), 'utf8')),
  );
  const browser = await launchChromium(chromium);
  const began = Date.now();
  try {
    const studio = await openStudio(browser, (file) => join(ROOT, shelves.pathOf(file)));
    const drawn: string[] = [];
    for (const album of ALBUMS.filter(({ scenes }) => scenes.some(({ name }) => wanted(name))))
      drawn.push(...(await drawAlbum(album, { studio, shelves }, wanted)));
    await studio.close();
    if (only.length === 0) await shelves.forgetOthers(drawn);
    process.stdout.write(`${drawn.length} pictures in ${Math.round((Date.now() - began) / 1000)} s\n`);
  } finally {
    await browser.close();
  }
}

/** Plays every scene, because later ones build on earlier ones, and draws those that are wanted. */
async function drawAlbum(
  { scenes, options }: Album,
  { studio, shelves }: { studio: Studio; shelves: Shelves },
  wanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const playground = await startPlayground({ pollMs: 50, ...options, kandji: { commandDelay: 100 } });
  const { slack, kandji, manifest, clock } = playground;
  const page = await startPage({ slack, kandji, manifest, clock });
  const stage = stageOf(playground);
  const drawn: string[] = [];
  try {
    for (const scene of scenes) {
      if (!scene.goesOn) await stage.closeAll(scene.as);
      await scene.play(stage);
      if (!wanted(scene.name)) continue;
      if (scene.cut === 'message' || scene.cut === 'home') await stage.closeAll(scene.as);
      const files = await studio.draw(scene, page.url, slack.as(scene.as).dmId());
      process.stdout.write(files.map((file) => `${shelves.pathOf(file)}\n`).join(''));
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
