import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../../packages/kandji-simulator/src/random.ts';
import { type Mutant, mutantsOf, mutated } from './mutate.ts';
import { ROOMS, type Room } from './rooms.ts';

/** A mutant that makes a test wait for ever is noticed, too. */
const GIVE_UP_MS = 10 * 60_000;

interface Score {
  readonly room: string;
  readonly of: number;
  readonly noticed: number;
  readonly survivors: readonly Mutant[];
}

const write = (text: string) => process.stdout.write(text);

/** The project as git knows it, in a folder that may be broken; its packages are ours. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const file of listed.stdout.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** @returns whether all of these pass in this folder; the first ones are nearest to the source, and most mutants end there */
async function passes(folder: string, tests: readonly string[]): Promise<boolean> {
  for (const one of tests) if (!(await passesOne(folder, one))) return false;
  return true;
}

/** Not to end in time is not to pass. */
async function passesOne(folder: string, tests: string): Promise<boolean> {
  const typed = ['node_modules/vitest/vitest.mjs', 'run', '--bail=1', '--reporter=dot', tests];
  const run = spawn(process.execPath, typed, { cwd: folder, stdio: 'ignore', timeout: GIVE_UP_MS });
  const code = await new Promise((resolve) => run.once('close', resolve));
  return code === 0;
}

async function scoreOf(room: Room, folder: string, seed: number, most: number): Promise<Score> {
  if (!(await passes(folder, room.tests))) throw new Error(`the tests of ${room.name} fail without a mutant`);
  const files = spawnSync('git', ['ls-files', ...room.source], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  const all = files.flatMap((file) => mutantsOf(file, readFileSync(join(folder, file), 'utf8')));
  const chance = randomFrom(`${seed}:${room.name}`);
  const chosen = all
    .map((mutant) => ({ mutant, order: chance.next() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, most)
    .map(({ mutant }) => mutant);
  const survivors: Mutant[] = [];
  for (const mutant of chosen) {
    const source = readFileSync(join(folder, mutant.file), 'utf8');
    writeFileSync(join(folder, mutant.file), mutated(source, mutant));
    const survives = await passes(folder, room.tests);
    writeFileSync(join(folder, mutant.file), source);
    if (survives) survivors.push(mutant);
    write(`${survives ? 'SURVIVES' : 'noticed '} ${shown(mutant)}\n`);
  }
  return { room: room.name, of: chosen.length, noticed: chosen.length - survivors.length, survivors };
}

const shown = ({ file, line, before, after }: Mutant): string =>
  `${file}:${line} \`${before}\` → \`${after}\``;

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;

function table(scores: readonly Score[]): string {
  const sum = (of: (score: Score) => number) => scores.reduce((total, score) => total + of(score), 0);
  const row = (name: string, noticed: number, of: number) =>
    `| ${name} | ${of} | ${noticed} | ${percent(noticed, of)} |`;
  return [
    '| Room | Mutants | Noticed | |',
    '|---|---|---|---|',
    ...scores.map(({ room, noticed, of }) => row(room, noticed, of)),
    row(
      'all',
      sum(({ noticed }) => noticed),
      sum(({ of }) => of),
    ),
  ].join('\n');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, each: { type: 'string', default: '10' } },
});
const rooms = ROOMS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const folder = copyProject();
try {
  const scores: Score[] = [];
  for (const room of rooms)
    scores.push(await scoreOf(room, folder, Number(values.seed), Number(values.each)));
  write(`\nSeed ${values.seed}, ${values.each} mutants a room\n\n${table(scores)}\n`);
  const survivors = scores.flatMap((score) => score.survivors);
  if (survivors.length > 0)
    write(`\nNot noticed:\n${survivors.map((one) => `- ${shown(one)}`).join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
