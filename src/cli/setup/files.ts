import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { stringify } from 'yaml';
import { openFile } from '../../store/sqlite.ts';
import { type Answers, type Choice, type KeptAnswers, parseAnswers, SetupStopped } from './prompter.ts';

/** Settings by the name of their variable. */
export type Values = Readonly<Record<string, string>>;

/** A file of `NAME=value` lines that is written after each answer, so that nothing has to be pasted twice. */
export interface EnvFile {
  values(): Values;
  /** Changes or adds lines; every other line stays. Mode 0600. */
  save(values: Values): void;
  /** Takes it from everybody on this machine. @returns the mode that it had, such as `0644`; `null` where nothing had to change */
  keepPrivate(): string | null;
}

const HEADER = `# The settings of Kandji helpdesk, written by “npm start -- setup”. “npm start” reads this file.
# It holds secrets: only this user may read it, and it does not belong in git.
# docs/configuration.md explains every variable. A variable of the environment wins over a line here.
`;

/** @throws SetupStopped when it is there and can't be read */
export function openEnvFile(path: string): EnvFile {
  let content = existsSync(path) ? read(path) : HEADER;
  return {
    values: () => parseEnv(content) as Values,
    save: (values) => {
      for (const [name, value] of Object.entries(values)) content = withLine(content, name, value);
      replaceFile(path, content, 0o600);
    },
    keepPrivate: () => {
      const [open] = openFile(path);
      if (open) changeMode(path);
      return open?.mode ?? null;
    },
  };
}

function changeMode(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch {
    throw new SetupStopped(
      `Every user of this machine can read ${path}, and its mode can't be changed. Check its owner.`,
    );
  }
}

function withLine(content: string, name: string, value: string): string {
  const line = `${name}=${quoted(value)}`;
  const old = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'm');
  if (old.test(content)) return content.replace(old, () => line);
  return `${content}${content === '' || content.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** Read alike by Node, a shell and systemd. */
const quoted = (value: string): string => (/^[\w.,:/@%+=-]*$/.test(value) ? value : `'${value}'`);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SetupStopped(`${path} can't be read (${codeOf(error)}). Check its owner and mode.`);
  }
}

/** The whole file or none of it. */
export function replaceFile(path: string, content: string, mode: number): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}.new`;
  try {
    writeFileSync(draft, content, { mode });
    renameSync(draft, path);
  } catch (error) {
    // It may hold every token.
    rmSync(draft, { force: true });
    throw cannotWrite(path, error);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

/** Node's own words name the file twice. */
const cannotWrite = (path: string, error: unknown): SetupStopped =>
  codeOf(error) === 'ENOENT'
    ? new SetupStopped(`${path} can't be written, because its folder doesn't exist. Make it.`)
    : new SetupStopped(`${path} can't be written (${codeOf(error)}). Check the folder's owner and mode.`);

/** @throws SetupStopped where no file can be made, before anything is asked for it */
export function checkFolder(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const KEPT_HEADER =
  '# What was answered in “npm start -- setup” so far. It is removed when the policy is written.\n';

/** Answers in a file of their own until the policy is written. One that can't be understood counts as none. */
export function openKeptAnswers(path: string): KeptAnswers & { remove(): void } {
  let answers: Answers = existsSync(path) ? (parseAnswers(read(path)).data ?? {}) : {};
  const write = (next: Answers) => {
    answers = next;
    replaceFile(path, `${KEPT_HEADER}${stringify(answers)}`, 0o600);
  };
  return {
    get: (key) => answers[key],
    keep: (key, value) => write({ ...answers, [key]: value } as Answers),
    drop: (key) => {
      const { [key]: dropped, ...others } = answers;
      if (dropped !== undefined) write(others);
    },
    remove: () => {
      answers = {};
      rmSync(path, { force: true });
    },
  };
}

/** What may become of a file that is there already. `replace` keeps the old one beside it. */
export const existingFile = (path: string): readonly Choice[] => [
  { value: 'keep', label: `Keep ${path}`, hint: 'nothing that works in it is changed' },
  { value: 'replace', label: 'Start over', hint: `the old file is kept as ${path}.old` },
];

export function setAside(path: string): void {
  const old = [`${path}.old`, ...Array.from({ length: 98 }, (_, index) => `${path}.old${index + 2}`)].find(
    (name) => !existsSync(name),
  );
  if (old === undefined) throw new SetupStopped(`Too many old copies of ${path}: remove some.`);
  try {
    renameSync(path, old);
  } catch (error) {
    throw cannotWrite(old, error);
  }
}
