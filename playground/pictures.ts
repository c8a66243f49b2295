import { mkdir, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { findChromium, launchChromium } from './browser.ts';
import { startPage } from './page/index.ts';
import { stageOf } from './pictures/fixtures.ts';
import type { Album } from './pictures/scene.ts';
import { ALBUMS } from './pictures/scenes.ts';
import { openStudio, type Studio } from './pictures/screenshots.ts';
import { startPlayground } from './start.ts';

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url));

/**
 * Draws `docs/pictures/`: brings a playground into each state and cuts what is to be looked at out of a window.
 * Words on the command line draw only the scenes whose names start with one of them, and leave the other files alone.
 */
async function drawPictures(only: readonly string[]): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('No Chromium found. Install one or set CHROMIUM=/path/to/it.');
  const wanted = (name: string) => only.length === 0 || only.some((start) => name.startsWith(start));
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchChromium(chromium);
  const began = Date.now();
  try {
    const studio = await openStudio(browser, FOLDER);
    const drawn: string[] = [];
    for (const album of ALBUMS.filter(({ scenes }) => scenes.some(({ name }) => wanted(name))))
      drawn.push(...(await drawAlbum(album, studio, wanted)));
    await studio.close();
    if (only.length === 0) await forgetOthers(drawn);
    process.stdout.write(`${drawn.length} pictures in ${Math.round((Date.now() - began) / 1000)} s\n`);
  } finally {
    await browser.close();
  }
}

/** Plays every scene, because later ones build on earlier ones, and draws those that are wanted. */
async function drawAlbum(
  { scenes, options }: Album,
  studio: Studio,
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
      process.stdout.write(files.map((file) => `docs/pictures/${file}\n`).join(''));
      drawn.push(...files);
    }
    return drawn;
  } finally {
    await page.close();
    await playground.close();
  }
}

/** Pictures of scenes that are no more. */
async function forgetOthers(drawn: readonly string[]): Promise<void> {
  const files = await readdir(FOLDER);
  const gone = files.filter((file) => file.endsWith('.png') && !drawn.includes(file));
  await Promise.all(gone.map((file) => rm(`${FOLDER}${file}`)));
}

drawPictures(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
