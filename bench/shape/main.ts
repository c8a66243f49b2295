import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circles, folderCircles, readSources, type SourceFile } from '../../test/support/import-graph.ts';
import { type FilesRun, filesRunByInteraction } from './interactions.ts';

const HELP = `npm run shape -- [options]
  --write           also put the table into docs/architecture.md, between its two markers
  --no-run          only what can be read in the files; starts nothing
  --files NAME      list the files of src that run for NAME: card, library items, ask or approve
`;

const ROOT = new URL('../../', import.meta.url);
const PAGE = new URL('docs/architecture.md', ROOT);
const BEGIN = '<!-- shape: begin (npm run shape -- --write) -->';
const END = '<!-- shape: end -->';

/** A short file: at most this many lines. A migration is short by nature and is not counted. */
const SHORT = 30;

interface Row {
  readonly name: string;
  readonly value: string;
  readonly aim: string;
}

const write = (text: string) => process.stdout.write(text);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      'no-run': { type: 'boolean', default: false },
      files: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void write(HELP);
  if (values.write && values['no-run']) throw new Error('--write needs the whole table: leave --no-run out.');
  const sources = readSources(fileURLToPath(ROOT), ['src', 'playground', 'packages']);
  const ran: FilesRun = values['no-run'] ? new Map() : await filesRunByInteraction(ROOT.href);
  const text = markdown([...rowsOfFiles(sources), ...rowsOfRuns(ran)]);
  write(`${text}\n${listCircles(sources)}`);
  if (values.files !== undefined) write(`\n${listFiles(ran, values.files)}\n`);
  if (values.write) writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), text));
}

function rowsOfFiles(sources: readonly SourceFile[]): Row[] {
  const src = sources.filter(({ path }) => path.startsWith('src/'));
  const importers = new Map<string, number>();
  for (const target of src.flatMap(({ imports }) => imports))
    importers.set(target, (importers.get(target) ?? 0) + 1);
  const short = src.filter(({ path, lines }) => lines <= SHORT && !path.includes('/migrations/'));
  const largest = src.toSorted((a, b) => b.lines - a.lines)[0];
  const lines = src.reduce((sum, file) => sum + file.lines, 0);
  const inSrc = (groups: readonly string[][]) => groups.filter(([one]) => one?.startsWith('src/')).length;
  const counted = (groups: readonly string[][]) =>
    `${inSrc(groups)} in src, ${groups.length - inSrc(groups)} in playground and packages`;
  return [
    { name: 'Files in `src`', value: count(src.length), aim: '≤ 250' },
    { name: `Files with ${SHORT} lines or fewer, migrations aside`, value: count(short.length), aim: '≤ 30' },
    {
      name: 'Files that exactly one other file of `src` imports',
      value: count(src.filter(({ path }) => importers.get(path) === 1).length),
      aim: '≤ 100',
    },
    { name: 'Lines in `src`', value: count(lines), aim: 'no more than before' },
    {
      name: 'Lines of the largest file',
      value: `${largest?.lines ?? 0} (\`${largest?.path ?? ''}\`)`,
      aim: '≤ 250',
    },
    { name: 'Import circles among files', value: counted(fileCircles(sources)), aim: '0' },
    { name: 'Import circles among sibling folders', value: counted(folderCircles(sources)), aim: '0' },
  ];
}

const AIMS: Readonly<Record<string, number>> = { card: 70, 'library items': 70, ask: 100, approve: 85 };

const rowsOfRuns = (ran: FilesRun): Row[] =>
  [...ran].map(([name, files]) => ({
    name: `Files of \`src\` that run for one warm interaction: ${name}`,
    value: count(files.length),
    aim: `≤ ${AIMS[name] ?? ''}`,
  }));

const count = (value: number): string => value.toLocaleString('en');

const markdown = (rows: readonly Row[]): string =>
  [
    '| | Now | Aim |',
    '|---|---|---|',
    ...rows.map(({ name, value, aim }) => `| ${name} | ${value} | ${aim} |`),
  ]
    .map((line) => `${line}\n`)
    .join('');

const fileCircles = (sources: readonly SourceFile[]): string[][] =>
  circles(new Map(sources.map(({ path, imports }) => [path, imports])));

/** What the two lines about circles count: the members of each. */
const listCircles = (sources: readonly SourceFile[]): string =>
  [...fileCircles(sources), ...folderCircles(sources)]
    .map((group) => `circle: ${group.join(' · ')}\n`)
    .join('');

function listFiles(ran: FilesRun, name: string): string {
  const files = ran.get(name);
  if (!files) throw new Error(`--files takes one of: ${[...ran.keys()].join(', ') || '(nothing was run)'}.`);
  return files.join('\n');
}

/** @throws Error when the page lacks a marker */
function between(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`docs/architecture.md lacks the lines "${BEGIN}" and "${END}".`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n${page.slice(end)}`;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
