import { auditExport, auditFollow, auditPrune, auditVerify } from './audit.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { backupStore, databaseGrant, databaseMove, restored } from './database.ts';
import { doctor } from './doctor/index.ts';
import { commandHelp, generalHelp } from './help.ts';
import { manifest } from './manifest.ts';
import { policyExplain } from './policy.ts';
import { policyCheck } from './policy-check.ts';
import { parseCommandLine } from './read-typed.ts';

export type { CommandIo } from './command.ts';

/** Every sub-command beside `serve`, in the order of the help. */
const COMMANDS: readonly Command[] = [
  doctor,
  policyCheck,
  policyExplain,
  auditVerify,
  auditExport,
  auditFollow,
  auditPrune,
  manifest,
  backupStore,
  restored,
  databaseGrant,
  databaseMove,
];

/** Exit code for something typed wrongly. */
const WRONG_USE = 2;

/** Runs what was typed after `npm start --`. @returns the exit code; `serve` is left to the caller. */
export async function runCommand(outside: CommandIo, typed: readonly string[]): Promise<number | 'serve'> {
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
    `"serve" takes nothing more, so "${extra}" was not understood.\n\n${generalHelp(COMMANDS)}`,
  );
  return WRONG_USE;
}

/** `audit` alone and `audit verfiy` name what there is of it. */
async function notFound(outside: CommandIo, typed: readonly string[]): Promise<number> {
  const [first = ''] = typed;
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length > 0 && asksForHelp(typed)) return say(outside, generalHelp(family));
  if (family.length > 0 && typed[1] === undefined) {
    outside.complain(`"${first}" needs one more word.\n\n${generalHelp(family)}`);
  } else if (family.length > 0) {
    outside.complain(`There is no "${first} ${typed[1]}".\n\n${generalHelp(family)}`);
  } else {
    outside.complain(`There is no "${first}".\n\n${generalHelp(COMMANDS)}`);
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
