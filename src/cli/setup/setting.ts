import { about, type CheckResult } from '../../ops/check-result.ts';
import type { CommandIo } from '../command.ts';
import type { EnvFile } from './files.ts';
import { type Prompter, type Question, SetupStopped } from './prompter.ts';

/** What the steps share. */
export interface Setup {
  readonly outside: CommandIo;
  readonly prompter: Prompter;
  readonly file: EnvFile;
  /** A setting by the name of its variable, from the environment or the file; `null` when neither has it. */
  known(name: string): string | null;
  /** Whether the environment has it, which wins over the file. */
  isFixed(name: string): boolean;
  /** What the app would be started with. */
  environment(): CommandIo['environment'];
}

interface Checked<T> {
  readonly findings: readonly CheckResult[];
  /** `null`: ask again. */
  readonly good: T | null;
}

interface SettingQuestion extends Question {
  readonly variable: string;
  /** Not a secret, so it may be seen while it is typed. */
  readonly isOpen?: boolean;
}

/** Asks for one setting until it passes its check, and saves it. One that is there already is checked first. */
export async function askUntilGood<T>(
  { prompter, file, known, isFixed, outside, environment }: Setup,
  { variable, isOpen = false, ...question }: SettingQuestion,
  check: (value: string) => Promise<Checked<T>>,
): Promise<T> {
  let value = known(variable);
  for (let problem: string | null = null; ; ) {
    const wasThere = value !== null;
    value ??= (await (isOpen ? prompter.text : prompter.secret)({ ...question, problem })).trim();
    const wrongForm = formProblem(outside, { ...environment(), [variable]: value }, variable);
    const { findings, good }: Checked<T> =
      wrongForm === null
        ? await check(value)
        : { findings: [about('Settings').bad(wrongForm, 'Copy it again.')], good: null };
    prompter.say(findings);
    if (good !== null) {
      if (!wasThere) file.save({ [variable]: value });
      return good;
    }
    const words = findings
      .filter(({ mark }) => mark === 'bad')
      .map(({ text, fix }) => `${text} ${fix ?? ''}`);
    if (isFixed(variable))
      throw new SetupStopped(`${words.join(' ').trim()} Correct ${variable} in the environment.`);
    problem = wasThere ? null : words.join(' ').trim();
    value = null;
  }
}

/** The question says what it is about: “KANDJI_API_URL: it is not an address” is “it is not an address.” here. */
function sentence(problem: string, variable: string): string {
  const bare = problem.replace(`${variable}: `, '').replace(new RegExp(`^${variable} `), 'it ');
  return /[.!?]$/u.test(bare) ? bare : `${bare}.`;
}

/** What the configuration itself says about one variable. Nothing is sent anywhere before that. */
function formProblem(
  outside: CommandIo,
  environment: CommandIo['environment'],
  variable: string,
): string | null {
  if (!/^[\x21-\x7e]+$/.test(environment[variable] ?? ''))
    return 'it has a space or a character that no such value has.';
  try {
    outside.settings(environment);
    return null;
  } catch (error) {
    const { problems = [] } = error as { readonly problems?: readonly string[] };
    const about = [variable, ...(variable === 'SLACK_BOT_TOKEN' ? ['SLACK_API_URL'] : [])];
    const found = problems.find((one) => about.some((name) => one.startsWith(name)));
    return found === undefined ? null : sentence(found, variable);
  }
}
