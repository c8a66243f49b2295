import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type CheckResult, checkResultLine } from '../../ops/check-result.ts';
import type { CommandIo } from '../command.ts';

const list = z.array(z.string().min(1)).min(1).optional();
const text = z.string().optional();

/** An answers file: every question of the set-up by its key. What is left out has a default, or comes from the environment. */
const ANSWERS = z.strictObject({
  existing_env: z.enum(['keep', 'replace']).optional(),
  existing_policy: z.enum(['keep', 'replace']).optional(),
  transport: z.enum(['socket', 'http']).optional(),
  public_url: text,
  slack_bot_token: text,
  slack_app_token: text,
  slack_signing_secret: text,
  kandji_api_url: text,
  kandji_api_token: text,
  missing_permissions: z.enum(['continue', 'stop']).optional(),
  agents: list,
  approvers: list,
  admins: list,
  approvals_channel: text,
  cases_channel: text,
  lost_mode_phone: text,
});

type Answers = z.infer<typeof ANSWERS>;

/** One question. */
export interface Question {
  /** Its name in an answers file. */
  readonly key: keyof Answers;
  readonly message: string;
  /** Why the last answer was not good; `null` the first time. */
  readonly problem?: string | null;
  /** The answer when an answers file has none. Without it, the file must answer. */
  readonly unattended?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** Where the answers come from: a person at a terminal, or a file. Everything may end in {@link SetupStopped}. */
export interface Prompter {
  /** A new step, and what to do in it. */
  step(title: string, lines?: readonly string[]): void;
  say(findings: readonly CheckResult[]): void;
  text(question: Question): Promise<string>;
  /** The same, for what must not be seen while it is typed. */
  secret(question: Question): Promise<string>;
  choose(question: Question, choices: readonly Choice[]): Promise<string>;
  /** At least one. */
  chooseMany(question: Question, choices: readonly Choice[]): Promise<readonly string[]>;
  /** After the last step. */
  end(line: string): void;
}

/** The set-up cannot go on. Its message is a sentence with what to do. */
export class SetupStopped extends Error {
  override readonly name = 'SetupStopped';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Answers every question from a file, for machines and tests.
 * @throws SetupStopped when the file cannot be read; later when an answer is missing or wrong, with its key
 */
export function answersFrom(file: string, outside: Pick<CommandIo, 'write'>): Prompter {
  const answers = readAnswers(file);
  const answer = ({ key, message, problem = null, unattended }: Question): string | readonly string[] => {
    if (problem !== null) throw new SetupStopped(`${file}, ${key}: ${problem}`);
    const given = answers[key] ?? unattended;
    if (given === undefined) throw new SetupStopped(`${file}, ${key} is missing: ${message}`);
    return given;
  };
  const one = async (question: Question): Promise<string> => String(answer(question));
  const write = (line: string) => void outside.write(`${line}\n`);
  return {
    step: (title, lines = []) => {
      for (const line of [title, ...lines.map((one) => `  ${one}`)]) write(line);
    },
    say: (findings) => {
      for (const finding of findings) write(`  ${checkResultLine(finding)}`);
    },
    text: one,
    secret: one,
    choose: one,
    chooseMany: async (question) => [answer(question)].flat(),
    end: write,
  };
}

function readAnswers(file: string): Answers {
  const content = attempt(() => readFileSync(file, 'utf8'));
  if (content === null) throw new SetupStopped(`${file} can't be read. Check its path and its owner.`);
  // What the parser says could quote a secret, so only the place is repeated.
  const parsed = ANSWERS.safeParse(attempt(() => parse(content)) ?? null);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ code, path, ...issue }) =>
    code === 'unrecognized_keys' && 'keys' in issue ? `unknown key ${issue.keys}` : path.join('.'),
  );
  throw new SetupStopped(
    `${file} isn't an answers file (${places.filter(Boolean).join(', ') || 'not a YAML mapping'}). docs/install.md has an example.`,
  );
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
