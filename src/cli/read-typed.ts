import { parseArgs } from 'node:util';
import { type Command, type ParsedFlags, UsageError } from './command.ts';

/** @throws WrongUse with one sentence */
export function parseCommandLine(command: Command, typed: readonly string[]): ParsedFlags {
  const { values, positionals } = parsed(command, typed);
  const { least, most } = command.words ?? { least: 0, most: 0 };
  if (positionals.length < least) throw new UsageError(`"${command.name}" needs ${command.takes}.`);
  if (positionals.length > most) throw new UsageError(`"${positionals[most]}" is one word too many.`);
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
