import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBed } from './bed.ts';
import { atMost, type Figure, type Measurement, median, ms } from './figure.ts';
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
  const times = start(helpdesk) / start(bare);
  const sizes = rss(helpdesk) / rss(bare);
  return [
    { name: 'cold start to ready', value: `${ms(start(helpdesk))}, bare Bolt ${ms(start(bare))}` },
    atMost('cold start ÷ bare Bolt', times, 3, times.toFixed(2)),
    { name: 'memory at rest (RSS)', value: `${mb(rss(helpdesk))}, bare Bolt ${mb(rss(bare))}` },
    atMost('memory ÷ bare Bolt', sizes, 3, sizes.toFixed(2)),
  ];
}

const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

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
      { name: 'production packages', value: `${names.length} in ${mb(weigh(packages))}` },
      { name: 'our own source', value: `${(weigh(filesIn(join(PROJECT, 'src'))) / 1e3).toFixed(0)} kB` },
    ];
  } catch {
    return [{ name: 'production packages', value: 'npm ci did not work here' }];
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
