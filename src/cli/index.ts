import { parseArgs } from 'node:util';
import { auditExport, auditFollow, auditPrune, auditVerify } from './audit.ts';
import { type Command, type CommandIo, type ParsedFlags, UsageError } from './command.ts';
import { backupStore, databaseGrant, databaseMove, restored } from './database.ts';
import { doctor } from './doctor/index.ts';
import { freeze, unfreeze } from './freeze.ts';
import { limitsRelease, limitsReset } from './limits.ts';
import { manifest } from './manifest.ts';
import { policyCheck, policyExplain } from './policy.ts';
import { setup } from './setup/index.ts';

export type { CommandIo } from './command.ts';

/** Every sub-command beside `serve`, in the order of the help. */
const COMMANDS: readonly Command[] = [
  setup,
  doctor,
  policyCheck,
  policyExplain,
  auditVerify,
  auditExport,
  auditFollow,
  auditPrune,
  manifest,
  freeze,
  unfreeze,
  limitsRelease,
  limitsReset,
  backupStore,
  restored,
  databaseGrant,
  databaseMove,
];

/** Exit code for something typed wrongly. */
const WRONG_USE = 2;

/** Runs what was typed after `npm start --`. @returns the exit code; `serve` is left to the caller. */
export async function runSubcommand(outside: CommandIo, typed: readonly string[]): Promise<number | 'serve'> {
  const [first] = typed;
  if (first === undefined || first === 'serve') return serveOrHelp(outside, typed.slice(1));
  if (['help', '--help', '-h'].includes(first)) return say(outside, generalHelp(COMMANDS));
  const command = COMMANDS.find(({ name }) => isStart(name.split(' '), typed));
  if (!command) return notFound(outside, typed);
  const rest = typed.slice(command.name.split(' ').length);
  if (asksForHelp(rest)) return say(outside, commandHelp(command));
  try {
    return await command.run(outside, parseCommandLine(command, rest));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    outside.complain(`${error.message}\n\n${commandHelp(command)}`);
    return WRONG_USE;
  }
}

async function serveOrHelp(outside: CommandIo, rest: readonly string[]): Promise<number | 'serve'> {
  if (asksForHelp(rest)) return say(outside, generalHelp(COMMANDS));
  const [extra] = rest;
  if (extra === undefined) return 'serve';
  outside.complain(
    `“serve” takes nothing more, so “${extra}” was not understood.\n\n${generalHelp(COMMANDS)}`,
  );
  return WRONG_USE;
}

/** `audit` alone and `audit verfiy` name what there is of it. */
async function notFound(outside: CommandIo, typed: readonly string[]): Promise<number> {
  const [first = ''] = typed;
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length > 0 && asksForHelp(typed)) return say(outside, generalHelp(family));
  if (family.length > 0 && typed[1] === undefined) {
    outside.complain(`“${first}” needs one more word.\n\n${generalHelp(family)}`);
  } else if (family.length > 0) {
    outside.complain(`There is no “${first} ${typed[1]}”.\n\n${generalHelp(family)}`);
  } else {
    outside.complain(`There is no “${first}”.\n\n${generalHelp(COMMANDS)}`);
  }
  return WRONG_USE;
}

async function say(outside: CommandIo, text: string): Promise<number> {
  await outside.write(`${text}\n`);
  return 0;
}

const isStart = (words: readonly string[], typed: readonly string[]): boolean =>
  words.every((word, index) => typed[index] === word);

const asksForHelp = (rest: readonly string[]): boolean => rest.includes('--help') || rest.includes('-h');

const CALL = 'npm start --';

/** All of them, a line each. */
export function generalHelp(commands: readonly Command[]): string {
  const serve = { name: 'serve', takes: '', about: 'Runs the helpdesk; the same without any word.' };
  const listed = [...(commands.length > 4 ? [serve] : []), ...commands];
  return [
    `Usage: ${CALL} <command>   (in the image: node src/main.ts <command>)`,
    '',
    ...aligned(listed.map(({ name, about }) => [name, about])),
    '',
    'Each one explains itself with --help.',
  ].join('\n');
}

/** One of them, with its flags. */
export function commandHelp({ name, takes, about, flags }: Command): string {
  const rows = Object.entries(flags).map(([flag, { type, about: what }]) => [
    `--${flag}${type === 'string' ? ' …' : ''}`,
    what,
  ]);
  return [
    `Usage: ${CALL} ${`${name} ${takes}`.trim()}`,
    '',
    about,
    ...(rows.length > 0 ? ['', ...aligned(rows)] : []),
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
}

/** @throws WrongUse with one sentence */
export function parseCommandLine(command: Command, typed: readonly string[]): ParsedFlags {
  const { values, positionals } = parsed(command, typed);
  const { least, most } = command.words ?? { least: 0, most: 0 };
  if (positionals.length < least) throw new UsageError(`“${command.name}” needs ${command.takes}.`);
  if (positionals.length > most) throw new UsageError(`“${positionals[most]}” is one word too many.`);
  return {
    words: positionals,
    text: (flag) => {
      const value = values[flag];
      return typeof value === 'string' ? value : null;
    },
    is: (flag) => values[flag] === true,
  };
}

function parsed(command: Command, typed: readonly string[]) {
  try {
    const options = Object.fromEntries(
      Object.entries(command.flags).map(([name, { about: _, ...option }]) => [name, option]),
    );
    return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(sentenceOf(error));
  }
}

/** Node's words for a wrong flag, as far as they help. */
function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const flag = /'(-[^' ]*)/.exec(text)?.[1] ?? 'a flag';
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no ${flag}.`;
  return /ambiguous|argument missing/.test(text)
    ? `${flag} needs a value.`
    : `${flag} is not written like that.`;
}
