import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where pictures are put, relative to the repository. Only the first folder is in git. */
const SHOWN = 'docs/pictures';
const OTHERS = 'pictures';

/** The pictures that a page of Markdown or HTML shows: the names of their files in `docs/pictures`. */
export const picturesOn = (page: string): string[] =>
  [...page.matchAll(/\bpictures\/([\w-]+\.png)/g)].map(([, name = '']) => name);

/** Keeps what the pages show apart from the rest, which anybody can draw. */
export interface PictureFolders {
  /** Where a picture belongs, relative to the repository. */
  pathOf(file: string): string;
  /** Takes away every picture that is not among these, or lies where it does not belong. */
  forgetOthers(drawn: readonly string[]): Promise<void>;
}

/**
 * Makes the folders that are not there yet.
 * @param root the repository
 * @param pages the text of each page of the docs
 */
export async function openPictureFolders(root: string, pages: readonly string[]): Promise<PictureFolders> {
  const shown = new Set(pages.flatMap(picturesOn));
  const pathOf = (file: string) => join(shown.has(file) ? SHOWN : OTHERS, file);
  for (const folder of [SHOWN, OTHERS]) await mkdir(join(root, folder), { recursive: true });
  return {
    pathOf,
    async forgetOthers(drawn) {
      const wanted = new Set(drawn.map(pathOf));
      for (const folder of [SHOWN, OTHERS])
        for (const file of await readdir(join(root, folder)))
          if (file.endsWith('.png') && !wanted.has(join(folder, file))) await rm(join(root, folder, file));
    },
  };
}
