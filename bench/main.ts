import { availableParallelism } from 'node:os';
import { cards } from './cards.ts';
import { coldStart } from './cold-start.ts';
import { decisions } from './decisions.ts';
import type { Measurement } from './figure.ts';
import { help } from './help.ts';
import { submission } from './submission.ts';
import { table } from './table.ts';
import { verify } from './verify.ts';

/** Longer than any measurement takes on a slow machine. */
const GIVE_UP_MS = 180_000;

const MEASUREMENTS: readonly Measurement[] = [cards, help, submission, decisions, verify, coldStart];

const write = (text: string) => process.stdout.write(text);

/** `npm run bench`, or `npm run bench -- cards help` for some of them. A goal that is missed is shown, not punished. */
async function main(wanted: readonly string[]): Promise<void> {
  const chosen = MEASUREMENTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (chosen.length === 0) throw new Error(`choose among ${MEASUREMENTS.map(({ name }) => name).join(', ')}`);
  write(`On the simulators · Node ${process.versions.node} · ${availableParallelism()} cores\n`);
  for (const { title, run } of chosen) write(table(title, await run()));
}

setTimeout(() => {
  process.stderr.write('\nThe measurements take too long; given up.\n');
  process.exit(1);
}, GIVE_UP_MS * MEASUREMENTS.length).unref();

try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
