import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { about } from '../../ops/check-result.ts';
import { DEFAULT_COMMAND } from '../../slack/commands/command-name.ts';
import { dataFile } from '../../store/sqlite.ts';
import { type Command, type CommandIo, UsageError } from '../command.ts';
import { doctor } from '../doctor/index.ts';
import { kandjiStep, slackStep } from './access.ts';
import { existingFile, openEnvFile, openKeptAnswers, setAside } from './files.ts';
import { policyStep } from './policy.ts';
import { answersFrom, keepingAnswers, type Prompter, SetupStopped } from './prompter.ts';
import type { Setup } from './setting.ts';

export const setup: Command = {
  name: 'setup',
  takes: '[--answers FILE] [--settings .env]',
  about: 'Guides you through the set-up: checks each token, writes .env and policy.yml, ends with doctor.',
  flags: {
    answers: {
      type: 'string',
      about: 'a YAML file that answers the questions; without it they are asked here',
    },
    // Not --env-file: Node takes that one for itself, also behind the script.
    settings: { type: 'string', about: 'where the settings are written; default: .env' },
  },
  async run(outside, given) {
    let at = '';
    const enter = (step: string) => {
      at = step;
    };
    try {
      return await walk(outside, given.text('answers'), given.text('settings') ?? '.env', enter);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const where = at === '' ? 'Stopped.' : `Stopped at step ${at}.`;
      if (!(error instanceof SetupStopped)) throw new Error(`${where} ${messageOf(error)}`, { cause: error });
      outside.complain(`${where} ${error.message}`);
      return error.exitCode;
    }
  },
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `enter` hears of each step by its title. */
async function walk(
  outside: CommandIo,
  answers: string | null,
  envPath: string,
  enter: (step: string) => void,
): Promise<number> {
  const asked = await prompterFor(outside, answers);
  const kept = openKeptAnswers(`${envPath}.answers`);
  const asking = answers === null ? keepingAnswers(asked, kept) : asked;
  const prompter: Prompter = {
    ...asking,
    step: (title, lines) => {
      enter(title);
      asking.step(title, lines);
    },
  };
  const before = openEnvFile(envPath).values();
  if (existsSync(envPath)) {
    const question = {
      key: 'existing_env',
      message: `There is a file ${envPath}.`,
      unattended: 'keep',
    } as const;
    if ((await prompter.choose(question, existingFile(envPath))) === 'replace') {
      setAside(envPath);
      kept.remove();
    }
  }
  const file = openEnvFile(envPath);
  const mode = file.keepPrivate();
  if (mode !== null)
    prompter.say([
      about('Settings').ok(
        `every user of this machine could read ${envPath} (${mode}): now only this one can (0600).`,
      ),
    ]);
  // `npm start` has read the file into the environment: what only stood there goes with it.
  const around = Object.fromEntries(
    Object.entries(outside.environment).filter(([name, value]) => before[name] !== value),
  );
  const known = (name: string): string | null =>
    around[name]?.trim() || fromFile(`${name}_FILE`, around) || file.values()[name] || null;
  const all: Setup = {
    outside,
    prompter,
    file,
    known,
    isFixed: (name) => !!around[name]?.trim() || around[`${name}_FILE`] !== undefined,
    environment: () => ({ ...file.values(), ...around }),
  };
  const workspace = await slackStep(all);
  await kandjiStep(all);
  await policyStep(all, workspace);
  kept.remove();
  auditKeyStep(all);
  return finish(all, envPath);
}

async function prompterFor(outside: CommandIo, answers: string | null): Promise<Prompter> {
  if (answers !== null) return answersFrom(answers, outside);
  if (outside.terminal === null)
    throw new UsageError(
      'The set-up asks questions, so it needs a terminal. Or answer them with --answers FILE.',
    );
  const { askAt } = await import('./terminal.ts');
  return askAt(outside.terminal, outside.signal);
}

function fromFile(variable: string, around: CommandIo['environment']): string | null {
  const path = around[variable];
  if (path === undefined) return null;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new SetupStopped(
      `${variable} names a file that can't be read: check that it exists, and its owner and mode.`,
    );
  }
}

const audit = about('Audit log');

/** A new audit log is signed from its first entry. One that is there already keeps what it has. */
function auditKeyStep({ prompter, file, known }: Setup): void {
  if (known('AUDIT_KEY') !== null) return;
  const hasStore = known('DATABASE_URL') !== null || existsSync(dataFile(known('DATA_DIR') ?? './data'));
  if (hasStore) {
    prompter.say([
      audit.look('AUDIT_KEY is not set, and there is a database already.', 'See docs/operate.md.'),
    ]);
    return;
  }
  file.save({ AUDIT_KEY: randomBytes(32).toString('hex') });
  prompter.say([audit.ok('AUDIT_KEY is made: it signs the audit log. Keep a copy outside of the database.')]);
}

/** Everything once more, as the app will read it. @returns the exit code */
async function finish({ outside, prompter, environment, known }: Setup, envPath: string): Promise<number> {
  prompter.step('5 of 5 · Check everything');
  const values = environment();
  const code = await doctor.run(
    {
      ...outside,
      environment: values,
      settings: () => outside.settings(values),
      place: () => outside.place(values),
    },
    { words: [], text: () => null, is: () => false },
  );
  // Without a slash a shell would look for it in its PATH.
  const sourced = envPath.includes('/') ? envPath : `./${envPath}`;
  const start = envPath === '.env' ? 'npm start' : `set -a; . ${sourced}; set +a; npm start`;
  prompter.end(
    code === 0
      ? `Ready. Start it with “${start}”, then type ${known('SLACK_COMMAND') ?? DEFAULT_COMMAND} help in Slack.`
      : 'Not ready yet: correct what ✗ names, then run the same command again.',
  );
  return code;
}
