import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBed } from './bed.ts';
import { atMost, type Figure, figure, type Measurement, mb, median, ms, ratio, remark } from './figure.ts';
import type { Child } from './load/child.ts';

const ROUNDS = 5;
/** Samples come once a second; after this many an idle process has settled. */
const SETTLED = 3;
const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** How long until it answers, and what it weighs, beside a bare Bolt app. */
export const coldStart: Measurement = {
  name: 'cold-start',
  title: `Starting and resting (${ROUNDS} starts each, in turns, median; compiled before, as in the image)`,
  async run() {
    const bed = await makeBed();
    try {
      const helpdesk: Child[] = [];
      const bare: Child[] = [];
      // The first start of each compiles, as the image's build does.
      for (const start of [bed.startHelpdesk, () => bed.startBare('{}')])
        await (await start()).end('SIGTERM');
      for (let round = 0; round < ROUNDS; round += 1) {
        helpdesk.push(await rested(await bed.startHelpdesk()));
        bare.push(await rested(await bed.startBare('{}')));
      }
      return [...compare(helpdesk, bare), ...productionTree()];
    } finally {
      await bed.close();
    }
  },
};

/** Waits until it has told often enough how it is, then ends it. */
async function rested(child: Child): Promise<Child> {
  while (child.samples.length < SETTLED) await new Promise((resolve) => setTimeout(resolve, 50));
  await child.end('SIGTERM');
  return child;
}

function compare(helpdesk: readonly Child[], bare: readonly Child[]): Figure[] {
  const start = (children: readonly Child[]) => median(children.map(({ startMs }) => startMs));
  const rss = (children: readonly Child[]) =>
    median(children.map(({ samples }) => samples.at(-1)?.rss ?? Number.NaN));
  return [
    figure('cold start to ready', start(helpdesk), ms),
    figure('cold start of a bare Bolt app', start(bare), ms),
    atMost('cold start ÷ bare Bolt', start(helpdesk) / start(bare), 3, ratio()),
    figure('memory at rest (RSS)', rss(helpdesk), mb),
    figure('memory of a bare Bolt app', rss(bare), mb),
    atMost('memory ÷ bare Bolt', rss(helpdesk) / rss(bare), 3, ratio()),
  ];
}

/** What the image carries besides Node: installed as the Dockerfile does it. */
function productionTree(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'kandji-bench-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(PROJECT, file), join(folder, file));
    const install = [
      'ci',
      '--omit=dev',
      '--omit=optional',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
    ];
    execFileSync('npm', install, { cwd: folder, stdio: 'pipe', timeout: 120_000 });
    const packages = filesIn(join(folder, 'node_modules'));
    const names = packages.filter(({ path }) => /node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(path));
    return [
      figure('production packages', names.length, String),
      figure('their size', weigh(packages), mb),
      figure(
        'our own source',
        weigh(filesIn(join(PROJECT, 'src'))),
        (bytes) => `${Math.round(bytes / 1e3)} kB`,
      ),
    ];
  } catch {
    return [remark('production packages', 'npm ci did not work here')];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const filesIn = (folder: string): { path: string; size: number }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, size: statSync(path).size }));

const weigh = (files: readonly { size: number }[]): number => files.reduce((sum, { size }) => sum + size, 0);
