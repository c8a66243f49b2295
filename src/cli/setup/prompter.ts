import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { about, type CheckResult, checkResultLine } from '../../ops/check-result.ts';
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
  cases_hours: text,
  sign_out_page: text,
  help_channel: text,
});

export type Answers = z.infer<typeof ANSWERS>;

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

/** A choice that is no answer: look once more at what there is to choose from. */
export const AGAIN = 'again';

/** Answers of a set-up that was left. */
export interface KeptAnswers {
  get(key: keyof Answers): Answers[keyof Answers];
  keep(key: keyof Answers, value: string | readonly string[]): void;
  drop(key: keyof Answers): void;
}

/** What another file keeps, what is not worth it, and what becomes of a file that may be another by then. Secrets are never kept here. */
const NOT_KEPT: ReadonlySet<keyof Answers> = new Set([
  'existing_env',
  'existing_policy',
  'kandji_api_url',
  'missing_permissions',
]);

/** Asks each question once, however often the set-up is left: keeps the answers, and takes one from before while it is good. */
export function keepingAnswers(prompter: Prompter, kept: KeptAnswers): Prompter {
  const taken = new Set<string>();
  const once = async <T extends string | readonly string[]>(
    { key, message, problem = null }: Question,
    choices: readonly Choice[],
    ask: () => Promise<T>,
  ): Promise<T> => {
    if (NOT_KEPT.has(key)) return ask();
    const before = kept.get(key);
    if (problem !== null) kept.drop(key);
    else if (before !== undefined && !taken.has(key)) {
      taken.add(key);
      const named = [before].flat().map((one) => choices.find(({ value }) => value === one)?.label ?? one);
      prompter.say([about('Answered before').ok(`${message} ${named.join(', ') || 'none'}`)]);
      return before as T;
    }
    const answer = await ask();
    if (answer !== AGAIN) kept.keep(key, answer);
    return answer;
  };
  return {
    ...prompter,
    text: (question) => once(question, [], () => prompter.text(question)),
    choose: (question, choices) => once(question, choices, () => prompter.choose(question, choices)),
    chooseMany: (question, choices) => once(question, choices, () => prompter.chooseMany(question, choices)),
  };
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
  const parsed = parseAnswers(content);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => wrongAnswer(issue));
  throw new SetupStopped(
    `${file} isn't an answers file: ${wrong.join('; ')}. docs/install.md has an example.`,
  );
}

function wrongAnswer(issue: z.core.$ZodIssue): string {
  const key = issue.path[0];
  if (issue.code === 'unrecognized_keys') return `unknown key ${issue.keys.join(', ')}`;
  if (key === undefined) return 'it is not a YAML mapping';
  if (issue.code === 'invalid_value') return `${String(key)} must be ${issue.values.join(' or ')}`;
  if (issue.code === 'invalid_type' && issue.expected === 'array')
    return `${String(key)} must be a list: put it in brackets, […]`;
  return issue.code === 'too_small'
    ? `${String(key)} is empty`
    : `${String(key)} must be a text: put it in quotes`;
}

/** @param content YAML; what is none fails like anything else that is no answers file */
export const parseAnswers = (content: string) => ANSWERS.safeParse(attempt(() => parse(content)) ?? null);

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
