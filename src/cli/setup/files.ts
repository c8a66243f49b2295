import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { openFile } from '../../store/sqlite.ts';
import { type Choice, SetupStopped } from './prompter.ts';

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
  } catch {
    throw new SetupStopped(`${path} can't be read. Check its owner and mode.`);
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
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new SetupStopped(`${path} can't be written (${code}). Check the folder's owner and mode.`);
  }
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
  renameSync(path, old);
}

/** A member of a role: a Slack user group or a person. */
export interface Member {
  readonly id: string;
  readonly name: string;
}

export interface PolicyAnswers {
  readonly agents: readonly Member[];
  readonly approvers: readonly Member[];
  readonly admins: readonly Member[];
  readonly channel: Member;
  /** Where lost and stolen devices are reported. */
  readonly casesChannel: Member;
  /** The company's name, for the message of a lost device. */
  readonly company: string;
  /** `''`: no number is shown on a lost device. */
  readonly phone: string;
}

/** A first policy, commented, which `policy check` passes without a warning. @returns YAML */
export function policyText(answers: PolicyAnswers): string {
  const { agents, approvers, admins, channel, casesChannel, company, phone } = answers;
  const lost = `This device belongs to ${company} and is lost. Please ${phone === '' ? 'return it' : 'call this number'}.`;
  return `# Who may do what with the fleet. Written by “npm start -- setup”; edit it as you like.
# Check a change before you save it:   npm start -- policy check
# Ask what it would answer:            npm start -- policy explain
# The app picks up a changed file without a restart. policy.example.yml explains every key,
# docs/policy-cookbook.md has recipes.

version: 1

# Who holds which role: Slack user group ids (S…) and user ids (U… or W…).
roles:
  agent:
${members(agents)}
  approver:
${members(approvers)}
  admin:
${members(admins)}

# Where requests for approval are posted, how long they wait, and when approvers are reminded.
approvals:
  channel: ${channel.id} # ${comment(channel.name)}
  expires_after: 4h
  remind_after: [30m, 2h]

rules:
  # Every full member of this workspace sees the devices that are assigned to them, and can report one as lost or stolen.
  - allow: [everyone]
    operations: [lookup-own, report-own-lost]

  # The helpdesk finds any device and changes it.
  - allow: [agent, approver, admin]
    operations: [lookup, routine, disruptive, maintenance, see-location, see-notes, read-history, see-requests, take-case,
                 freeze, report, watch]

  # Anyone above can freeze all changes at once. Ending that takes two of these. They may also message the people of a report.
  - allow: [approver, admin]
    operations: [release, message-user]

  # Admins get lists as CSV files, in a direct message.
  - allow: [admin]
    operations: [export]

  # Locking, clearing a passcode, erasing, deleting a device record, and showing keys and PINs are allowed to no one until you add
  # a rule: policy.example.yml has them.

  # These need the approval of one more person. Turning Lost Mode on is urgent and can be undone, so it needs none.
  - require: { approvals: 1, from: [approver, admin] }
    operations: [set-blueprint, disable-lost-mode, cancel-lost-mode]

# What the Lost Mode form starts with.
lost_mode:
  message: ${JSON.stringify(lost)}
  phone: ${JSON.stringify(phone)}
  footnote: ""

# What people are written about their devices; in place of "text", another one by the name of a report.
messages:
  text: "Hi {person}, please have a look at {device}: IT needs your help."
  not-seen: "Hi {person}, IT hasn't seen {device} online for a while. Please power on and connect to the internet."

# Where lost and stolen devices are reported, who is mentioned there, and who confirms that one was found.
cases:
  channel: ${casesChannel.id} # ${comment(casesChannel.name)}
  notify: [${agents.map(({ id }) => id).join(', ')}]
  phone: ${JSON.stringify(phone)}
  confirm_found: [agent, approver, admin]

# Write a note on the Kandji record after each change, with the names and the request's id.
notes: true
`;
}

const members = (them: readonly Member[]): string =>
  them.map(({ id, name }) => `    - ${id} # ${comment(name)}`).join('\n');

const comment = (name: string): string => name.replaceAll(/\s+/g, ' ');
