import { availableParallelism, cpus } from 'node:os';
import { cards } from './cards.ts';
import { coldStart } from './cold-start.ts';
import { controlRow } from './control-row.ts';
import { decisions } from './decisions.ts';
import type { Figure, Measurement } from './figure.ts';
import { fleet } from './fleet.ts';
import { fleetStore } from './fleet-store.ts';
import { help } from './help.ts';
import { submission } from './submission.ts';
import { table } from './table.ts';
import { verify } from './verify.ts';

/** Longer than any measurement takes on a slow machine. */
const GIVE_UP_MS = 180_000;
const RUNS = Number(process.env.RUNS ?? 3);

const MEASUREMENTS: readonly Measurement[] = [
  cards,
  help,
  submission,
  controlRow,
  decisions,
  verify,
  fleetStore,
  fleet,
  coldStart,
];

const write = (text: string) => process.stdout.write(text);

/**
 * `npm run bench`, or `npm run bench -- cards help` for some of them: each is measured in three runs, one after the other, and the
 * median and the range are told. A goal that is missed is shown, not punished.
 */
async function main(wanted: readonly string[]): Promise<void> {
  const chosen = MEASUREMENTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (chosen.length === 0) throw new Error(`choose among ${MEASUREMENTS.map(({ name }) => name).join(', ')}`);
  const machine = `${availableParallelism()} cores, ${cpus()[0]?.model ?? process.arch}`;
  write(`Median and range of ${RUNS} runs, on the simulators · Node ${process.versions.node} · ${machine}\n`);
  for (const { title, run } of chosen) {
    const runs: (readonly Figure[])[] = [];
    while (runs.length < RUNS) runs.push(await run());
    write(table(title, runs));
  }
}

setTimeout(
  () => {
    process.stderr.write('\nThe measurements take too long; given up.\n');
    process.exit(1);
  },
  GIVE_UP_MS * MEASUREMENTS.length * RUNS,
).unref();

try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
