import type { Readable, Writable } from 'node:stream';
import {
  autocomplete,
  autocompleteMultiselect,
  type CANCEL_SYMBOL,
  isCancel,
  log,
  outro,
  password,
  select,
  text,
} from '@clack/prompts';
import { checkResultLine } from '../../ops/check-result.ts';
import { type Choice, type Prompter, type Question, SetupStopped } from './prompter.ts';

/** What a person types into and reads from. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** More than this is searched by typing. */
const MOST_LISTED = 8;

const needed = (value: unknown): string | undefined =>
  value === undefined || value === '' ? 'Type something, or press Ctrl-C to leave.' : undefined;

/** Asks a person. Ctrl-C, and a signal, end it as {@link SetupStopped}. */
export function askAt(terminal: Terminal, signal: AbortSignal): Prompter {
  const common = { ...terminal, signal };
  const answered = async <T>(prompt: Promise<T | typeof CANCEL_SYMBOL>): Promise<T> => {
    const answer = await prompt;
    if (isCancel(answer)) throw new SetupStopped(LEFT, 130);
    return answer;
  };
  const listed = (choices: readonly Choice[]) =>
    choices.map(({ value, label, hint }) => ({ value, label, ...(hint !== undefined && { hint }) }));
  return {
    step: (title, lines = []) => {
      log.step(title, common);
      // Without the guide, so that a link can be copied whole.
      if (lines.length > 0) log.message([...lines], { ...common, withGuide: false });
    },
    say: (findings) => {
      // Without the line's own sign: the prompt's guide has one.
      for (const finding of findings) log[LOOKS[finding.mark]](checkResultLine(finding).slice(2), common);
    },
    text: ({ message, unattended }: Question) =>
      answered(
        unattended === undefined
          ? text({ ...common, message, validate: needed })
          : text({
              ...common,
              message: unattended === '' ? `${message} (Enter for none)` : message,
              defaultValue: unattended,
              placeholder: unattended || 'none',
            }),
      ),
    secret: ({ message }) =>
      answered(password({ ...common, message, clearOnError: true, validate: needed })).then((typed) =>
        typed.trim(),
      ),
    choose: ({ message, unattended }, choices) =>
      answered<string>(
        choices.length > MOST_LISTED
          ? autocomplete<string>({ ...common, message, options: listed(choices), maxItems: MOST_LISTED })
          : select<string>({
              ...common,
              message,
              options: listed(choices),
              ...(unattended !== undefined && { initialValue: unattended }),
            }),
      ),
    chooseMany: ({ message }, choices) =>
      answered<string[]>(
        autocompleteMultiselect<string>({
          ...common,
          message: `${message} (type to search, Tab to pick, Enter when done)`,
          options: listed(choices),
          maxItems: MOST_LISTED,
          required: true,
        }),
      ),
    end: (line) => outro(line, common),
  };
}

const LOOKS = { ok: 'success', look: 'warn', bad: 'error' } as const;

const LEFT = 'What was answered so far is saved. Run the same command again to continue.';
